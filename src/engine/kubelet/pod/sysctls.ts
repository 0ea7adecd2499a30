/**
 * Settings of the kernel that a pod asks for: which of them are its own affair, and how the runtime is told.
 * upstream: pkg/kubelet/sysctl/allowlist.go, safe_sysctls.go, util.go
 */
import type { Pod } from '#api/kinds.ts';
import type { Refusal } from './predicates.ts';

const safe = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
]);

/** Settings of a namespace: the pod must have one of its own. */
const namespaced: readonly (readonly [RegExp, 'ipc' | 'net'])[] = [
  [/^kernel\.sem$|^kernel\.shm|^kernel\.msg|^fs\.mqueue\./, 'ipc'],
  [/^net\./, 'net'],
];

/** Slashes may stand for dots, and dots for slashes. */
function plain(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  return first === '/' ? name.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.')) : name;
}

export function sysctlProblem({ spec }: Pod): Refusal | undefined {
  for (const { name } of spec.securityContext?.sysctls ?? []) {
    const setting = plain(name);
    const why = forbidden(spec, setting);
    if (why !== undefined) return { reason: 'SysctlForbidden', message: `forbidden sysctl: ${JSON.stringify(setting)} ${why}` };
  }
  return undefined;
}

function forbidden(spec: Pod['spec'], name: string): string | undefined {
  if (!safe.has(name)) return 'not allowlisted';
  const kind = namespaced.find(([pattern]) => pattern.test(name))?.[1];
  if (kind === 'net' && spec.hostNetwork === true) return 'not allowed with host net enabled';
  return kind === 'ipc' && spec.hostIPC === true ? 'not allowed with host ipc enabled' : undefined;
}

export function sysctlsOf({ spec }: Pod): { readonly sysctls?: Readonly<Record<string, string>> } {
  const asked = spec.securityContext?.sysctls ?? [];
  return asked.length === 0 ? {} : { sysctls: Object.fromEntries(asked.map(({ name, value }) => [plain(name), value])) };
}

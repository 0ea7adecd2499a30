/**
 * What no pod of the level baseline may ask for.
 * upstream: staging/src/k8s.io/pod-security-admission/policy/check_*.go
 */
import { goQuote } from '#api/machinery/goText.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { blamed, containersOf, distinct, listed, namesWhere, plural, podContext, quoted, type Check } from './look.ts';

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: Check = ({ annotations }) => {
  const bad = Object.entries(annotations)
    .filter(([key, value]) => key.startsWith(APP_ARMOR) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'))
    .map(([key, value]) => `${key}=${goQuote(value)}`)
    .toSorted(compareKeys);
  return bad.length === 0 ? undefined : { reason: plural('forbidden AppArmor profile', bad.length), detail: bad.join(', ') };
};

const usualCapabilities = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' '),
);

export const capabilitiesBaseline: Check = (subject) => {
  const added = (add: readonly string[] | undefined) => (add ?? []).filter((name) => !usualCapabilities.has(name));
  const names = namesWhere(subject, ({ capabilities }) => added(capabilities?.add).length > 0);
  if (names.length === 0) return undefined;
  const all = distinct(containersOf(subject).flatMap(({ securityContext }) => added(securityContext?.capabilities?.add)));
  return {
    reason: 'non-default capabilities',
    detail: `${listed(names)} must not include ${quoted(all)} in securityContext.capabilities.add`,
  };
};

export const hostNamespaces: Check = ({ spec }) => {
  const bad = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field] === true);
  return bad.length === 0 ? undefined : { reason: 'host namespaces', detail: bad.map((field) => `${field}=true`).join(', ') };
};

export const hostPathVolumes: Check = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined && hostPath !== null).map(({ name }) => name);
  return names.length === 0 ? undefined : { reason: 'hostPath volumes', detail: `${plural('volume', names.length)} ${quoted(names)}` };
};

export const hostPorts: Check = (subject) => {
  const used = containersOf(subject).map(({ name, ports }) => ({
    name,
    ports: (ports ?? []).map(({ hostPort }) => hostPort ?? 0).filter((port) => port !== 0),
  }));
  const bad = used.filter(({ ports }) => ports.length > 0);
  if (bad.length === 0) return undefined;
  const ports = distinct(bad.flatMap((it) => it.ports.map(String)));
  const use = bad.length === 1 ? 'uses' : 'use';
  return {
    reason: 'hostPort',
    detail: `${listed(bad.map(({ name }) => name))} ${use} ${plural('hostPort', ports.length)} ${ports.join(', ')}`,
  };
};

export const privileged: Check = (subject) => {
  const names = namesWhere(subject, (context) => context.privileged === true);
  return names.length === 0 ? undefined : { reason: 'privileged', detail: `${listed(names)} must not set securityContext.privileged=true` };
};

export const procMount: Check = (subject) => {
  const unusual = (mount: string | undefined) => mount !== undefined && mount !== 'Default';
  const names = namesWhere(subject, (context) => unusual(context.procMount));
  if (names.length === 0) return undefined;
  const mounts = distinct(containersOf(subject).map(({ securityContext }) => securityContext?.procMount ?? 'Default')).filter(unusual);
  return { reason: 'procMount', detail: `${listed(names)} must not set securityContext.procMount to ${quoted(mounts)}` };
};

const seLinuxTypes = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t']);

export const seLinuxOptions: Check = (subject) => {
  const all = [podContext(subject), ...containersOf(subject).map((it) => it.securityContext ?? {})].map((it) => it.seLinuxOptions ?? {});
  const bad = ({ type = '', user = '', role = '' }: { type?: string; user?: string; role?: string }) =>
    !seLinuxTypes.has(type) || user !== '' || role !== '';
  const who = blamed(
    bad(podContext(subject).seLinuxOptions ?? {}),
    namesWhere(subject, (context) => bad(context.seLinuxOptions ?? {})),
  );
  if (who === '') return undefined;
  const types = distinct(all.map(({ type = '' }) => type)).filter((type) => !seLinuxTypes.has(type));
  const what = [
    ...(types.length > 0 ? [`${plural('type', types.length)} ${quoted(types)}`] : []),
    ...(all.some(({ user = '' }) => user !== '') ? ['user may not be set'] : []),
    ...(all.some(({ role = '' }) => role !== '') ? ['role may not be set'] : []),
  ];
  return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}` };
};

const POD_SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';

/** Before 1.19 profiles were annotations. */
export const seccompAnnotations: Check = (subject) => {
  const keys = [POD_SECCOMP, ...containersOf(subject).map(({ name }) => CONTAINER_SECCOMP + name)];
  const fine = (value: string) => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const bad = distinct(
    keys.flatMap((key) => {
      const value = subject.annotations[key];
      return value === undefined || fine(value) ? [] : [`${key}=${goQuote(value)}`];
    }),
  );
  return bad.length === 0
    ? undefined
    : { reason: 'seccompProfile', detail: `forbidden ${plural('annotation', bad.length)} ${bad.join(', ')}` };
};

export function badSeccomp(type: string | undefined): boolean {
  return type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
}

export const seccompBaseline: Check = (subject) => {
  const own = podContext(subject).seccompProfile?.type;
  const who = blamed(
    badSeccomp(own),
    namesWhere(subject, (context) => badSeccomp(context.seccompProfile?.type)),
  );
  if (who === '') return undefined;
  const types: readonly (string | undefined)[] = [
    own,
    ...containersOf(subject).map(({ securityContext }) => securityContext?.seccompProfile?.type),
  ];
  const bad = distinct(types.filter((type): type is string => badSeccomp(type)));
  return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(bad)}` };
};

const safeSysctls = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];

function sysctlsBut(safe: readonly string[]): Check {
  return (subject) => {
    const bad = (podContext(subject).sysctls ?? []).map(({ name }) => name).filter((name) => !safe.includes(name));
    return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
  };
}

export const sysctls = sysctlsBut(safeSysctls);
export const sysctlsFrom27 = sysctlsBut([...safeSysctls, 'net.ipv4.ip_local_reserved_ports']);

export const windowsHostProcess: Check = (subject) => {
  const who = blamed(
    podContext(subject).windowsOptions?.hostProcess === true,
    namesWhere(subject, (context) => context.windowsOptions?.hostProcess === true),
  );
  return who === '' ? undefined : { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
};

/** upstream: pkg/kubelet/kubelet_pods.go (GenerateRunContainerOptions, makeMounts), pkg/kubelet/kuberuntime (generateContainerConfig) */
import type { Container, Volume } from '#api/kinds.ts';
import { quantityOf, valueOf } from '#api/machinery/quantity.ts';
import type { Mount, StartContainer } from '../../helpers/contracts/cri.ts';
import { success, type Outcome } from '#api/machinery/outcome.ts';
import { expand, expandKnown } from '../env/expand.ts';
import { environment } from '../env/variables.ts';
import { podEvent } from '../events.ts';
import { allocatableOf } from '../node/object.ts';
import { wallMs, type Kubelet, type Mounted, type PodWorker } from '../state.ts';
import { isInMemory } from '../volumes/content.ts';
import { diskNamed, resolveLinks } from '../volumes/disk.ts';
import { sourceFor } from './source.ts';
import { podText } from './containers.ts';

type Config = Omit<StartContainer, 'type' | 'id' | 'sandbox' | 'container' | 'name' | 'attempt' | 'image'>;

/** What the runtime is to run, or why it cannot be said. */
export function containerConfig(k: Kubelet, worker: PodWorker, container: Container): Config | { readonly error: string } {
  const env = environment(container, sourceFor(k, worker));
  for (const message of env.warnings) podEvent(k, worker, { type: 'Warning', reason: 'InvalidEnvironmentVariableNames', message });
  if (env.error !== undefined) return { error: env.error };
  const values = new Map(env.variables.map(({ name, value }) => [name, value]));
  const valueOfName = (name: string) => values.get(name);
  const fill = (text: string) => expand(text, valueOfName);
  const mounts = containerMounts(k, worker, { container, valueOf: valueOfName });
  if (typeof mounts === 'string') return { error: mounts };
  const security = securityOf(k, worker, container);
  if ('error' in security) return security;
  const memory = container.resources?.limits?.['memory'];
  return {
    command: (container.command ?? []).map(fill),
    args: (container.args ?? []).map(fill),
    env: env.variables,
    workingDir: container.workingDir ?? '',
    mounts,
    tty: container.tty === true,
    stdin: container.stdin === true,
    ...(container.stdinOnce === true ? { stdinOnce: true } : {}),
    ...(worker.pod.spec.shareProcessNamespace === true || worker.pod.spec.hostPID === true ? { sharesProcesses: true } : {}),
    ...security,
    ...(memory === undefined ? {} : { memoryLimit: valueOf(quantityOf(memory as string)) }),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy === 'FallbackToLogsOnError' ? 'FallbackToLogsOnError' : 'File',
    ...(container.ports === undefined ? {} : { ports: container.ports.map(({ containerPort }) => containerPort) }),
  };
}

interface MountsOf {
  readonly container: Container;
  valueOf(name: string): string | undefined;
}

function containerMounts(k: Kubelet, worker: PodWorker, { container, valueOf: valueOfName }: MountsOf): Mount[] | string {
  const mounts: Mount[] = [];
  for (const mount of container.volumeMounts ?? []) {
    const volume = worker.disks.get(mount.name);
    if (volume === undefined) continue;
    const expanded = subPathOf(mount, valueOfName);
    if (!expanded.ok) return expanded.message;
    const subPath = expanded.value;
    if (subPath.startsWith('/')) return `error SubPath \`${subPath}\` must not be an absolute path`;
    if (subPath.split('/').includes('..')) return `unable to provision SubPath \`${subPath}\`: must not contain '..'`;
    const inner = subPath === '' ? '' : resolveLinks(k.context.disks.get(volume.disk), subPath);
    if (inner !== '' && !volume.readOnly) makeFolder(k, volume, inner);
    mounts.push({
      containerPath: mount.mountPath,
      readOnly: mount.readOnly === true || volume.readOnly,
      subPath: [volume.path, inner].filter((it) => it !== '').join('/'),
      disk: volume.disk,
      ...inMemory(
        k,
        worker.pod.spec.volumes?.find(({ name }) => name === mount.name),
      ),
    });
  }
  return mounts;
}

/** Which part of its volume a mount shows. */
export function subPathOf(
  { subPath, subPathExpr }: NonNullable<Container['volumeMounts']>[number],
  valueOfName: (name: string) => string | undefined,
): Outcome<string> {
  return subPathExpr !== undefined && subPathExpr !== '' ? expandKnown(subPathExpr, valueOfName) : success(subPath ?? '');
}

/** A path inside a volume that is mounted and not there yet becomes a directory, with the volume's own mode and group. */
function makeFolder(k: Kubelet, volume: Pick<Mounted, 'disk' | 'path'>, inner: string): void {
  const disk = diskNamed(k, volume.disk);
  const root = volume.path.replace(/^\/*/, '/');
  const { mode = 0o777, gid } = disk.get(root === '/' ? root : `${root}/`) ?? {};
  const path = root === '/' ? `/${inner}` : `${root}/${inner}`;
  const isThere = disk.has(path) || Array.from(disk.keys()).some((key) => key.startsWith(`${path}/`));
  if (!isThere) disk.set(`${path}/`, Object.freeze({ content: '', mode, ...(gid === undefined ? {} : { gid }), modifiedMs: wallMs(k) }));
}

/** Volumes that are a tmpfs: those asked to be, and those that may hold secrets. Without a limit one may fill the node. */
function inMemory(k: Kubelet, volume: Volume | undefined): { readonly isMemory?: true; readonly sizeKi?: number } {
  if (volume === undefined || !isInMemory(volume)) return {};
  const limit = volume.emptyDir?.sizeLimit ?? allocatableOf(k.spec.node, k.spec.machine)['memory'] ?? '0';
  return { isMemory: true, sizeKi: Math.floor(valueOf(quantityOf(limit as string)) / 1024) };
}

/** Why a container that must not run as root would. upstream: pkg/kubelet/kuberuntime/security_context_others.go (verifyRunAsNonRoot) */
export function whyRoot({ mustNot, runAsUser, imageUser }: Users): string | undefined {
  if (mustNot !== true) return undefined;
  if (runAsUser === 0) return "container's runAsUser breaks non-root policy";
  return runAsUser === undefined && imageUser === 0 ? 'container has runAsNonRoot and image will run as root' : undefined;
}

export interface Users {
  readonly mustNot: boolean | undefined;
  readonly runAsUser: number | undefined;
  readonly imageUser: number | undefined;
}

function securityOf(
  k: Kubelet,
  worker: PodWorker,
  container: Container,
):
  | Pick<Config, 'runAsUser' | 'runAsGroup' | 'groups' | 'readOnlyRootFilesystem' | 'noNewPrivileges' | 'seccomp' | 'capabilities'>
  | { readonly error: string } {
  const pod = worker.pod.spec.securityContext;
  const own = container.securityContext;
  const runAsUser = own?.runAsUser ?? pod?.runAsUser;
  const runAsGroup = own?.runAsGroup ?? pod?.runAsGroup;
  const groups = [...(pod?.supplementalGroups ?? []), ...(pod?.fsGroup === undefined ? [] : [pod.fsGroup])];
  const imageUser = k.state.images.get(container.image ?? '');
  const root = whyRoot({ mustNot: own?.runAsNonRoot ?? pod?.runAsNonRoot, runAsUser, imageUser });
  if (root !== undefined) return { error: `${root} (pod: "${podText(worker)}", container: ${container.name})` };
  return {
    ...(runAsUser === undefined ? {} : { runAsUser }),
    ...(runAsGroup === undefined ? {} : { runAsGroup }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(own?.privileged === true
      ? { capabilities: { add: ['ALL'], drop: [] } }
      : own?.capabilities === undefined
        ? {}
        : {
            capabilities: { add: own.capabilities.add ?? [], drop: own.capabilities.drop ?? [] },
          }),
    ...(own?.readOnlyRootFilesystem === true ? { readOnlyRootFilesystem: true } : {}),
    ...(own?.allowPrivilegeEscalation === false ? { noNewPrivileges: true } : {}),
    ...(own?.privileged !== true && isFiltered(own?.seccompProfile ?? pod?.seccompProfile) ? { seccomp: true } : {}),
  };
}

/** Without a profile nothing is filtered, as long as the kubelet's own default is not switched on. */
function isFiltered(profile: { readonly type: string } | undefined): boolean {
  return profile !== undefined && profile.type !== 'Unconfined';
}

/**
 * What a pod may say when it names its operating system.
 * upstream: pkg/apis/core/validation/validation.go (validateOS, validateLinux, validateWindows)
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import { forbiddenField, notSupported, required } from '../fieldError.ts';
import type { Errors } from './checks.ts';

type Lists = Pick<PodSpec, 'initContainers' | 'containers' | 'ephemeralContainers'>;

/** Containers of all sorts with their paths: those that start first, first. upstream: VisitContainersWithPath */
export function eachContainer(spec: Lists, at: string, visit: (container: Container, here: string) => void): void {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const)
    for (const [i, container] of (spec[list] ?? []).entries()) visit(container as Container, `${at}.${list}[${i}]`);
}

/** Settings of a pod's security that Windows does not have, in upstream's order; those above stand in the spec itself. */
const podFields = [
  'seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'shareProcessNamespace',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
] as const;
const inSpec: ReadonlySet<string> = new Set(['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace']);
/** False, where the setting is a plain boolean, is as good as nothing. */
const plainBooleans: ReadonlySet<string> = new Set(['hostPID', 'hostIPC']);

const containerFields = [
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

const notOnWindows = 'cannot be set for a windows pod';
const notOnLinux = 'windows options cannot be set for a linux pod';

export function validOs(spec: PodSpec, at: string, errors: Errors): void {
  if (spec.os === undefined) return;
  const name: string = spec.os.name ?? '';
  if (name === '') errors.push(required(`${at}.os.name`));
  else if (name === 'linux') validLinux(spec, at, errors);
  else if (name === 'windows') validWindows(spec, at, errors);
  else errors.push(notSupported(`${at}.os`, name, ['linux', 'windows']));
}

export function validLinux(spec: PodSpec, at: string, errors: Errors): void {
  if (spec.securityContext?.windowsOptions !== undefined) errors.push(forbiddenField(`${at}.securityContext.windowsOptions`, notOnLinux));
  eachContainer(spec, at, ({ securityContext }, here) => {
    if (securityContext?.windowsOptions !== undefined) errors.push(forbiddenField(`${here}.securityContext.windowsOptions`, notOnLinux));
  });
}

export function validWindows(spec: PodSpec, at: string, errors: Errors): void {
  const all: Readonly<Record<string, unknown>> = { ...spec.securityContext, ...pick(spec) };
  for (const field of podFields) {
    const value = all[field];
    if (value === undefined || (value === false && plainBooleans.has(field)) || (field === 'sysctls' && (value as []).length === 0))
      continue;
    errors.push(forbiddenField(inSpec.has(field) ? `${at}.${field}` : `${at}.securityContext.${field}`, notOnWindows));
  }
  eachContainer(spec, at, ({ securityContext }, here) => {
    for (const field of containerFields)
      if (securityContext?.[field] !== undefined) errors.push(forbiddenField(`${here}.securityContext.${field}`, notOnWindows));
  });
}

function pick({ hostUsers, hostPID, hostIPC, shareProcessNamespace }: PodSpec): object {
  return { hostUsers, hostPID, hostIPC, shareProcessNamespace };
}

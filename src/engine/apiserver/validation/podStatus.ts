/**
 * What may change of a pod's status.
 * upstream: pkg/apis/core/validation/validation.go (ValidatePodStatusUpdate, validatePodIPs, validateHostIPs)
 */
import type { Pod } from '#api/kinds.ts';
import { ipFamily, isDNS1123Subdomain, isQualifiedName } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { byRule, validIp, type Errors } from './checks.ts';

type Status = NonNullable<Pod['status']>;
type Statuses = NonNullable<Status['containerStatuses']>;

const ofTheSystem: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'Initialized']);
const oneOfAFamily = 'may specify no more than one IP for each IP family';

export function validatePodStatusUpdate(pod: Pod, old: Pod): Errors {
  const errors: Errors = [];
  const [now, before]: readonly Status[] = [pod.status ?? {}, old.status ?? {}] as const;
  if (now === before) return errors;
  podConditions(now?.conditions ?? [], 'metadata.conditions', errors);
  if ((pod.spec.nodeName ?? '') !== (old.spec.nodeName ?? ''))
    errors.push(forbiddenField('status.nodeName', 'may not be changed directly'));
  const nominated = now?.nominatedNodeName ?? '';
  if (nominated !== '' && nominated !== (before?.nominatedNodeName ?? ''))
    byRule(isDNS1123Subdomain, nominated, 'status.nominatedNodeName', errors);
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const)
    endedStaysEnded(now?.[list] ?? [], before?.[list] ?? [], { pod: old, list }, errors);
  podIps(now, errors);
  hostIps(now, errors);
  return errors;
}

export function podConditions(conditions: readonly { readonly type: string }[], at: string, errors: Errors): void {
  for (const [i, { type }] of conditions.entries()) if (!ofTheSystem.has(type)) byRule(isQualifiedName, type, `${at}[${i}].Type`, errors);
}

type List = 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses';

/** A container that has ended and is not to start again does not run. upstream: ValidateContainerStateTransition */
function endedStaysEnded(now: Statuses, before: Statuses, { pod, list }: { readonly pod: Pod; readonly list: List }, errors: Errors): void {
  const restartPolicy = list === 'ephemeralContainerStatuses' ? 'Never' : pod.spec.restartPolicy;
  if (restartPolicy === 'Always') return;
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always').map(({ name }) => name);
  for (const [i, { name, state }] of before.entries()) {
    if (state?.terminated === undefined || (state.terminated.exitCode !== 0 && restartPolicy === 'OnFailure')) continue;
    if (list === 'initContainerStatuses' && sidecars.includes(name)) continue;
    for (const status of now)
      if (status.name === name && status.state?.terminated === undefined)
        errors.push(forbiddenField(`status.${list}[${i}].state`, 'may not be transitioned to non-terminated state'));
  }
}

type Addresses = readonly { readonly ip?: string }[];

/** At most one of each family. */
function isTooMany(addresses: Addresses): boolean {
  return addresses.length > 2 || new Set(addresses.map(({ ip = '' }) => ipFamily(ip))).size < addresses.length;
}

function allValid(addresses: Addresses, at: string, errors: Errors): void {
  for (const [i, { ip = '' }] of addresses.entries()) validIp(ip, `${at}[${i}]`, errors);
}

function eachOnce(addresses: Addresses, at: string, type: string, errors: Errors): void {
  const seen = new Set<string>();
  for (const [i, address] of addresses.entries()) {
    const { ip = '' } = address;
    if (seen.has(ip)) errors.push(duplicate(`${at}[${i}]`, goSyntax(type, address)));
    seen.add(ip);
  }
}

function podIps({ podIPs = [] }: Status, errors: Errors): void {
  const at = 'status.podIPs';
  allValid(podIPs, at, errors);
  if (podIPs.length < 2) return;
  if (isTooMany(podIPs)) errors.push(invalidValue(at, goSyntax('[]core.PodIP', podIPs), oneOfAFamily));
  eachOnce(podIPs, at, 'core.PodIP', errors);
}

function hostIps(status: Status, errors: Errors): void {
  const { hostIP = '', hostIPs = [] } = status as Status & { readonly hostIPs?: Addresses };
  const at = 'status.hostIPs';
  if (hostIPs.length === 0) return;
  if (hostIP !== (hostIPs[0]?.ip ?? '')) errors.push(invalidValue(`${at}[0].ip`, hostIPs[0]?.ip ?? '', 'must be equal to `hostIP`'));
  allValid(hostIPs, at, errors);
  if (hostIPs.length < 2) return;
  eachOnce(hostIPs, at, 'core.HostIP', errors);
  if (isTooMany(hostIPs)) errors.push(invalidValue(at, goSyntax('[]core.HostIP', hostIPs), oneOfAFamily));
}

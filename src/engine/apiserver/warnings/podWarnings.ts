/**
 * What a pod or a template may say, and would better not.
 * upstream: pkg/api/pod/warnings.go
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { formatQuantity, milliValueOf, quantityOf } from '#api/machinery/quantity.ts';
import { eachContainer } from '../validation/podOs.ts';
import { oldLabel, termWarnings } from './nodeLabels.ts';

export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly { readonly key: string }[];
  readonly matchLabelExpressions?: readonly { readonly key: string }[];
}

type Port = NonNullable<Container['ports']>[number];
type Amounts = Readonly<Record<string, string | number>> | undefined;
type Warnings = string[];

const oldAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';
const useProfile = 'non-functional in v1.27+; use the "seccompProfile" field instead';

/** Sources of volumes that go or have gone, and the names under which they are told. */
export const oldSources = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

/** A pod, or a template of pods. */
interface Template {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec;
}

export function templateWarnings({ metadata, spec }: Template, at = ''): Warnings {
  const warnings: Warnings = [];
  if (spec === undefined) return warnings;
  const here = `${at}spec`;
  const annotations = metadata?.annotations ?? {};
  placeWarnings(spec, here, warnings);
  for (const key in oldAnnotations)
    if (key in annotations) warnings.push(`${at}metadata.annotations[${key}]: ${oldAnnotations[key] ?? ''}`);
  volumeWarnings(spec, here, warnings);
  repeated(spec, here, warnings);
  fractional(spec.overhead as Amounts, `${here}.overhead`, warnings);
  const oldProfile = (key: string, profile: unknown) => {
    if (profile === undefined && key in annotations) warnings.push(`${at}metadata.annotations[${key}]: ${useProfile}`);
  };
  oldProfile(seccompPod, spec.securityContext?.seccompProfile);
  eachContainer(spec, here, (container, path) => {
    oldProfile(`${seccompContainer}${container.name}`, container.securityContext?.seccompProfile);
    for (const list of ['limits', 'requests'] as const)
      fractional(container.resources?.[list] as Amounts, `${path}.resources.${list}`, warnings);
    hiddenVariables(container, path, warnings);
  });
  portWarnings(spec, here, warnings);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0)
    warnings.push(`${here}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`);
  return warnings;
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const matchesNone = 'a null labelSelector results in matching no pod';

function placeWarnings(spec: PodSpec, at: string, warnings: Warnings): void {
  for (const key in spec.nodeSelector) {
    const why = oldLabel(key);
    if (why !== undefined) warnings.push(`${at}.nodeSelector[${key}]: ${why}`);
  }
  const nodes = spec.affinity?.nodeAffinity;
  const here = `${at}.affinity.nodeAffinity`;
  for (const [i, term] of (nodes?.[REQUIRED]?.nodeSelectorTerms ?? []).entries())
    warnings.push(...termWarnings(term, `${here}.${REQUIRED}.nodeSelectorTerms[${i}]`));
  for (const [i, { preference }] of (nodes?.[PREFERRED] ?? []).entries())
    warnings.push(...termWarnings(preference, `${here}.${PREFERRED}[${i}].preference`));
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const path = `${at}.affinity.${kind}`;
    for (const [i, term] of (spec.affinity?.[kind]?.[REQUIRED] ?? []).entries())
      if (term.labelSelector === undefined) warnings.push(`${path}.${REQUIRED}[${i}].labelSelector: ${matchesNone}`);
    for (const [i, { podAffinityTerm }] of (spec.affinity?.[kind]?.[PREFERRED] ?? []).entries())
      if (podAffinityTerm.labelSelector === undefined)
        warnings.push(`${path}.${PREFERRED}[${i}].podAffinityTerm.labelSelector: ${matchesNone}`);
  }
  for (const [i, { topologyKey, labelSelector }] of (spec.topologySpreadConstraints ?? []).entries()) {
    const path = `${at}.topologySpreadConstraints[${i}]`;
    const why = oldLabel(topologyKey);
    if (why !== undefined) warnings.push(`${path}.topologyKey: ${topologyKey} is ${why}`);
    if (labelSelector === undefined) warnings.push(`${path}.labelSelector: ${matchesNone}`);
  }
}

function volumeWarnings({ volumes = [] }: PodSpec, at: string, warnings: Warnings): void {
  for (const [i, volume] of volumes.entries()) {
    const here = `${at}.volumes[${i}]`;
    for (const [source, name, why] of oldSources) if (volume[source] !== undefined) warnings.push(`${here}.${name}: ${why}`);
    const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
    if (claim !== undefined) warnings.push(...claimSpecWarnings(claim, `${here}.ephemeral.volumeClaimTemplate.spec`));
  }
}

/** What is said twice counts once. */
function repeated({ hostAliases = [], imagePullSecrets = [] }: PodSpec, at: string, warnings: Warnings): void {
  for (const [i, { ip }] of hostAliases.entries())
    if (hostAliases.findIndex((other) => other.ip === ip) < i)
      warnings.push(`${at}.hostAliases[${i}].ip: duplicate ip ${goQuote(ip ?? '')}`);
  for (const [i, { name = '' }] of imagePullSecrets.entries())
    if (imagePullSecrets.findIndex((other) => (other.name ?? '') === name) < i)
      warnings.push(`${at}.imagePullSecrets[${i}].name: duplicate name ${goQuote(name)}`);
  for (const [i, { name = '' }] of imagePullSecrets.entries())
    if (name === '') warnings.push(`${at}.imagePullSecrets[${i}].name: invalid empty name ""`);
}

/** Bytes that are no whole number. */
function fractional(amounts: Amounts, at: string, warnings: Warnings, names: readonly string[] = ['memory', 'ephemeral-storage']): void {
  for (const name of names) {
    const amount = amounts?.[name];
    if (amount === undefined || milliValueOf(quantityOf(amount)) % 1000 === 0) continue;
    const text = goQuote(formatQuantity(quantityOf(amount)));
    warnings.push(`${at}[${name}]: fractional byte value ${text} is invalid, must be an integer`);
  }
}

export function claimSpecWarnings({ resources }: { readonly resources?: object }, at: string): Warnings {
  const warnings: Warnings = [];
  const { requests, limits } = (resources ?? {}) as { readonly requests?: Amounts; readonly limits?: Amounts };
  fractional(requests, `${at}.resources.requests`, warnings, ['storage']);
  fractional(limits, `${at}.resources.limits`, warnings, ['storage']);
  return warnings;
}

/** A variable may be set again from what it was before; anything else hides it. */
function hiddenVariables({ env = [] }: Container, at: string, warnings: Warnings): void {
  for (const [i, { name, value = '', valueFrom }] of env.entries()) {
    if (env.findIndex((other) => other.name === name) === i) continue;
    const before = `$(${name})`;
    if (valueFrom !== undefined || value === before || !value.includes(before))
      warnings.push(`${at}.env[${i}]: hides previous definition of ${goQuote(name)}`);
  }
}

function portWarnings(spec: PodSpec, at: string, warnings: Warnings): void {
  const taken = new Map<string, { readonly path: string; readonly port: Port }[]>();
  eachContainer(spec, at, ({ ports = [] }, here) => {
    for (const [i, port] of ports.entries()) {
      const path = `${here}.ports[${i}]`;
      if ((port.hostIP ?? '') !== '' && (port.hostPort ?? 0) === 0) warnings.push(`${path}: hostIP set without hostPort: ${printed(port)}`);
      const key = `${port.containerPort}/${port.protocol ?? ''}`;
      const others = taken.get(key) ?? [];
      for (const other of others) {
        const clash = clashOf(port, other.port);
        if (clash !== undefined) warnings.push(`${path}: ${clash} port definition with ${other.path}`);
      }
      taken.set(key, [...others, { path, port }]);
    }
  });
}

function printed({ name = '', hostPort = 0, containerPort, protocol = 'TCP', hostIP = '' }: Port): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}

function clashOf(a: Port, b: Port): 'duplicate' | 'overlapping' | 'dangerously ambiguous' | undefined {
  const [ip, otherIp, port, otherPort] = [a.hostIP ?? '', b.hostIP ?? '', a.hostPort ?? 0, b.hostPort ?? 0];
  if (ip === otherIp && port === otherPort) return 'duplicate';
  if (port === 0 || otherPort === 0) return 'overlapping';
  return port === otherPort && (ip === '') !== (otherIp === '') ? 'dangerously ambiguous' : undefined;
}

/** How the checks of pod security look at a pod and put their findings into words. */
import type { Container, Pod, PodSpec } from '#api/kinds.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';

/** The pod, or the pod that a template stands for. */
export interface Subject {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

export interface Finding {
  readonly reason: string;
  readonly detail: string;
}

/** Undefined: nothing forbidden. */
export type Check = (subject: Subject) => Finding | undefined;

export type SecurityContext = NonNullable<Container['securityContext']>;
export type PodSecurityContext = NonNullable<NonNullable<Pod['spec']['securityContext']>>;

export function containersOf({ spec }: Subject): readonly Container[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec;
  return [...(initContainers ?? []), ...(containers ?? []), ...((ephemeralContainers ?? []) as readonly unknown[] as readonly Container[])];
}

/** The names of the containers of which something is true. */
export function namesWhere(subject: Subject, bad: (context: SecurityContext, container: Container) => boolean): readonly string[] {
  return containersOf(subject)
    .filter((container) => bad(container.securityContext ?? {}, container))
    .map((container) => container.name);
}

export function podContext({ spec }: Subject): PodSecurityContext {
  return spec.securityContext ?? {};
}

export function isWindows({ spec }: Subject): boolean {
  return spec.os?.name === 'windows';
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

export function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted(compareKeys);
}

export function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}

/** `containers "a", "b"` */
export function listed(names: readonly string[]): string {
  return `${plural('container', names.length)} ${quoted(names)}`;
}

/** `pod and containers "a", "b"`; empty when nobody is to blame. */
export function blamed(pod: boolean, names: readonly string[]): string {
  return [...(pod ? ['pod'] : []), ...(names.length > 0 ? [listed(names)] : [])].join(' and ');
}

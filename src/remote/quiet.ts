/** Which objects are told to pages, and the place that each has in what is remembered of them. */
import type { KubeObject } from '#api/meta.ts';

const quiet: ReadonlySet<string> = new Set(['v1 Event', 'events.k8s.io/v1 Event', 'coordination.k8s.io/v1 Lease']);

/** Events and leases are the half of all changes, and nobody draws them: who looks asks for them. */
export function isQuiet({ apiVersion, kind }: KubeObject): boolean {
  return quiet.has(`${apiVersion} ${kind}`);
}

/** A place holds one object at a time; who comes after it under the same name is another. */
export function placeOf(cluster: string, { kind, apiVersion, metadata }: KubeObject): string {
  return `${cluster} ${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

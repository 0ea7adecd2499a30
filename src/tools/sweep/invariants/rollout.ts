/** A Deployment has no more pods than its surge allows, and does not take away those it must keep. */
import type { Deployment, ReplicaSet } from '#api/kinds.ts';
import { scaledValue, type IntOrString } from '#api/machinery/intstr.ts';
import { everywhere, knownOwner, ownerOf } from '../look.ts';
import type { Scene } from '../scene.ts';

const desired = 'deployment.kubernetes.io/desired-replicas';

/** A ReplicaSet as its Deployment knew it, and the size that it has been given. */
interface Resized {
  readonly was: number;
  readonly is: number;
  readonly available: number;
}

export function rolloutViolations({ writer, change, known, store }: Scene): string[] {
  const set = change.object as unknown as ReplicaSet;
  const deployment = writer === 'deployment' && change.type !== 'DELETED' ? knownOwner(known, 'Deployment', set) : undefined;
  if (deployment === undefined) return [];
  const { uid, name } = deployment.metadata;
  const before = known.list('ReplicaSet', set.metadata.namespace).filter((it) => ownerOf(it) === uid);
  const sets = everywhere(store, 'ReplicaSet').filter((it) => ownerOf(it) === uid);
  const resized = sets.map((it) =>
    resizedOf(
      it,
      before.find(({ metadata }) => metadata.uid === it.metadata.uid),
    ),
  );
  const { most, least } = limits(deployment);
  const [total, had] = [sum(resized, ({ is }) => is), sum(resized, ({ was }) => was)];
  if (total > had && total > most) return [`${name} asks for ${total} pods where its surge allows ${most}`];
  // Whoever changes the size of a Deployment changes that of all its sets in proportion, however many of their pods are available.
  if (before.some((it) => isActive(it) && it.metadata.annotations?.[desired] !== String(deployment.spec.replicas ?? 1))) return [];
  const available = sum(resized, (it) => it.available);
  const taken = sum(resized, ({ was, is, ...it }) => Math.max(was - is - Math.max(was - it.available, 0), 0));
  return taken === 0 || available - taken >= least
    ? []
    : [`${name} keeps ${available - taken} of ${available} available pods where ${least} must stay`];
}

function resizedOf({ spec }: ReplicaSet, before: ReplicaSet | undefined): Resized {
  return { was: sizeOf(before), is: spec.replicas ?? 1, available: before?.status.availableReplicas ?? 0 };
}

function sizeOf(set: ReplicaSet | undefined): number {
  return set === undefined ? 0 : (set.spec.replicas ?? 1);
}

function isActive(set: ReplicaSet): boolean {
  return sizeOf(set) > 0;
}

function limits({ spec }: Deployment): { readonly most: number; readonly least: number } {
  const { maxSurge = 0, maxUnavailable = 0 } = spec.strategy?.rollingUpdate ?? {};
  const replicas = spec.replicas ?? 1;
  return { most: replicas + share(maxSurge, replicas, true), least: replicas - share(maxUnavailable, replicas, false) };
}

function share(some: IntOrString, replicas: number, roundUp: boolean): number {
  const scaled = scaledValue(some, replicas, roundUp);
  return scaled.ok ? scaled.value : 0;
}

function sum(sets: readonly Resized[], of: (set: Resized) => number): number {
  return sets.reduce((total, it) => total + of(it), 0);
}

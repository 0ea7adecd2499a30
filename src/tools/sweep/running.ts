/** Which pods' containers run on a node, as its runtime knows it, whatever the API server believes. */
import type { CriState } from '#engine/cri/state.ts';
import type { Running } from './invariants/ordinals.ts';

export function runningOn(node: string, state: unknown): readonly Running[] {
  const { sandboxes, containers } = state as CriState;
  const alive = new Set([...containers.values()].filter(({ phase }) => phase === 'running').map(({ sandbox }) => sandbox));
  return [...sandboxes.values()].filter(({ id }) => alive.has(id)).map(({ pod }) => ({ node, name: pod.name, uid: pod.uid }));
}

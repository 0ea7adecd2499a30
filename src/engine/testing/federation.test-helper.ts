/** A federation of two clusters, west and east, that has run long enough to know them. */
import type { ClusterSpec } from '#api/tape.ts';
import { createEngine } from '../engine.ts';

export type Engine = ReturnType<typeof createEngine>;

export function federationOf(west: Omit<ClusterSpec, 'name'>, east: Omit<ClusterSpec, 'name'>): Engine {
  const engine = createEngine({
    version: 1,
    seed: 1,
    epoch: '2026-01-01T09:00:00Z',
    clusters: [
      { name: 'world', nodes: [], federation: { members: ['west', 'east'] } },
      { name: 'west', ...west },
      { name: 'east', ...east },
    ],
    inputs: [],
  });
  wait(engine, 5);
  return engine;
}

export function wait(engine: Engine, seconds: number): void {
  engine.advance(Number(engine.now()) + seconds * 1_000, Number.POSITIVE_INFINITY);
}

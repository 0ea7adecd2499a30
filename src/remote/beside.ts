/**
 * What is looked at beside the present world, at the same moment: another branch of its time, or the world of another tape.
 * It is played by an engine of its own, which is kept, so that the next moment is near.
 */
import type { KubeObject } from '#api/meta.ts';
import type { Tape } from '#api/tape.ts';
import type { Engine } from './engine.ts';
import { withoutManagedFields } from './ledger.ts';
import type { ToHost } from './protocol.ts';
import { isQuiet, placeOf } from './quiet.ts';

export interface Beside {
  /** The objects there; undefined when there is no such branch. */
  glimpse(present: Engine, wanted: ToHost & { readonly type: 'glimpse' }): readonly KubeObject[] | undefined;
  forget(): void;
}

interface Other {
  /** The branch, or undefined when it is another tape's world. */
  readonly branch: number | undefined;
  readonly tape: Tape;
  readonly engine: Engine;
  readonly objects: Map<string, KubeObject>;
}

export function createBeside(makeEngine: (tape: Tape) => Engine): Beside {
  let other: Other | undefined;
  return {
    glimpse(present, { of, at }) {
      const tape = 'branch' in of ? present.branchTape(of.branch) : of.tape;
      if (tape === undefined) return undefined;
      const branch = 'branch' in of ? of.branch : undefined;
      if (other === undefined || other.branch !== branch || !isSameTape(other.tape, tape))
        other = { branch, tape, engine: makeEngine(tape), objects: new Map() };
      return objectsAt(other, at);
    },
    forget() {
      other = undefined;
    },
  };
}

/** A tape crosses as a copy each time, and only what was said on it grows. */
function isSameTape(a: Tape, b: Tape): boolean {
  return a.inputs.length === b.inputs.length && JSON.stringify(a) === JSON.stringify(b);
}

/** The objects of its first cluster. */
function objectsAt({ engine, tape, objects }: Other, at: number): readonly KubeObject[] {
  engine.seek(at);
  const news = engine.drain();
  if (news.reset) objects.clear();
  const first = tape.clusters[0]?.name;
  for (const { type, object, cluster } of news.changes) {
    if (cluster !== first || isQuiet(object)) continue;
    const place = placeOf(cluster, object);
    if (type === 'DELETED') objects.delete(place);
    else objects.set(place, withoutManagedFields(object));
  }
  return [...objects.values()];
}

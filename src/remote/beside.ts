/**
 * What is looked at beside the present world, at the same moment: another branch of its time, or the world of another tape.
 * It is played by an engine of its own, which is kept, so that the next moment is near.
 */
import type { KubeObject } from '#api/meta.ts';
import type { Tape } from '#api/tape.ts';
import type { Engine } from './engine.ts';
import { withoutManagedFields } from './ledger.ts';
import type { ToHost, ToPage } from './protocol.ts';
import { isQuiet, placeOf } from './quiet.ts';

type Glimpse = ToHost & { readonly type: 'glimpse' };

export interface Beside {
  /** Begins to look; who asked before and was not answered gets nothing any more. */
  ask(present: Engine, wanted: Glimpse): ToPage | undefined;
  /** Plays a slice of the way there; answers what is seen, or how far it is. Undefined when nothing is asked. */
  goOn(wall: () => number): ToPage | undefined;
  isBusy(): boolean;
  forget(): void;
}

interface Other {
  /** The branch, or undefined when it is another tape's world. */
  readonly branch: number | undefined;
  readonly tape: Tape;
  readonly engine: Engine;
  readonly objects: Map<string, KubeObject>;
}

/** Wall milliseconds of playing at a time, and events between two looks at the clock. */
const sliceMs = 12;
const sliceEvents = 200;

export function createBeside(makeEngine: (tape: Tape) => Engine): Beside {
  let other: Other | undefined;
  let asked: { readonly id: number; readonly at: number } | undefined;
  const end = (objects: readonly KubeObject[] | undefined): ToPage | undefined => {
    const { id } = asked ?? {};
    asked = undefined;
    return id === undefined ? undefined : { type: 'glimpsed', id, objects };
  };
  return {
    ask(present, { id, of, at }) {
      const before = end(undefined);
      const tape = 'branch' in of ? present.branchTape(of.branch) : of.tape;
      asked = { id, at };
      if (tape === undefined) return end(undefined);
      const branch = 'branch' in of ? of.branch : undefined;
      if (other === undefined || other.branch !== branch || !isSameTape(other.tape, tape))
        other = { branch, tape, engine: makeEngine(tape), objects: new Map() };
      other.engine.rewind(at);
      return before;
    },
    goOn(wall) {
      if (asked === undefined || other === undefined) return undefined;
      const started = wall();
      try {
        while (!other.engine.advance(asked.at, sliceEvents))
          if (wall() - started > sliceMs) return { type: 'loading', id: asked.id, now: other.engine.now() };
        return end(objectsAt(other, asked.at));
      } catch {
        // What is wrong in that world stops nothing in this one.
        other = undefined;
        return end(undefined);
      }
    },
    isBusy: () => asked !== undefined,
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

/** A run on its way to the moment at which it is opened: played a slice at a time, so that the page hears how far it is and may stop it. */
import type { Engine, EngineNews } from './engine.ts';
import type { ToHost } from './protocol.ts';

type Load = ToHost & { readonly type: 'load' };

export interface Loading {
  readonly id: number;
  readonly engine: Engine;
  readonly first: EngineNews;
  readonly at: number | undefined;
  readonly playing: boolean;
  /** What was said meanwhile, for whichever world there is in the end. */
  readonly held: ToHost[];
}

export const stoppedProblem = 'stopped';

/** Wall milliseconds of playing at a time, and events between two looks at the clock. */
const sliceMs = 80;
const sliceEvents = 500;

export function startLoading(engine: Engine, { id, at, playing }: Load): Loading {
  return { id, engine, first: engine.drain(), at, playing, held: [] };
}

/** True when the moment is reached. */
export function playOn({ engine, at }: Loading, wall: () => number): boolean {
  if (at === undefined) return true;
  const started = wall();
  while (!engine.advance(at, sliceEvents)) if (wall() - started > sliceMs) return false;
  engine.seek(at);
  return true;
}

/** What cannot wait until the run is there. */
export function isUrgent({ type }: ToHost): boolean {
  return type === 'ack' || type === 'stop' || type === 'load';
}

export function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The one clock of a session: scenarios that were recorded side by side wait on it, and time passes when all of them wait. */
import type { DirectPort } from '#remote/directPort.ts';
import type { Engine } from '#remote/engine.ts';

interface Waiter {
  readonly at: number;
  readonly wake: () => void;
}

export interface Timeline {
  /** Milliseconds since the engine's start. */
  now(): number;
  /** Kept when it is so late, or when the signal says that nobody waits any more. */
  until(at: number, signal?: AbortSignal): Promise<void>;
  /** What a command comes to; undefined when it takes too long. While it is under way, time goes in the host's small steps. */
  during<T>(work: Promise<T>): Promise<T | undefined>;
  /** Lets time pass until the promise is kept. */
  play(whole: Promise<void>): Promise<void>;
}

const commandMaxMs = 150_000;
const tickMs = 16;
const leapMs = 500;

export function createTimeline(engine: Engine, port: DirectPort): Timeline {
  const waiters = new Set<Waiter>();
  let underWay = 0;
  const now = () => Number(engine.now());
  const until = (at: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (at <= now() || signal?.aborted === true) return resolve();
      const stop = (): void => {
        waiters.delete(waiter);
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const waiter = { at, wake: stop };
      waiters.add(waiter);
      signal?.addEventListener('abort', stop);
    });
  const pass = (): void => {
    const next = Math.min(...Array.from(waiters, ({ at }) => at));
    if (underWay > 0) port.pump(Math.max(1, Math.min(tickMs, next - now())));
    else engine.advance(Math.min(next, now() + leapMs), Number.POSITIVE_INFINITY);
    for (const waiter of waiters) {
      if (waiter.at > now()) continue;
      waiter.wake();
    }
  };
  return {
    now,
    until,
    async during(work) {
      const abort = new AbortController();
      underWay += 1;
      try {
        return await Promise.race([work, until(now() + commandMaxMs, abort.signal).then(() => undefined)]);
      } finally {
        underWay -= 1;
        abort.abort();
      }
    },
    async play(whole) {
      let over = false;
      const end = (): void => void (over = true);
      whole.then(end, end);
      await settled();
      while (!over) {
        pass();
        await settled();
      }
      await whole;
    },
  };
}

/** Lets everything that is ready to run without time passing run. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

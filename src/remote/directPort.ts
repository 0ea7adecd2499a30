/**
 * A host in the same thread, for tools and tests: messages are handed over in a microtask, and nothing moves unless
 * `pump` is called, so whoever holds it decides how fast time goes.
 */
import type { Tape } from '#api/tape.ts';
import type { Engine } from './engine.ts';
import { createHost, type Host } from './host.ts';
import type { Port } from './page.ts';
import type { ToPage } from './protocol.ts';

export interface DirectPort extends Port {
  readonly host: Host;
  /** Lets `ms` of the wall's clock pass, in ticks of the host. */
  pump(ms: number): void;
}

const tickMs = 16;

export function directPort(tape: Tape, makeEngine: (tape: Tape) => Engine): DirectPort {
  let wallMs = 0;
  let tell: ((message: ToPage) => void) | undefined;
  const host = createHost({ makeEngine, post: (message) => queueMicrotask(() => tell?.(message)), wall: () => wallMs }, tape);
  return {
    host,
    post: (message) => queueMicrotask(() => host.receive(message)),
    listen(listener) {
      tell = listener;
    },
    pump(ms) {
      for (let left = ms; left > 0; left -= tickMs) {
        wallMs += Math.min(left, tickMs);
        host.tick();
      }
    },
  };
}

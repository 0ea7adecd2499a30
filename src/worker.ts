/** The browser's entry to the engine: one world in a worker, one page on the other side of its port. */
import { createEngine } from '#engine/engine.ts';
import { createHost } from '#remote/host.ts';
import type { ToHost, ToPage } from '#remote/protocol.ts';
import { freshTape } from '#share/freshTape.ts';

const tickMs = 16;
const scope = self as unknown as { postMessage(message: unknown): void; onmessage: ((event: { data: ToHost }) => void) | null };

/** A frame crosses as text: the page reads that in a third of the time that a copy of its objects takes it. */
function post(message: ToPage): void {
  scope.postMessage(message.type === 'frame' ? JSON.stringify(message) : message);
}

const host = createHost({ makeEngine: (tape) => createEngine(tape), post, wall: () => performance.now() }, freshTape());

let timer: ReturnType<typeof setTimeout> | undefined;

/** Ticks only while there is something to do: a paused cluster costs nothing. */
function wind(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    host.tick();
    if (host.busy()) wind();
  }, tickMs);
}

scope.onmessage = ({ data }) => {
  host.receive(data);
  wind();
};
wind();

/** A Worker as a port. */
import type { Port } from './page.ts';
import type { ToPage } from './protocol.ts';

export function workerPort(worker: Worker): Port {
  return {
    post: (message) => worker.postMessage(message),
    listen(tell) {
      worker.onmessage = (event: MessageEvent<ToPage>) => tell(event.data);
    },
  };
}

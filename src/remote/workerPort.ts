/** A Worker as a port. What is long comes as text. */
import type { Port } from './page.ts';
import type { ToPage } from './protocol.ts';

export function workerPort(worker: Worker): Port {
  return {
    post: (message) => worker.postMessage(message),
    listen(tell) {
      worker.onmessage = ({ data }: MessageEvent<ToPage | string>) => tell(typeof data === 'string' ? (JSON.parse(data) as ToPage) : data);
    },
  };
}

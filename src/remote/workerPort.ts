/** A Worker as a port. What is long comes as text; what comes before somebody listens is kept for him. */
import type { Port } from './page.ts';
import type { ToPage } from './protocol.ts';

export interface WorkerPort extends Port {
  /** Sets the one listener for a worker that fails; the text is empty when its script did not come. */
  onBroken(tell: (problem: string) => void): void;
}

export function workerPort(worker: Worker): WorkerPort {
  const messages = mailbox<ToPage>();
  const problems = mailbox<string>();
  worker.onmessage = ({ data }: MessageEvent<ToPage | string>) =>
    messages.put(typeof data === 'string' ? (JSON.parse(data) as ToPage) : data);
  // A script that does not come is an event without a message.
  worker.onerror = ({ message = '', filename, lineno }) => problems.put(message === '' ? '' : `${message} (${filename}:${lineno})`);
  return { post: (message) => worker.postMessage(message), listen: messages.listen, onBroken: problems.listen };
}

interface Mailbox<T> {
  put(value: T): void;
  listen(tell: (value: T) => void): void;
}

function mailbox<T>(): Mailbox<T> {
  const early: T[] = [];
  let put = (value: T): unknown => early.push(value);
  return {
    put: (value) => void put(value),
    listen(tell) {
      put = tell;
      for (const value of early.splice(0)) tell(value);
    },
  };
}

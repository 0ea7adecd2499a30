import { expect, test } from 'vitest';
import type { ToPage } from './protocol.ts';
import { workerPort } from './workerPort.ts';

const loaded = (id: number): ToPage => ({ type: 'loaded', id });

function fakeWorker() {
  const worker = { onmessage: null, onerror: null } as unknown as Worker;
  const say = (data: unknown) => worker.onmessage?.({ data } as MessageEvent);
  const fail = (event: object) => worker.onerror?.(event as ErrorEvent);
  return { worker, say, fail };
}

test('what the worker says before anybody listens is told first, in its order', () => {
  const { worker, say } = fakeWorker();
  const port = workerPort(worker);
  say(loaded(1));
  say(JSON.stringify(loaded(2)));
  const heard: ToPage[] = [];
  port.listen((message) => heard.push(message));
  say(loaded(3));
  expect(heard).toEqual([loaded(1), loaded(2), loaded(3)]);
});

test('a worker that failed early is told too, one whose script did not come without words', () => {
  const { worker, fail } = fakeWorker();
  const port = workerPort(worker);
  fail({});
  const heard: string[] = [];
  port.onBroken((problem) => heard.push(problem));
  fail({ message: 'no', filename: 'worker.js', lineno: 3 });
  expect(heard).toEqual(['', 'no (worker.js:3)']);
});

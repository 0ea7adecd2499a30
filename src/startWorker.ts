/** The cluster's worker, started as soon as this is evaluated: it wakes while the screen is still being made. */
import { workerPort, type WorkerPort } from '#remote/workerPort.ts';
import { isServed } from '#ui/app/served.ts';

/** None in a page that looks at a served cluster. */
export const started: WorkerPort | undefined = isServed()
  ? undefined
  : workerPort(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));

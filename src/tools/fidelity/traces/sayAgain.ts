/** Says a recorded request again, at its time, and keeps both answers. */
import type { HttpAnswer, ReplayDoor } from './door.ts';
import { learn, requestOf, type Names } from './recordedRequest.ts';
import type { TraceStep } from './recording.ts';

export interface Answered {
  readonly request: string;
  readonly recorded: HttpAnswer;
  readonly got: HttpAnswer;
}

export interface Asking {
  readonly door: ReplayDoor;
  readonly names: Names;
  /** Lets the cluster's time pass to so many seconds after the scenario's start. */
  passTo(seconds: number): Promise<void>;
}

/** The recorder's server answered a request so long after it had done what was asked. */
export const answerS = 0.002;
/** Wall milliseconds in which a request has reached the door of this machine. */
const heardMs = 100;

/** The recording tells when a request was answered: it was said a little earlier, one for a stream before its time passed. */
export async function sayAgain(step: TraceStep, before: number, { door, names, passTo }: Asking): Promise<Answered> {
  const lasts = Number(/[?&]timeoutSeconds=(\d+)/.exec(step.api!)?.[1] ?? '0');
  await passTo(Math.max(before, step.t - lasts - answerS));
  const answer = door.ask(requestOf(step, names));
  await Promise.race([answer, new Promise((resolve) => void setTimeout(resolve, heardMs))]);
  await passTo(step.t);
  const got = await answer;
  learn(names, step.response, got.body);
  return { request: step.api!, recorded: { code: step.code!, body: step.response, warnings: step.warnings ?? null }, got };
}

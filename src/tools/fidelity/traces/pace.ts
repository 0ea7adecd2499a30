/** How fast the recorder's kubectl was: most of a command's time went into its start, so its requests came at its end. */
import type { Client } from '#api/client.ts';
import { delayed } from '../areas/live/pace.ts';
import type { Trace, TraceStep } from './recording.ts';

/** From one write of a command to its next, and from the last to the command's end. */
const writeMs = 14;
const endMs = 10;
const usualStartMs = 100;
const writes: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);

/** A client whose requests come as late as the recorder's did. `start` is when the trace begins. */
export function paced(client: Client, { trace, step, start }: Typed, until: (at: number) => Promise<void>): Client {
  const at = start + step.t * 1_000;
  const length = (step.dt ?? 0) * 1_000;
  // It told of each object when it was done.
  const objects = Math.max(1, step.stdout?.match(/ (created|configured)$/gm)?.length ?? 0);
  const first = Math.max(at, waits(step) ? at + Math.min(length, startMsBefore(trace, step)) : at + length - endMs - writeMs * objects);
  let written = 0;
  return delayed(client, ({ verb }) => (writes.has(verb) ? first + writeMs * Math.min((written += 1), objects) - writeMs : first), until);
}

export interface Typed {
  readonly trace: Trace;
  readonly step: TraceStep;
  readonly start: number;
}

/** A command that goes on until something has happened. */
function waits({ cmd = '' }: TraceStep): boolean {
  return / (delete|wait|rollout status) (?!.*--wait=false)/.test(cmd);
}

/** How long the look before it took, which had nothing to wait for. */
function startMsBefore({ steps }: Trace, { t }: TraceStep): number {
  const looks = steps.filter((it) => it.t < t && it.dt !== undefined && / (get|describe) (?!.*(-w|--watch)\b)/.test(it.cmd ?? ''));
  return (looks.at(-1)?.dt ?? usualStartMs / 1_000) * 1_000;
}

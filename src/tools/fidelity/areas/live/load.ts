/**
 * How busy the recorder's two cores were with what is in no recording: its own kubectl took about a tenth of a second when they had
 * nothing else to do, and longer when they had. How long commands took says nothing of what they answered.
 */
import type { LiveStep, Scenario } from './recording.ts';

export interface Load {
  readonly fromMs: number;
  readonly tasks: number;
}

const spanMs = 20_000;
const calmMs = 95;
/** Where no command tells. */
const usualTasks = 0.3;
/** A command so soon after many objects were made waits for these, which are played. */
const manyObjects = 5;
const busyMs = 10_000;

/** The load in each span of a session; the quicker commands of a span are asked. */
export function loadOf(scenarios: readonly Scenario[]): readonly Load[] {
  const first = scenarios[0]?.epochMs ?? 0;
  const all = scenarios.flatMap(({ epochMs, steps }) =>
    steps.flatMap(({ t_ms, end_ms, ...step }) =>
      end_ms === undefined ? [] : [{ ...step, at: epochMs - first + t_ms, end: epochMs - first + end_ms }],
    ),
  );
  const busy = all.filter(makesMany).map(({ at, end }) => ({ at, end: end + busyMs }));
  const spans = new Map<number, number[]>();
  for (const step of all) {
    if (!isShort(step) || busy.some(({ at, end }) => at <= step.at && step.at < end)) continue;
    const span = Math.floor(step.at / spanMs);
    spans.set(span, [...(spans.get(span) ?? []), step.end - step.at]);
  }
  const last = Math.max(0, ...spans.keys());
  return Array.from({ length: last + 2 }, (_, span) => ({ fromMs: span * spanMs, tasks: tasksBeside(spans.get(span)) }));
}

function makesMany({ command = '', output = '' }: Pick<LiveStep, 'command' | 'output'>): boolean {
  return /^kubectl (apply|create) /.test(command) && [...output.matchAll(/ created$/gm)].length >= manyObjects;
}

function isShort({ command = '' }: Pick<LiveStep, 'command'>): boolean {
  return /^kubectl (get|describe) (?!.*(-w|--watch)\b)/.test(command);
}

function tasksBeside(lengths: readonly number[] | undefined): number {
  const sorted = lengths?.toSorted((a, b) => a - b);
  const quick = sorted?.[Math.floor(sorted.length / 4)];
  return quick === undefined ? usualTasks : Math.max(0, quick / calmMs - 1);
}

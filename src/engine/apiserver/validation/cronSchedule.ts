/**
 * Whether a text is a schedule, in the words of the parser the server uses.
 * upstream: github.com/robfig/cron/v3 (ParseStandard)
 */
import { goDurationFault } from '#api/machinery/duration.ts';

const bounds: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const descriptors = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/** What is wrong with a schedule, or undefined. */
export function scheduleProblem(text: string): string | undefined {
  const schedule = /^(?:CRON_)?TZ=\S+ (.*)$/.exec(text)?.[1]?.trim() ?? text;
  if (schedule.startsWith('@')) {
    if (descriptors.has(schedule) || /^@every (\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(schedule)) return undefined;
    return schedule.startsWith('@every ')
      ? `failed to parse duration ${schedule}: ${goDurationFault(schedule.slice(7))}`
      : `unrecognized descriptor: ${schedule}`;
  }
  const fields = schedule.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [i, field] of fields.entries()) {
    for (const part of field.split(',')) {
      const problem = partProblem(part, i);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function numberOf(text: string, field: number): number | string {
  const names = field === 3 ? months : field === 4 ? days : [];
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + (field === 3 ? 1 : 0);
  if (!/^[+-]?\d+$/.test(text)) return `failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`;
  const value = Number(text);
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value;
}

function partProblem(part: string, field: number): string | undefined {
  const [low = 0, high = 0] = bounds[field] ?? [];
  const [range = '', step, extra] = part.split('/');
  if (extra !== undefined) return `too many slashes: ${part}`;
  const [from = '', to, more] = range.split('-');
  if (more !== undefined) return `too many hyphens: ${part}`;
  const start = from === '*' || from === '?' ? low : numberOf(from, field);
  if (typeof start === 'string') return start;
  const end = from === '*' || from === '?' ? high : to === undefined ? (step === undefined ? start : high) : numberOf(to, field);
  if (typeof end === 'string') return end;
  const stride = step === undefined ? 1 : numberOf(step, 0);
  if (typeof stride === 'string') return stride;
  if (start < low) return `beginning of range (${start}) below minimum (${low}): ${part}`;
  if (end > high) return `end of range (${end}) above maximum (${high}): ${part}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${part}`;
  return stride === 0 ? `step of range should be a positive number: ${part}` : undefined;
}

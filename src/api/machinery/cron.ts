/**
 * Schedules of five fields (minute, hour, day of month, month, day of week), their short names, and `@every`: reading them
 * and finding the next time, in the zone that `TZ=` names or UTC.
 * upstream: github.com/robfig/cron/v3 (ParseStandard, SpecSchedule.Next)
 */
import { goDurationFault } from './duration.ts';
import { failure, success, type Outcome } from './outcome.ts';
import { civilTime, epochOfCivil } from './time.ts';
import { badZone, offsetMs, startOfDay, timeZone, utc, type TimeZone } from './timeZone.ts';

export interface CronSchedule {
  /** Sets of the values of each field as bits. */
  readonly minutes: bigint;
  readonly hours: bigint;
  readonly days: bigint;
  readonly months: bigint;
  readonly weekdays: bigint;
  /** Whether the day of month and the day of week were given as stars; then only the other one counts. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  /** Instead of all that: so many seconds apart. */
  readonly everySeconds?: number;
  readonly zone?: string;
}

interface Field {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
  /** The number of the first name. */
  readonly first?: number;
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly Field[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: monthNames, first: 1 },
  { low: 0, high: 6, names: dayNames, first: 0 },
];

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const unitSeconds: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

export function parseCron(text: string): Outcome<CronSchedule> {
  if (text === '') return failure('empty spec string');
  const zoned = /^(?:CRON_)?TZ=(\S+) (.*)$/.exec(text);
  const zone = zoned?.[1];
  if (zone !== undefined && timeZone(zone) === undefined) return failure(`provided bad location ${zone}: ${badZone(zone)}`);
  const spec = (zoned?.[2] ?? text).trim();
  const parsed = spec.startsWith('@') ? parseDescriptor(spec) : parseFields(spec);
  return parsed.ok && zone !== undefined ? success({ ...parsed.value, zone }) : parsed;
}

function parseDescriptor(spec: string): Outcome<CronSchedule> {
  const known = descriptors[spec];
  if (known !== undefined) return parseFields(known);
  if (!spec.startsWith('@every ')) return failure(`unrecognized descriptor: ${spec}`);
  const text = spec.slice('@every '.length);
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return failure(`failed to parse duration ${spec}: ${goDurationFault(text)}`);
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    seconds += Number(amount) * (unitSeconds[unit ?? ''] ?? 0);
  const none = { minutes: 0n, hours: 0n, days: 0n, months: 0n, weekdays: 0n, anyDay: false, anyWeekday: false };
  return success({ ...none, everySeconds: Math.max(Math.floor(seconds), 1) });
}

function parseFields(spec: string): Outcome<CronSchedule> {
  const words = spec.split(/\s+/).filter((word) => word !== '');
  if (words.length !== 5) return failure(`expected exactly 5 fields, found ${words.length}: [${words.join(' ')}]`);
  const sets: bigint[] = [];
  const stars: boolean[] = [];
  for (const [i, word] of words.entries()) {
    let bits = 0n;
    let star = false;
    for (const part of word.split(',')) {
      const parsed = parsePart(part, fields[i]!);
      if (!parsed.ok) return parsed;
      bits |= parsed.value.bits;
      star ||= parsed.value.star;
    }
    sets.push(bits);
    stars.push(star);
  }
  const [minutes = 0n, hours = 0n, days = 0n, months = 0n, weekdays = 0n] = sets;
  return success({ minutes, hours, days, months, weekdays, anyDay: stars[2] === true, anyWeekday: stars[4] === true });
}

interface Part {
  readonly bits: bigint;
  readonly star: boolean;
}

/** `*`, `7`, `1-5`, each with an optional `/step`; `3/15` goes on to the end. */
function parsePart(part: string, field: Field): Outcome<Part> {
  const [range = '', stepText, tooMany] = part.split('/');
  if (tooMany !== undefined) return failure(`too many slashes: ${part}`);
  const [from = '', to, more] = range.split('-');
  if (more !== undefined) return failure(`too many hyphens: ${part}`);
  const all = from === '*' || from === '?';
  const start = all ? success(field.low) : parseNumber(from, field);
  if (!start.ok) return start;
  const end = all
    ? success(field.high)
    : to === undefined
      ? success(stepText === undefined ? start.value : field.high)
      : parseNumber(to, field);
  if (!end.ok) return end;
  const step = stepText === undefined ? success(1) : parseNumber(stepText, { low: 0, high: 0 });
  if (!step.ok) return step;
  if (start.value < field.low) return failure(`beginning of range (${start.value}) below minimum (${field.low}): ${part}`);
  if (end.value > field.high) return failure(`end of range (${end.value}) above maximum (${field.high}): ${part}`);
  if (start.value > end.value) return failure(`beginning of range (${start.value}) beyond end of range (${end.value}): ${part}`);
  if (step.value === 0) return failure(`step of range should be a positive number: ${part}`);
  let bits = 0n;
  for (let value = start.value; value <= end.value; value += step.value) bits |= 1n << BigInt(value);
  // A star with a step is no star any more: it chooses.
  return success({ bits, star: all && step.value === 1 });
}

function parseNumber(text: string, { names = [], first = 0 }: Field): Outcome<number> {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return success(named + first);
  if (!/^[+-]?\d+$/.test(text)) return failure(`failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`);
  const value = Number(text);
  return value < 0 ? failure(`negative number (${value}) not allowed: ${text}`) : success(value);
}

const dayMs = 86_400_000;
const longestDays = 5 * 366;

/** The first time after this one, in milliseconds of the Unix epoch; undefined when there is none within five years. */
export function nextCron(schedule: CronSchedule, afterMs: number): number | undefined {
  if (schedule.everySeconds !== undefined) return (Math.floor(afterMs / 1000) + schedule.everySeconds) * 1000;
  const zone = schedule.zone === undefined ? utc : (timeZone(schedule.zone) ?? utc);
  const firstMs = (Math.floor(afterMs / 60_000) + 1) * 60_000;
  let { year, month, day } = civilTime(firstMs + offsetMs(zone, firstMs));
  for (let days = 0; days <= longestDays; days += 1) {
    const date = civilTime(epochOfCivil(year, month, day));
    ({ year, month, day } = date);
    const found = isDay(schedule, date) ? firstOfDay(schedule, zone, date, firstMs) : undefined;
    if (found !== undefined) return found;
    if (has(schedule.months, month)) day += 1;
    else [month, day] = [month + 1, 1];
  }
  return undefined;
}

/** With both days chosen either will do; with one of them chosen that one counts. */
function isDay(
  schedule: CronSchedule,
  { month, day, weekday }: { readonly month: number; readonly day: number; readonly weekday: number },
): boolean {
  if (!has(schedule.months, month)) return false;
  const [byDay, byWeekday] = [has(schedule.days, day), has(schedule.weekdays, weekday)];
  return schedule.anyDay || schedule.anyWeekday ? byDay && byWeekday : byDay || byWeekday;
}

/** Hour by hour as the clocks show them: one that is skipped has no times, one that comes twice has them twice. */
function firstOfDay({ hours, minutes }: CronSchedule, zone: TimeZone, date: Civil, notBeforeMs: number): number | undefined {
  let at = Math.max(startOfDay(zone, date.year, date.month, date.day), notBeforeMs);
  for (;;) {
    const shown = at + offsetMs(zone, at);
    if (civilTime(shown).day !== date.day) return undefined;
    const minuteOfDay = Math.floor((((shown % dayMs) + dayMs) % dayMs) / 60_000);
    const hour = Math.floor(minuteOfDay / 60);
    for (let minute = minuteOfDay % 60; minute < 60 && has(hours, hour); minute += 1)
      if (has(minutes, minute)) return at + (minute - (minuteOfDay % 60)) * 60_000;
    at += (60 - (minuteOfDay % 60)) * 60_000;
  }
}

type Civil = ReturnType<typeof civilTime>;

function has(bits: bigint, value: number): boolean {
  return ((bits >> BigInt(value)) & 1n) === 1n;
}

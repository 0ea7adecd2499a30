/**
 * Time zones: what a clock on the wall shows. upstream: time/zoneinfo.go (tzset), IEEE 1003.1 (TZ)
 */
import { civilTime, epochOfCivil, formatTime } from './time.ts';
import { zoneRules } from './zones.ts';

/** The n-th weekday of a month (5: the last), at a second of the day that may lie outside of it. */
interface Turn {
  readonly month: number;
  readonly week: number;
  readonly weekday: number;
  readonly second: number;
}

export interface TimeZone {
  /** Seconds east of Greenwich. */
  readonly standard: number;
  readonly summer?: { readonly offset: number; readonly from: Turn; readonly to: Turn };
}

export const utc: TimeZone = Object.freeze({ standard: 0 });

let rules: ReadonlyMap<string, string> | undefined;

/** The zone of a name of the IANA database; upper and lower case count. */
export function timeZone(name: string): TimeZone | undefined {
  rules ??= rulesByName();
  const rule = rules.get(name);
  return rule === undefined ? undefined : parseRule(rule);
}

/** Why there is no such zone. upstream: time.LoadLocation */
export function badZone(name: string): string {
  return name.includes('..') || /^[/\\]/.test(name) ? 'time: invalid location name' : `unknown time zone ${name}`;
}

/** The moment as the zone's clocks show it: `2026-01-01T09:00:00-05:00`. */
export function formatInZone(epochMs: number, zone: TimeZone): string {
  const offset = offsetMs(zone, epochMs);
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const end = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
  return formatTime(epochMs + offset).replace('Z', end);
}

function rulesByName(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let rule = '';
  for (const line of zoneRules.split('\n')) {
    const words = line.split(' ').filter((word) => word !== '');
    if (!line.startsWith(' ')) rule = words.shift() ?? '';
    for (const word of words) {
      const region = word.slice(0, word.indexOf('/') + 1);
      for (const name of word.slice(region.length).split(',')) found.set(region + name, rule);
    }
  }
  return found;
}

const ruleForm = /^(?:<[^>]+>|[A-Za-z]+)([+-]?[\d:]+)(?:(?:<[^>]+>|[A-Za-z]+)([+-]?[\d:]+)?,([^,]+),([^,]+))?$/;

function parseRule(rule: string): TimeZone {
  const [, standardText = '', summerText, from, to] = ruleForm.exec(rule) ?? [];
  // POSIX counts westward.
  const standard = 0 - seconds(standardText);
  if (from === undefined || to === undefined) return { standard };
  const offset = summerText === undefined ? standard + 3_600 : 0 - seconds(summerText);
  return { standard, summer: { offset, from: parseTurn(from), to: parseTurn(to) } };
}

/** `M10.5.0/-1`; without a time it is two in the morning. */
function parseTurn(text: string): Turn {
  const [date = '', time = '2'] = text.split('/');
  const [month = 1, week = 1, weekday = 0] = date.slice(1).split('.').map(Number);
  return { month, week, weekday, second: seconds(time) };
}

/** `5`, `-3:30`, `+01`. */
function seconds(text: string): number {
  const [hours = 0, minutes = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  return (hours * 60 + minutes) * (text.startsWith('-') ? -60 : 60);
}

/** How many milliseconds the zone's clocks are ahead of Greenwich at a moment. */
export function offsetMs({ standard, summer }: TimeZone, epochMs: number): number {
  if (summer === undefined) return standard * 1_000;
  const { year } = civilTime(epochMs + standard * 1_000);
  const from = turnMs(summer.from, year) - standard * 1_000;
  const to = turnMs(summer.to, year) - summer.offset * 1_000;
  const isSummer = from < to ? epochMs >= from && epochMs < to : epochMs >= from || epochMs < to;
  return (isSummer ? summer.offset : standard) * 1_000;
}

/** What the clocks show when they are turned. */
function turnMs({ month, week, weekday, second }: Turn, year: number): number {
  const first = civilTime(epochOfCivil(year, month, 1)).weekday;
  let day = 1 + ((weekday - first + 7) % 7) + 7 * (week - 1);
  while (civilTime(epochOfCivil(year, month, day)).month !== month) day -= 7;
  return epochOfCivil(year, month, day) + second * 1_000;
}

/** When the zone's clocks first show this day. */
export function startOfDay(zone: TimeZone, year: number, month: number, day: number): number {
  const civil = epochOfCivil(year, month, day);
  const guess = civil - offsetMs(zone, civil - offsetMs(zone, civil));
  const shown = guess + offsetMs(zone, guess);
  // Where clocks skip midnight the day begins an hour later.
  return shown < civil ? guess + 3_600_000 : guess;
}

/**
 * Wall-clock times as text, computed without a clock: RFC 3339 in UTC to and from milliseconds since 1970.
 * upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/time.go, micro_time.go
 */

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar. Months count from 1. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** The date of the proleptic Gregorian calendar so many days after 1970-01-01. Months and days count from 1. */
export function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

let formattedDay = Number.NaN;
let formattedDate = '';

/** `2026-11-21T`; the last day asked for is remembered, because nearly every call is about the same day. */
function datePart(day: number): string {
  if (day !== formattedDay) {
    const civil = civilFromDays(day);
    formattedDate = `${pad(civil.year, 4)}-${pad(civil.month, 2)}-${pad(civil.day, 2)}T`;
    formattedDay = day;
  }
  return formattedDate;
}

function upToSeconds(epochMs: number): string {
  const day = Math.floor(epochMs / DAY_MS);
  const second = Math.floor((epochMs - day * DAY_MS) / 1000);
  const hours = Math.floor(second / 3600);
  const minutes = Math.floor(second / 60) % 60;
  return `${datePart(day)}${pad(hours, 2)}:${pad(minutes, 2)}:${pad(second % 60, 2)}`;
}

/** A metav1.Time: whole seconds, cut and not rounded, `2026-11-21T20:09:13Z`. */
export function formatTime(epochMs: number): string {
  return `${upToSeconds(epochMs)}Z`;
}

/** A metav1.MicroTime: six decimals, `2026-11-21T20:09:13.250000Z`. */
export function formatMicroTime(epochMs: number): string {
  const micros = Math.floor((epochMs - Math.floor(epochMs / 1000) * 1000) * 1000);
  return `${upToSeconds(epochMs)}.${pad(micros, 6)}Z`;
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (monthDays[month - 1] ?? 0);
}

/** Milliseconds since 1970 of an RFC 3339 text (fractions and zone offsets allowed), or undefined when it is none. */
export function parseTime(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000;
  const offset = match[8] === undefined ? 0 : (Number(match[9]) * 60 + Number(match[10])) * (match[8] === '-' ? -60_000 : 60_000);
  return daysFromCivil(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + fraction - offset;
}

/** Year, month (1-12), day, hour, minute, second and weekday (0 is Sunday) in UTC: what schedules are matched against. */
export function civilTime(epochMs: number): {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
} {
  const days = Math.floor(epochMs / DAY_MS);
  const second = Math.floor((epochMs - days * DAY_MS) / 1000);
  const weekday = (((days + 4) % 7) + 7) % 7;
  return { ...civilFromDays(days), hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60, weekday };
}

/** Milliseconds since 1970 of a UTC date; a month or day out of range carries over, as in Go's time.Date. */
export function epochOfCivil(year: number, month: number, day: number, secondOfDay = 0): number {
  const carriedYear = year + Math.floor((month - 1) / 12);
  const carriedMonth = ((((month - 1) % 12) + 12) % 12) + 1;
  return (daysFromCivil(carriedYear, carriedMonth, 1) + day - 1) * DAY_MS + secondOfDay * 1000;
}

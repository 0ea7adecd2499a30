/**
 * What a clock and a calendar show of a moment, in UTC or in another zone; spans are counted whole.
 * upstream: github.com/google/cel-go/common/types/timestamp.go, duration.go
 */
import { badZone, offsetMs, timeZone } from '#api/machinery/timeZone.ts';
import { civilTime, epochOfCivil } from '#api/machinery/time.ts';
import { CelError } from './ast.ts';
import { int, noOverload } from './operators.ts';
import type { CelValue, Nanos } from './values.ts';

const MS = 1_000_000n;

function nanosOf(value: CelValue | undefined): Nanos | undefined {
  const isTime =
    typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'duration' || value.kind === 'timestamp');
  return isTime ? value : undefined;
}

/** `+02:00` or a name of the IANA database. */
function offsetOf(zone: string, epochMs: number): number {
  const [, sign, hours = '', minutes = ''] = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(zone) ?? [];
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const known = zone === '' || zone === 'UTC' ? { standard: 0 } : timeZone(zone);
  if (known === undefined) throw new CelError(badZone(zone));
  return offsetMs(known, epochMs);
}

/** The moment's clock, as if it stood in UTC; floored to whole milliseconds. */
function localMs(of: Nanos, zone: CelValue | undefined): number {
  const floored = of.value / MS - (of.value % MS < 0n ? 1n : 0n);
  const epochMs = Number(floored);
  return epochMs + (typeof zone === 'string' ? offsetOf(zone, epochMs) : 0);
}

type Fn = (args: readonly CelValue[]) => CelValue;

function onDay(name: string, part: (ms: number) => number): Fn {
  return ([of, zone]) => {
    const moment = nanosOf(of);
    if (moment?.kind !== 'timestamp') throw noOverload(name, [of ?? null]);
    return BigInt(part(localMs(moment, zone)));
  };
}

/** A unit of the clock: a span has so many of it, a moment shows the rest of the next bigger one. */
function onClock(name: string, unitMs: number, round: number): Fn {
  return ([of, zone]) => {
    const time = nanosOf(of);
    if (time === undefined) throw noOverload(name, [of ?? null]);
    if (time.kind === 'duration') return int(time.value / (BigInt(unitMs) * MS));
    const units = Math.floor(localMs(time, zone) / unitMs);
    return BigInt(((units % round) + round) % round);
  };
}

const DAY_MS = 86_400_000;

export const calendarFunctions: Readonly<Record<string, Fn>> = {
  getFullYear: onDay('getFullYear', (ms) => civilTime(ms).year),
  getMonth: onDay('getMonth', (ms) => civilTime(ms).month - 1),
  getDate: onDay('getDate', (ms) => civilTime(ms).day),
  getDayOfMonth: onDay('getDayOfMonth', (ms) => civilTime(ms).day - 1),
  getDayOfYear: onDay('getDayOfYear', (ms) => Math.floor((ms - epochOfCivil(civilTime(ms).year, 1, 1)) / DAY_MS)),
  getDayOfWeek: onDay('getDayOfWeek', (ms) => (((Math.floor(ms / DAY_MS) + 4) % 7) + 7) % 7),
  getHours: onClock('getHours', 3_600_000, 24),
  getMinutes: onClock('getMinutes', 60_000, 60),
  getSeconds: onClock('getSeconds', 1000, 60),
  getMilliseconds: onClock('getMilliseconds', 1, 1000),
};

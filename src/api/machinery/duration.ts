/**
 * Durations as people read them, and as Go prints and reads them.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/duration/duration.go
 */

const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** `major` and, unless it is 0, `minor`: 7d23h. */
function twoUnits(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major}${majorUnit}` : `${major}${majorUnit}${minor}${minorUnit}`;
}

/** An age with two to three significant figures, as the AGE column has it. A clock skew of under two seconds counts as 0. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(seconds / HOUR);
  if (hours < 8) return twoUnits(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(seconds / DAY);
  if (days < 8) return twoUnits(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(seconds / YEAR);
  return years < 8 ? twoUnits(years, 'y', days % 365, 'd') : `${years}y`;
}

/** An age in its one largest unit. */
export function shortHumanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  if (seconds < HOUR) return `${Math.floor(seconds / 60)}m`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h`;
  return seconds < YEAR ? `${Math.floor(seconds / DAY)}d` : `${Math.floor(seconds / YEAR)}y`;
}

/** Go's time.Duration.String for whole milliseconds: 1h0m0s, 2m30s, 1.5s, 250ms, 0s. */
export function goDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  const sign = milliseconds < 0 ? '-' : '';
  const total = Math.abs(milliseconds);
  if (total < 1000) return `${sign}${total}ms`;
  const seconds = Math.floor(total / 1000);
  const fraction = total % 1000 === 0 ? '' : `.${String(total % 1000).padStart(3, '0')}`.replace(/0+$/, '');
  const tail = `${seconds % 60}${fraction}s`;
  if (seconds < 60) return `${sign}${tail}`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${sign}${minutes}m${tail}` : `${sign}${Math.floor(minutes / 60)}h${minutes % 60}m${tail}`;
}

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Go's time.ParseDuration in milliseconds, or undefined for a text it refuses. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text);
  if (match === null) return undefined;
  let total = 0;
  for (const [, amount, unit] of (match[2] ?? '').matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  }
  return match[1] === '-' ? -total : total;
}

/** What Go says of a text that is no duration. */
export function goDurationFault(text: string): string {
  const said = JSON.stringify(text);
  for (let rest = text.replace(/^[+-]/, ''); rest !== '';) {
    const part = /^(?:\d+\.?\d*|\.\d+)([^.\d]*)/.exec(rest);
    if (part === null) break;
    const unit = part[1] ?? '';
    if (unit === '') return `time: missing unit in duration ${said}`;
    if (!Object.hasOwn(unitMs, unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${said}`;
    rest = rest.slice(part[0].length);
  }
  return `time: invalid duration ${said}`;
}

/** What describers write to, and the small blocks that many of them share. upstream: kubectl/pkg/describe/describe.go (PrefixWriter) */
import { humanDuration } from '#api/machinery/duration.ts';
import { civilTime, parseTime } from '#api/machinery/time.ts';
import type { Labels } from '#api/machinery/labels.ts';
import { describeLayout, tabulate } from '../tabwriter.ts';

export interface Lines {
  /** Adds text, two blanks for each level in front. The text brings its own line ends. */
  write(level: number, text: string): void;
  /** What came before is laid out by itself, apart from what follows. */
  flush(): void;
  text(): string;
  /** The text with its tabs, not laid out. */
  raw(): string;
}

export function newLines(): Lines {
  let done = '';
  let open = '';
  return {
    write(level, text) {
      open += '  '.repeat(level) + text;
    },
    flush() {
      done += tabulate(open, describeLayout);
      open = '';
    },
    text: () => done + tabulate(open, describeLayout),
    raw: () => done + open,
  };
}

/** Every text that is written goes so many levels further right, even one that goes on with a line. upstream: NewNestedPrefixWriter */
export function nestedLines(lines: Lines, by: number): Lines {
  return { ...lines, write: (level, text) => lines.write(level + by, text) };
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sat, 21 Nov 2026 21:00:12 +0000`. upstream: time.RFC1123Z */
export function longTime(text: string | null | undefined): string {
  const at = parseTime(text ?? '');
  if (at === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const time = civilTime(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${weekdays[time.weekday]}, ${two(time.day)} ${months[time.month - 1]} ${time.year} ${two(time.hour)}:${two(time.minute)}:${two(time.second)} +0000`;
}

export function durationBetween(from: string, to: string): string {
  return humanDuration((parseTime(to) ?? 0) - (parseTime(from) ?? 0));
}

/** `Labels:  a=1` with one line for each. */
export function writeLabels(lines: Lines, title: string, labels: Labels | undefined): void {
  const keys = Object.keys(labels ?? {}).toSorted();
  lines.write(0, `${title}:\t`);
  if (keys.length === 0) lines.write(0, '<none>\n');
  keys.forEach((key, index) => {
    if (index > 0) lines.write(0, '\t');
    lines.write(0, `${key}=${labels?.[key]}\n`);
  });
}

export const annotationMax = 140;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export function writeAnnotations(lines: Lines, title: string, annotations: Labels | undefined): void {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== lastApplied)
    .toSorted();
  lines.write(0, `${title}:\t`);
  if (keys.length === 0) lines.write(0, '<none>\n');
  keys.forEach((key, index) => {
    if (index > 0) lines.write(0, '\t');
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    const isShort = value.length + key.length + 2 <= annotationMax && !value.includes('\n');
    if (isShort) return lines.write(0, `${key}: ${value}\n`);
    lines.write(0, `${key}:\n`);
    for (const line of value.split('\n')) lines.write(0, `\t  ${shorten(line, annotationMax - 2)}\n`);
  });
}

export function shorten(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}...` : text;
}

/** A Go slice of strings as %v prints it. */
export function goSlice(list: readonly string[] | undefined): string {
  return `[${(list ?? []).join(' ')}]`;
}

export function orNone(text: string): string {
  return text === '' ? '<none>' : text;
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export function writeTolerations(lines: Lines, tolerations: readonly Toleration[] | undefined): void {
  const list = (tolerations ?? []).toSorted((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0));
  lines.write(0, `Tolerations:\t${list.length === 0 ? '<none>\n' : list.map((one) => `${tolerationText(one)}\n`).join('\t')}`);
}

function tolerationText(one: Toleration): string {
  const key = one.key ?? '';
  const value = (one.value ?? '') === '' ? '' : `=${one.value}`;
  const effect = (one.effect ?? '') === '' ? '' : `:${one.effect}`;
  const exists = one.operator === 'Exists' && value === '' ? (key === '' && effect === '' ? 'op=Exists' : ' op=Exists') : '';
  return `${key}${value}${effect}${exists}${one.tolerationSeconds === undefined ? '' : ` for ${one.tolerationSeconds}s`}`;
}

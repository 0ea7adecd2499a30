/** A container's log: its lines with their time, bounded, and whoever follows it. upstream: pkg/kubelet/kuberuntime/logs */
import { civilFromDays } from '#api/machinery/time.ts';
import type { Container, LogLine, OpenFile, Stream } from '../state.ts';
import type { Kernel } from '../process/task.ts';

type LogFile = OpenFile & { kind: 'log' };

/** A log keeps at most this much; what was written first goes first, as when the kubelet rotates it. */
const mostWrites = 5_000;
const mostCharacters = 1_000_000;

export function appendLog(kernel: Kernel, container: Container, open: LogFile, text: string): void {
  for (const id of container.followers) {
    const stream = kernel.state.streams.get(id);
    if (stream?.what === 'attach') kernel.context.stream({ stream: id, type: stream.tty ? 'stdout' : open.from, data: text });
  }
  const all = open.partial + text;
  const end = open.partial.length + text.length > 16_384 && !text.includes('\n') ? all.length : all.lastIndexOf('\n');
  open.partial = end === all.length ? '' : all.slice(end + 1);
  if (end >= 0) addLine(kernel, container, Object.freeze({ atMs: kernel.context.now, from: open.from, text: all.slice(0, end) }));
}

/** The last words of a writer that ended without a newline. */
export function flushLog(kernel: Kernel, container: Container, open: LogFile): void {
  if (open.partial === '') return;
  const text = open.partial;
  open.partial = '';
  addLine(kernel, container, Object.freeze({ atMs: kernel.context.now, from: open.from, text, isOpen: true }));
}

function addLine(kernel: Kernel, container: Container, line: LogLine): void {
  container.log.push(line);
  container.logSize += line.text.length;
  while (container.log.length > mostWrites || container.logSize > mostCharacters) container.logSize -= container.log.shift()!.text.length;
  for (const id of container.followers) {
    const stream = kernel.state.streams.get(id);
    if (stream?.what === 'log')
      kernel.context.stream({
        stream: id,
        type: 'stdout',
        data:
          linesOf(line)
            .map((one) => printed(kernel, stream, one))
            .join('\n') + (line.isOpen === true ? '' : '\n'),
      });
  }
}

/** What was written at once, line by line. */
export function linesOf(entry: LogLine): readonly LogLine[] {
  return entry.text.includes('\n') ? entry.text.split('\n').map((text) => ({ ...entry, text })) : [entry];
}

export function printed(kernel: Kernel, stream: Stream, line: LogLine): string {
  return stream.timestamps ? `${timestamp(kernel.context.epochMs + line.atMs, line.text.length)} ${line.text}` : line.text;
}

/** RFC 3339 with nanoseconds; the digits below a millisecond are made from the line, as no clock counts them here. */
function timestamp(ms: number, salt: number): string {
  const whole = Math.floor(ms);
  const seconds = Math.floor(whole / 1000);
  const nanos = (whole - seconds * 1000) * 1_000_000 + ((salt * 7919 + (whole % 10_007) * 104_729) % 1_000_000);
  return `${dateTime(seconds)}.${String(nanos).padStart(9, '0').replace(/0+$/, '') || '0'}Z`;
}

/** `2026-11-21T21:10:34` for seconds of the Unix epoch. */
export function dateTime(seconds: number): string {
  const { year, month, day, hour, minute, second } = calendar(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 is the first of January. */
  readonly yearDay: number;
}

/** The Gregorian calendar in UTC. */
export function calendar(seconds: number): Calendar {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const { year, month, day } = civilFromDays(days);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] ?? 0;
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: before + day + (isLeap && month > 2 ? 1 : 0),
  };
}

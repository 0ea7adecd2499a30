/** A terminal and what is written to it. upstream: linux drivers/tty/n_tty.c */
import type { Kernel } from '../process/task.ts';
import type { Container, Tty } from '../state.ts';
import { appendLog } from './log.ts';

export function createTty(stream: string): Tty {
  return { line: '', input: '', eof: false, columns: 80, rows: 24, history: [], historyAt: 0, escape: '', stream };
}

/** Output: newlines become carriage return and newline. */
export function writeTty(kernel: Kernel, container: Container, id: number, text: string): void {
  const tty = container.ttys.get(id);
  if (tty === undefined) return;
  const data = text.replace(/\r?\n/g, '\r\n');
  if (tty.stream !== '') {
    kernel.context.stream({ stream: tty.stream, type: 'stdout', data });
    return;
  }
  const log = Array.from(container.files.values()).find((file) => file.kind === 'log');
  if (log?.kind === 'log') appendLog(kernel, container, log, data);
}

/**
 * The line discipline of a terminal: echo, erase, interrupt, end of file, and the recalling of earlier lines.
 * upstream: linux drivers/tty/n_tty.c
 */
import { signalForeground } from '../process/signals.ts';
import { wakeFile, type Kernel } from '../process/task.ts';
import type { Container, Tty } from '../state.ts';
import { writeTty } from './ttyOutput.ts';

const mostHistory = 100;

/** What a person typed. */
export function typeTty(kernel: Kernel, container: Container, id: number, data: string): void {
  const tty = container.ttys.get(id);
  if (tty === undefined) return;
  const echo = (text: string): void => writeTty(kernel, container, id, text);
  const interrupt = (): void => signalForeground(kernel, container, id, 'INT');
  for (const letter of data) typeLetter(tty, letter, echo, interrupt);
  if (tty.input !== '' || tty.eof)
    for (const [file, open] of container.files) if (open.kind === 'tty' && open.tty === id) wakeFile(kernel, container, file);
}

function typeLetter(tty: Tty, letter: string, echo: (text: string) => void, interrupt: () => void): void {
  if (tty.escape !== '' || letter === '\u001b') {
    typeEscape(tty, letter, echo);
    return;
  }
  switch (letter) {
    case '\r':
    case '\n':
      echo('\n');
      if (tty.line.trim() !== '' && tty.history.at(-1) !== tty.line) tty.history.push(tty.line);
      if (tty.history.length > mostHistory) tty.history.shift();
      tty.historyAt = tty.history.length;
      tty.input += `${tty.line}\n`;
      tty.line = '';
      return;
    case '\u007f':
    case '\b':
      if (tty.line !== '') echo('\b \b');
      tty.line = tty.line.slice(0, -1);
      return;
    case '\u0015':
      erase(tty, echo);
      tty.line = '';
      return;
    case '\u0003':
      echo('^C');
      tty.line = '';
      interrupt();
      return;
    case '\u0004':
      if (tty.line === '') tty.eof = true;
      else tty.input += tty.line;
      tty.line = '';
      return;
    default:
      if (letter < ' ' && letter !== '\t') return;
      tty.line += letter;
      echo(letter);
  }
}

function erase(tty: Tty, echo: (text: string) => void): void {
  echo('\b \b'.repeat(tty.line.length));
}

/** Arrow up and down recall lines; other escapes are taken and dropped. */
function typeEscape(tty: Tty, letter: string, echo: (text: string) => void): void {
  tty.escape += letter;
  const isDone = /^(?:[^[O]|\[[\d;]*[A-Za-z~]|O[A-Za-z])$/.test(tty.escape.slice(1));
  if (!isDone) {
    if (tty.escape.length > 12) tty.escape = '';
    return;
  }
  const key = tty.escape.at(-1);
  tty.escape = '';
  if (key !== 'A' && key !== 'B') return;
  tty.historyAt = Math.max(0, Math.min(tty.history.length, tty.historyAt + (key === 'A' ? -1 : 1)));
  erase(tty, echo);
  tty.line = tty.history[tty.historyAt] ?? '';
  echo(tty.line);
}

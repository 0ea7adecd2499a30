/** What `test`, `[` and `[[ ]]` find out. upstream: IEEE Std 1003.1 test */
import { isErrno, stat, allowed } from '../fs/ops.ts';
import { absolute } from '../fs/path.ts';
import { isTty } from '../process/files.ts';
import { fsOf, type Task } from '../process/task.ts';

const unary = new Set([
  '-b',
  '-c',
  '-d',
  '-e',
  '-f',
  '-g',
  '-G',
  '-h',
  '-L',
  '-k',
  '-n',
  '-O',
  '-p',
  '-r',
  '-s',
  '-S',
  '-t',
  '-u',
  '-w',
  '-x',
  '-z',
  '-v',
  '-N',
]);
const binary = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

export function testUnary(task: Task, op: string, value: string): boolean {
  if (op === '-n') return value !== '';
  if (op === '-z') return value === '';
  if (op === '-t') return isTty(task, Number(value));
  const fs = fsOf(task);
  const node = stat(fs, absolute(task.proc.cwd, value), op !== '-h' && op !== '-L');
  if (isErrno(node) || value === '') return false;
  switch (op) {
    case '-f':
      return node.kind === 'file' && !value.startsWith('/dev/');
    case '-d':
      return node.kind === 'dir';
    case '-h':
    case '-L':
      return node.kind === 'link';
    case '-s':
      return node.kind === 'dir' || node.content !== '';
    case '-r':
      return allowed(node, task.proc, 4);
    case '-w':
      return allowed(node, task.proc, 2);
    case '-x':
      return allowed(node, task.proc, 1);
    case '-c':
      return value.startsWith('/dev/');
    case '-O':
      return node.uid === task.proc.uid;
    case '-b':
    case '-p':
    case '-S':
    case '-u':
    case '-g':
    case '-k':
      return false;
    default:
      return true;
  }
}

/** A string says what is wrong. */
export function testBinary(task: Task, op: string, left: string, right: string): boolean | string {
  switch (op) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
      return op === '-nt' ? modified(task, left) > modified(task, right) : modified(task, left) < modified(task, right);
    case '-ef':
      return absolute(task.proc.cwd, left) === absolute(task.proc.cwd, right);
    default: {
      for (const text of [left, right]) if (!/^\s*[-+]?\d+\s*$/.test(text)) return text;
      return compare(op, Number(left), Number(right));
    }
  }
}

function modified(task: Task, path: string): number {
  const node = stat(fsOf(task), absolute(task.proc.cwd, path));
  return isErrno(node) ? -Infinity : node.mtimeMs;
}

function compare(op: string, a: number, b: number): boolean {
  switch (op) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

interface Cursor {
  readonly task: Task;
  readonly words: readonly string[];
  at: number;
  error: string | undefined;
}

/** The words between the brackets: true or false, or what is wrong. */
export function evaluateTest(task: Task, words: readonly string[]): boolean | string {
  const cursor: Cursor = { task, words, at: 0, error: undefined };
  if (words.length === 0) return false;
  const result = either(cursor);
  if (cursor.error !== undefined) return cursor.error;
  return cursor.at < words.length ? `${words[cursor.at]}: unexpected operator` : result;
}

function either(cursor: Cursor): boolean {
  let result = both(cursor);
  while (cursor.words[cursor.at] === '-o') {
    cursor.at += 1;
    result = both(cursor) || result;
  }
  return result;
}

function both(cursor: Cursor): boolean {
  let result = negation(cursor);
  while (cursor.words[cursor.at] === '-a') {
    cursor.at += 1;
    result = negation(cursor) && result;
  }
  return result;
}

function negation(cursor: Cursor): boolean {
  if (cursor.words[cursor.at] === '!' && cursor.at + 1 < cursor.words.length) {
    cursor.at += 1;
    return !negation(cursor);
  }
  return primary(cursor);
}

function primary(cursor: Cursor): boolean {
  const { words, task } = cursor;
  const [first = '', second, third] = words.slice(cursor.at, cursor.at + 3);
  if (second !== undefined && third !== undefined && binary.has(second)) {
    cursor.at += 3;
    const result = testBinary(task, second, first, third);
    if (typeof result === 'boolean') return result;
    cursor.error ??= `${result}: ${cursor.task.proc.program === 'bash' ? 'integer expression expected' : 'bad number'}`;
    return false;
  }
  if (first === '(') {
    cursor.at += 1;
    const result = either(cursor);
    if (cursor.words[cursor.at] !== ')') cursor.error ??= 'closing paren expected';
    cursor.at += 1;
    return result;
  }
  if (unary.has(first) && second !== undefined) {
    cursor.at += 2;
    return testUnary(task, first, second);
  }
  cursor.at += 1;
  return first !== '';
}

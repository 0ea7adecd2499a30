/** tar: packs and unpacks, as `kubectl cp` asks it to. Files of the model are texts, and so are archives. upstream: busybox archival/tar.c */
import { errorText, listNames } from '../../fs/fs.ts';
import { change, isErrno, makeLink, makePath, readFile, stat, writeFile } from '../../fs/ops.ts';
import { absolute, folderOf } from '../../fs/path.ts';
import { read, write } from '../../process/files.ts';
import { fsOf, type Outcome, type Program, type Task } from '../../process/task.ts';
import { fail, given, out, parseOptions, type Options } from '../command.ts';
import { byteLength } from '#api/machinery/byteLength.ts';

const block = 512;

interface TarState {
  /** What has come in so far. */
  text: string;
}

export const tar: Program = {
  start: (): TarState => ({ text: '' }),
  step(task) {
    const options = optionsOf(task.proc.argv.slice(1));
    if (given(options, 'c')) return { exit: pack(task, options) };
    if (given(options, 'x', 't')) return unpack(task, options);
    return { exit: fail(task, 'bad usage: one of c, x and t must be said') };
  },
};

/** The first word may lack its dash: `tar cf - x`. */
function optionsOf([first = '', ...rest]: readonly string[]): Options {
  return parseOptions([first.startsWith('-') || first === '' ? first : `-${first}`, ...rest], ['f', 'C']);
}

function pack(task: Task, options: Options): number {
  const cwd = absolute(task.proc.cwd, options.flags.get('C') ?? '.');
  const packing = { task, cwd, text: '', told: false, code: 0 };
  for (const name of options.operands) addTree(packing, name);
  const text = packing.text + '\0'.repeat(2 * block);
  const file = options.flags.get('f') ?? '-';
  if (file === '-') out(task, text);
  else writeFile(fsOf(task), absolute(task.proc.cwd, file), text, task.proc);
  return packing.code === 0 ? 0 : fail(task, 'error exit delayed from previous errors');
}

interface Packing {
  readonly task: Task;
  readonly cwd: string;
  text: string;
  /** That names lose their slash is said once. */
  told: boolean;
  code: number;
}

function addTree(packing: Packing, name: string): void {
  const { task, cwd } = packing;
  const path = absolute(cwd, name);
  const node = stat(fsOf(task), path, false);
  if (isErrno(node)) return void (packing.code = fail(task, `${name}: ${errorText[node]}`));
  if (name.startsWith('/') && !packing.told) {
    packing.told = true;
    write(task, 2, "tar: removing leading '/' from member names\n");
  }
  const member = name.replace(/^\/+/, '');
  const about = { mode: node.mode, uid: node.uid, gid: node.gid, seconds: Math.floor((task.kernel.context.epochMs + node.mtimeMs) / 1000) };
  if (node.kind === 'dir') {
    packing.text += header({ ...about, name: `${member}/`.replace(/\/+$/, '/'), size: 0, type: '5', link: '' });
    for (const inner of listNames(fsOf(task), path)) addTree(packing, `${name.replace(/\/+$/, '')}/${inner}`);
  } else if (node.kind === 'link') packing.text += header({ ...about, name: member, size: 0, type: '2', link: node.content });
  else {
    const content = readFile(fsOf(task), path, task.proc);
    if (typeof content !== 'string') return void (packing.code = fail(task, `can't open '${name}': ${errorText[content.errno]}`));
    const size = byteLength(content);
    packing.text += header({ ...about, name: member, size, type: '0', link: '' }) + content + '\0'.repeat((block - (size % block)) % block);
  }
}

interface Member {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly seconds: number;
  readonly type: string;
  readonly link: string;
}

function header({ name, mode, uid, gid, size, seconds, type, link }: Member): string {
  const octal = (value: number, width: number) =>
    `${Math.max(0, value)
      .toString(8)
      .padStart(width - 1, '0')}\0`;
  const [prefix, short] = splitName(name);
  const before = field(short, 100) + octal(mode & 0o7777, 8) + octal(uid, 8) + octal(gid, 8) + octal(size, 12) + octal(seconds, 12);
  const after = `${type}${field(link, 100)}ustar\x0000${field('', 32)}${field('', 32)}${octal(0, 8)}${octal(0, 8)}${field(prefix, 155)}${'\0'.repeat(12)}`;
  const sum = byteSum(before) + 8 * 32 + byteSum(after);
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`;
}

/** A long name has its first folders in a field of their own. */
function splitName(name: string): readonly [prefix: string, name: string] {
  if (byteLength(name) <= 100) return ['', name];
  const at = name.indexOf('/', name.length - 100);
  return at < 0 ? ['', name.slice(-100)] : [name.slice(0, at), name.slice(at + 1)];
}

function field(text: string, width: number): string {
  const [fitting] = takeBytes(text, 0, width);
  return fitting + '\0'.repeat(width - byteLength(fitting));
}

function byteSum(text: string): number {
  let sum = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code < 0x80) sum += code;
    else if (code < 0x800) sum += (0xc0 | (code >> 6)) + (0x80 | (code & 63));
    else if (code < 0x10000) sum += (0xe0 | (code >> 12)) + (0x80 | ((code >> 6) & 63)) + (0x80 | (code & 63));
    else sum += (0xf0 | (code >> 18)) + (0x80 | ((code >> 12) & 63)) + (0x80 | ((code >> 6) & 63)) + (0x80 | (code & 63));
  }
  return sum;
}

/** So many bytes of a text from a place on, and the place after them. */
function takeBytes(text: string, from: number, bytes: number): readonly [string, number] {
  let at = from;
  for (let left = bytes; left > 0 && at < text.length;) {
    const code = text.codePointAt(at)!;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (left >= 0) at += code > 0xffff ? 2 : 1;
  }
  return [text.slice(from, at), at];
}

function unpack(task: Task, options: Options): Outcome {
  const state = task.proc.state as TarState;
  const file = options.flags.get('f') ?? '-';
  if (file === '-') {
    for (let part = read(task, 0); part !== ''; part = read(task, 0)) {
      if (part === undefined) return { fds: [0] };
      state.text += part;
    }
  } else {
    const text = readFile(fsOf(task), absolute(task.proc.cwd, file), task.proc);
    if (typeof text !== 'string') return { exit: fail(task, `can't open '${file}': ${errorText[text.errno]}`) };
    state.text = text;
  }
  return { exit: unpackAll(task, options, state.text) };
}

function unpackAll(task: Task, options: Options, text: string): number {
  const folder = absolute(task.proc.cwd, options.flags.get('C') ?? '.');
  const folderNode = stat(fsOf(task), folder);
  if (isErrno(folderNode)) return fail(task, `can't change directory to '${options.flags.get('C') ?? '.'}': ${errorText[folderNode]}`);
  let code = 0;
  for (let at = 0, longName = ''; at < text.length;) {
    const [head, afterHead] = takeBytes(text, at, block);
    if (head.charCodeAt(0) === 0) break;
    const member = memberOf(head);
    if (member === undefined) return fail(task, 'invalid tar magic');
    const [content, afterContent] = takeBytes(text, afterHead, member.size);
    at = takeBytes(text, afterContent, (block - (member.size % block)) % block)[1];
    if (member.type === 'L' || member.type === 'x') {
      longName = member.type === 'L' ? content.replace(/\0+$/, '') : (/\d+ path=(.*)\n/.exec(content)?.[1] ?? longName);
      continue;
    }
    if (member.type === 'g') continue;
    const named = longName === '' ? member : { ...member, name: longName };
    longName = '';
    if (given(options, 't', 'v')) out(task, `${named.name}\n`);
    if (!given(options, 't')) code = Math.max(code, place(task, folder, named, content));
  }
  return code;
}

function memberOf(head: string): Member | undefined {
  if (!head.slice(257, 263).startsWith('ustar')) return undefined;
  const text = (from: number, width: number) => head.slice(from, from + width).replace(/\0[^]*$/, '');
  const number = (from: number, width: number) => Number.parseInt(text(from, width).trim() || '0', 8);
  const prefix = text(345, 155);
  return {
    name: `${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`,
    mode: number(100, 8),
    uid: number(108, 8),
    gid: number(116, 8),
    size: number(124, 12),
    seconds: number(136, 12),
    type: head[156] === '\0' ? '0' : head[156]!,
    link: text(157, 100),
  };
}

/** Puts one member where it belongs; 1 when it cannot be. */
function place(task: Task, folder: string, { name, mode, type, link }: Member, content: string): number {
  const fs = fsOf(task);
  if (name.split('/').includes('..')) return fail(task, `name with '..' in it: '${name}'`);
  const path = absolute(folder, name.replace(/^\/+/, '').replace(/\/+$/, ''));
  const made = makePath(fs, type === '5' ? path : folderOf(path), task.proc);
  if (made !== undefined && made !== 'EEXIST') return fail(task, `can't create directory '${name}': ${errorText[made]}`);
  if (type === '5') return 0;
  const wrong = type === '2' ? makeLink(fs, path, link, task.proc) : writeFile(fs, path, content, task.proc);
  if (wrong !== undefined) return fail(task, `can't open '${name}': ${errorText[wrong]}`);
  if (type !== '2') change(fs, path, { mode }, task.proc);
  return 0;
}

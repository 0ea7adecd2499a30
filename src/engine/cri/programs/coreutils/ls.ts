/** ls, stat, find, du, df, mount. upstream: busybox coreutils/ls.c */
import { compareKeys } from '#api/machinery/stableJson.ts';
import { listNames, placeOf, errorText } from '../../fs/fs.ts';
import { isErrno, readFile, remove, stat } from '../../fs/ops.ts';
import { absolute, join, nameOf } from '../../fs/path.ts';
import { mountLines } from '../../fs/special.ts';
import { isTty } from '../../process/files.ts';
import { fork, lookUp } from '../../process/spawn.ts';
import { reap } from '../../process/run.ts';
import { fsOf, type Outcome, type Program, type Task } from '../../process/task.ts';
import { matchGlob } from '../../shell/pattern.ts';
import type { FsNode } from '../../state.ts';
import { calendar } from '../../streams/log.ts';
import { fail, given, out, parseOptions, type Command, type Options } from '../command.ts';
import { byteLength } from '#api/machinery/byteLength.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const ls: Command = (task, args) => {
  const options = parseOptions(args, ['color']);
  const paths = options.operands.length === 0 ? ['.'] : options.operands;
  const files: string[] = [];
  const folders: string[] = [];
  let code = 0;
  for (const path of paths) {
    const node = stat(fsOf(task), absolute(task.proc.cwd, path), !given(options, 'l', 'd') || path.endsWith('/'));
    if (isErrno(node)) code = fail(task, `${path}: ${errorText[node]}`);
    else if (node.kind === 'dir' && !given(options, 'd')) folders.push(path);
    else files.push(path);
  }
  if (files.length > 0) show(task, options, '', files);
  folders
    .sort(compareKeys)
    .forEach((folder, i) =>
      listFolder(
        task,
        options,
        folder,
        files.length + folders.length > 1 || given(options, 'R') ? (i > 0 || files.length > 0 ? 'next' : 'first') : 'none',
      ),
    );
  return code;
};

function listFolder(task: Task, options: Options, folder: string, title: 'none' | 'first' | 'next'): void {
  const fs = fsOf(task);
  const path = absolute(task.proc.cwd, folder);
  if (title !== 'none') out(task, `${title === 'next' ? '\n' : ''}${folder}:\n`);
  const all = listNames(fs, path);
  const shown = given(options, 'a') ? ['.', '..', ...all] : given(options, 'A') ? all : all.filter((name) => !name.startsWith('.'));
  show(task, options, folder, given(options, 't') ? byTime(task, path, shown) : given(options, 'r') ? shown.slice().reverse() : shown);
  if (!given(options, 'R')) return;
  for (const name of shown) {
    const node = name === '.' || name === '..' ? 'ENOENT' : stat(fs, join(path, name), false);
    if (!isErrno(node) && node.kind === 'dir') listFolder(task, options, join(folder, name), 'next');
  }
}

function byTime(task: Task, folder: string, names: readonly string[]): string[] {
  const time = (name: string): number => {
    const node = stat(fsOf(task), absolute(folder, name));
    return isErrno(node) ? 0 : node.mtimeMs;
  };
  return names.slice().sort((a, b) => time(b) - time(a));
}

function show(task: Task, options: Options, folder: string, names: readonly string[]): void {
  if (given(options, 'l', 'n')) {
    if (folder !== '')
      out(task, `total ${names.reduce((sum, name) => sum + blocks(task, absolute(absolute(task.proc.cwd, folder), name)), 0)}\n`);
    for (const name of names) out(task, longLine(task, options, absolute(absolute(task.proc.cwd, folder), name), name));
    return;
  }
  if (isTty(task, 1) && !given(options, '1')) {
    if (names.length > 0) out(task, `${columns(names)}\n`);
  } else for (const name of names) out(task, `${name}\n`);
}

function columns(names: readonly string[]): string {
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const across = Math.max(1, Math.floor(80 / width));
  const rows = Math.ceil(names.length / across);
  return Array.from({ length: rows }, (_, row) =>
    names
      .filter((_name, i) => i % rows === row)
      .map((name) => name.padEnd(width))
      .join('')
      .trimEnd(),
  ).join('\n');
}

function blocks(task: Task, path: string): number {
  const node = stat(fsOf(task), path, false);
  if (isErrno(node) || node.kind === 'link') return 0;
  return node.kind === 'dir' ? (isInMemory(task, path) ? 0 : 4) : Math.ceil(byteLength(node.content) / 4096) * 4;
}

function isInMemory(task: Task, path: string): boolean {
  return placeOf(fsOf(task), path)?.mount.isMemory === true;
}

/** A directory in memory takes 20 bytes a name, itself and its parent among them; one on a disk a block. */
function sizeOf(task: Task, path: string, node: FsNode): number {
  if (node.kind !== 'dir') return byteLength(node.content);
  return isInMemory(task, path) ? 20 * (2 + listNames(fsOf(task), path).length) : 4096;
}

function modeText(node: FsNode): string {
  const kind = node.kind === 'dir' ? 'd' : node.kind === 'link' ? 'l' : '-';
  const bits = [6, 3, 0].map((shift) => {
    const own = (node.mode >> shift) & 7;
    const isSticky = shift === 0 && (node.mode & 0o1000) !== 0;
    const isSet = shift === 3 ? (node.mode & 0o2000) !== 0 : shift === 6 && (node.mode & 0o4000) !== 0;
    const last = isSticky ? ((own & 1) !== 0 ? 't' : 'T') : isSet ? ((own & 1) !== 0 ? 's' : 'S') : (own & 1) !== 0 ? 'x' : '-';
    return `${(own & 4) !== 0 ? 'r' : '-'}${(own & 2) !== 0 ? 'w' : '-'}${last}`;
  });
  return kind + bits.join('');
}

/** A user's or group's name, or the number itself. */
export function nameOfId(task: Task, file: string, id: number): string {
  const text = readFile(fsOf(task), file);
  const row = typeof text === 'string' ? text.split('\n').find((line) => line.split(':')[2] === String(id)) : undefined;
  return row?.split(':')[0] ?? String(id);
}

function longLine(task: Task, options: Options, path: string, name: string): string {
  const node = stat(fsOf(task), path, false);
  if (isErrno(node)) return '';
  const at = calendar(Math.floor((task.kernel.context.epochMs + node.mtimeMs) / 1000));
  const time = `${months[at.month - 1]} ${String(at.day).padStart(2)} ${String(at.hour).padStart(2, '0')}:${String(at.minute).padStart(2, '0')}`;
  const folders = node.kind === 'dir' ? 2 + listNames(fsOf(task), path).filter((one) => isFolder(task, join(path, one))).length : 1;
  const size = sizeOf(task, path, node);
  const owner = given(options, 'n') ? String(node.uid) : nameOfId(task, '/etc/passwd', node.uid);
  const group = given(options, 'n') ? String(node.gid) : nameOfId(task, '/etc/group', node.gid);
  const shown = given(options, 'h') ? human(size) : String(size);
  return `${modeText(node)} ${String(folders).padStart(4)} ${owner.padEnd(8)} ${group.padEnd(8)} ${shown.padStart(9)} ${time} ${name}${node.kind === 'link' ? ` -> ${node.content}` : ''}\n`;
}

function isFolder(task: Task, path: string): boolean {
  const node = stat(fsOf(task), path, false);
  return !isErrno(node) && node.kind === 'dir';
}

function human(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const units = ['K', 'M', 'G', 'T'];
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < 3) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)}${units[unit]}`;
}

export const statCommand: Command = (task, args) => {
  const options = parseOptions(args, ['c', 'f']);
  let code = 0;
  for (const path of options.operands) {
    const node = stat(fsOf(task), absolute(task.proc.cwd, path), given(options, 'L'));
    if (isErrno(node)) {
      code = fail(task, `can't stat '${path}': ${errorText[node]}`);
      continue;
    }
    const seconds = Math.floor((task.kernel.context.epochMs + node.mtimeMs) / 1000);
    const values: Record<string, string> = {
      n: path,
      s: String(byteLength(node.content)),
      a: node.mode.toString(8),
      A: modeText(node),
      u: String(node.uid),
      g: String(node.gid),
      U: nameOfId(task, '/etc/passwd', node.uid),
      G: nameOfId(task, '/etc/group', node.gid),
      Y: String(seconds),
      X: String(seconds),
      Z: String(seconds),
      F: node.kind === 'dir' ? 'directory' : node.kind === 'link' ? 'symbolic link' : 'regular file',
    };
    const format = options.flags.get('c');
    if (format === undefined)
      out(
        task,
        `  File: ${path}\n  Size: ${values['s']}\t${values['F']}\nAccess: (0${values['a']}/${values['A']})  Uid: (${node.uid}/${values['U']})   Gid: (${node.gid}/${values['G']})\n`,
      );
    else out(task, `${format.replace(/%([a-zA-Z])/g, (whole, letter: string) => values[letter] ?? whole)}\n`);
  }
  return code;
};

function walk(task: Task, path: string, visit: (path: string, node: FsNode, depth: number) => void, depth = 0): void {
  const node = stat(fsOf(task), absolute(task.proc.cwd, path), false);
  if (isErrno(node) || depth > 60) return;
  visit(path, node, depth);
  if (node.kind === 'dir')
    for (const name of listNames(fsOf(task), absolute(task.proc.cwd, path))) walk(task, join(path, name), visit, depth + 1);
}

interface FindState {
  found: string[];
  exec: string[];
  many: boolean;
  pid: number;
  status: number;
}

/** find: names, kinds, depth, -delete and -exec. */
export const find: Program = {
  start: (task): FindState => startFind(task),
  step(task): Outcome {
    const state = task.proc.state as FindState;
    for (;;) {
      if (state.pid !== 0) {
        const ended = reap(task, state.pid);
        if (ended === undefined) return { child: true };
        state.pid = 0;
      }
      if (state.found.length === 0 || state.exec.length === 0) return { exit: state.status };
      const paths = state.many ? state.found.splice(0) : [state.found.shift()!];
      const argv = state.many
        ? [...state.exec.filter((word) => word !== '{}'), ...paths]
        : state.exec.map((word) => word.replaceAll('{}', paths[0]!));
      const found = lookUp(task, argv);
      if (typeof found === 'string') return { exit: fail(task, `${argv[0]}: ${errorText.ENOENT}`) };
      state.pid = fork(task, found.program, found.argv, undefined)?.pid ?? 0;
    }
  },
};

function startFind(task: Task): FindState {
  const args = task.proc.argv.slice(1);
  const first = args.findIndex((arg) => arg.startsWith('-') || arg === '!' || arg === '(');
  const roots = first < 0 ? args : args.slice(0, first);
  const tests = first < 0 ? [] : args.slice(first);
  const value = (name: string): string | undefined => (tests.includes(name) ? tests[tests.indexOf(name) + 1] : undefined);
  const execAt = tests.findIndex((word) => word === '-exec' || word === '-ok');
  const execEnd = execAt < 0 ? -1 : tests.findIndex((word, i) => i > execAt && (word === ';' || word === '+'));
  const state: FindState = {
    found: [],
    exec: execAt < 0 ? [] : tests.slice(execAt + 1, execEnd),
    many: tests[execEnd] === '+',
    pid: 0,
    status: 0,
  };
  const mtime = value('-mmin');
  for (const root of roots.length === 0 ? ['.'] : roots) {
    if (isErrno(stat(fsOf(task), absolute(task.proc.cwd, root), false))) state.status = fail(task, `${root}: ${errorText.ENOENT}`);
    walk(task, root, (path, node, depth) => {
      const name = value('-name') ?? value('-iname');
      const kind = value('-type');
      const fits =
        (name === undefined ||
          matchGlob(
            value('-name') === undefined ? name.toLowerCase() : name,
            value('-name') === undefined ? nameOf(path).toLowerCase() : nameOf(path),
          ) !== (tests[tests.indexOf('-name') - 1] === '!' || tests[tests.indexOf('-name') - 1] === '-not')) &&
        (value('-path') === undefined || matchGlob(value('-path')!, path)) &&
        (kind === undefined || { f: 'file', d: 'dir', l: 'link' }[kind] === node.kind) &&
        depth <= Number(value('-maxdepth') ?? 99) &&
        depth >= Number(value('-mindepth') ?? 0) &&
        (!tests.includes('-empty') ||
          (node.kind === 'dir' ? listNames(fsOf(task), absolute(task.proc.cwd, path)).length === 0 : node.content === '')) &&
        (mtime === undefined ||
          (task.kernel.context.now - node.mtimeMs) / 60_000 > Number(mtime.replace('+', '')) === mtime.startsWith('+'));
      if (fits) state.found.push(path);
    });
  }
  if (tests.includes('-delete'))
    for (const path of state.found.slice().reverse()) remove(fsOf(task), absolute(task.proc.cwd, path), 'tree', task.proc);
  else if (state.exec.length === 0) for (const path of state.found) out(task, tests.includes('-print0') ? `${path}\0` : `${path}\n`);
  return state;
}

export const du: Command = (task, args) => {
  const options = parseOptions(args, ['d', 'max-depth']);
  for (const root of options.operands.length === 0 ? ['.'] : options.operands) {
    let total = 0;
    walk(task, root, (_, node) => (total += node.kind === 'dir' ? 4096 : Math.ceil(byteLength(node.content) / 4096) * 4096));
    out(task, `${given(options, 'h') ? human(total) : String(total / 1024)}\t${root}\n`);
  }
  return 0;
};

/** `16.0M` of a number of KiB. */
function tenths(kib: number): string {
  const [unit, size] = kib >= 1_048_576 ? ['G', 1_048_576] : kib >= 1024 ? ['M', 1024] : ['K', 1];
  return `${(kib / size).toFixed(1)}${unit}`;
}

export const df: Command = (task, args) => {
  const options = parseOptions(args);
  const h = given(options, 'h');
  const paths = options.operands.length === 0 ? ['/'] : options.operands;
  out(
    task,
    h
      ? 'Filesystem                Size      Used Available Use% Mounted on\n'
      : 'Filesystem           1K-blocks      Used Available Use% Mounted on\n',
  );
  for (const path of paths) {
    const place = placeOf(fsOf(task), absolute(task.proc.cwd, path));
    const isMemory = place?.mount.isMemory === true;
    const kib = isMemory ? [place?.mount.sizeKi ?? 0, 0, place?.mount.sizeKi ?? 0] : [51_380_224, 11_534_336, 39_845_888];
    const sizes = kib.map((size) => (!h ? String(size) : size === 0 ? '0' : tenths(size)));
    const name = place === undefined ? 'overlay' : isMemory ? 'tmpfs' : '/dev/vda1';
    out(
      task,
      `${name.padEnd(20)} ${sizes.map((size) => size.padStart(9)).join(' ')} ${isMemory ? '  0' : ' 22'}% ${place === undefined ? '/' : place.mount.containerPath}\n`,
    );
  }
  return 0;
};

export const mount: Command = (task, args) => {
  if (args.length > 0) return fail(task, 'permission denied (are you root?)');
  for (const line of mountLines(fsOf(task)).split('\n')) {
    const [what, where, kind, how] = line.split(' ');
    if (where !== undefined) out(task, `${what} on ${where} type ${kind} (${how})\n`);
  }
  return 0;
};

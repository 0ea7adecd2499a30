/** Programs on files: mkdir, rm, cp, mv, ln, touch, chmod, chown, and the like. upstream: busybox coreutils */
import { errorText, listNames, nodeAt, resolvePath, type Errno } from '../../fs/fs.ts';
import {
  change,
  copyTree,
  exists,
  isDirectory,
  isErrno,
  makeDirectory,
  makeLink,
  makePath,
  readFile,
  remove,
  rename,
  stat,
  writeFile,
} from '../../fs/ops.ts';
import { absolute, folderOf, join, nameOf } from '../../fs/path.ts';
import { fsOf, type Task } from '../../process/task.ts';
import { fail, given, out, parseOptions, type Command } from '../command.ts';

function at(task: Task, path: string): string {
  return absolute(task.proc.cwd, path);
}

/** Runs an action on every operand; the code is 1 when one of them failed. */
function each(
  task: Task,
  operands: readonly string[],
  run: (path: string, shown: string) => Errno | undefined,
  say: (shown: string, text: string) => string,
): number {
  let code = 0;
  for (const shown of operands) {
    const wrong = run(at(task, shown), shown);
    if (wrong !== undefined) code = fail(task, say(shown, errorText[wrong]));
  }
  return code;
}

export const mkdir: Command = (task, args) => {
  const options = parseOptions(args, ['m', 'mode']);
  if (options.operands.length === 0) return fail(task, 'missing operand');
  const mode = options.flags.get('m') ?? options.flags.get('mode');
  return each(
    task,
    options.operands,
    (path) => {
      const fs = fsOf(task);
      const wrong = given(options, 'p', 'parents')
        ? exists(fs, path) && !isDirectory(fs, path)
          ? 'EEXIST'
          : makePath(fs, path, task.proc)
        : makeDirectory(fs, path, task.proc);
      return wrong ?? (mode === undefined ? undefined : change(fs, path, { mode: Number.parseInt(mode, 8) }, task.proc));
    },
    (shown, text) => `can't create directory '${shown}': ${text}`,
  );
};

export const rmdir: Command = (task, args) =>
  each(
    task,
    parseOptions(args).operands,
    (path) => remove(fsOf(task), path, 'empty', task.proc),
    (shown, text) => `'${shown}': ${text}`,
  );

export const rm: Command = (task, args) => {
  const options = parseOptions(args);
  const force = given(options, 'f');
  const tree = given(options, 'r', 'R', 'recursive');
  if (options.operands.length === 0) return force ? 0 : fail(task, 'missing operand');
  return each(
    task,
    options.operands,
    (path) => {
      const wrong = remove(fsOf(task), path, tree ? 'tree' : 'file', task.proc);
      if (wrong === 'EBUSY' && tree) return emptyOut(task, path);
      return wrong === 'ENOENT' && force ? undefined : wrong;
    },
    (shown, text) => (text === errorText.EISDIR ? `'${shown}' is a directory` : `can't remove '${shown}': ${text}`),
  );
};

/** A mount point stays, what is in it goes. */
function emptyOut(task: Task, path: string): Errno {
  for (const name of listNames(fsOf(task), path)) remove(fsOf(task), join(path, name), 'tree', task.proc);
  return 'EBUSY';
}

/** Sources and the target of cp, mv and ln: a directory takes them all. */
function targets(
  task: Task,
  args: readonly string[],
): { readonly pairs: readonly (readonly [string, string])[]; readonly flags: ReadonlyMap<string, string> } | number {
  const options = parseOptions(args, ['t']);
  const into = options.flags.get('t');
  const sources = into === undefined ? options.operands.slice(0, -1) : options.operands;
  const target = into ?? options.operands.at(-1);
  if (target === undefined || sources.length === 0)
    return fail(
      task,
      options.operands.length === 1 ? `missing destination file operand after '${options.operands[0]}'` : 'missing file operand',
    );
  const isFolder = isDirectory(fsOf(task), at(task, target)) && !given(options, 'T', 'n');
  if (sources.length > 1 && !isFolder) return fail(task, `target '${target}' is not a directory`);
  return {
    pairs: sources.map((source) => [source, isFolder ? join(target, nameOf(source.replace(/\/+$/, ''))) : target] as const),
    flags: options.flags,
  };
}

export const cp: Command = (task, args) => {
  const found = targets(task, args);
  if (typeof found === 'number') return found;
  const tree = ['r', 'R', 'a', 'recursive', 'archive'].some((flag) => found.flags.has(flag));
  let code = 0;
  for (const [source, target] of found.pairs) {
    const fs = fsOf(task);
    const real = resolvePath(fs, at(task, source));
    const node = isErrno(real) ? undefined : nodeAt(fs, real.path);
    if (isErrno(real) || node === undefined) code = fail(task, `can't stat '${source}': ${errorText[isErrno(real) ? real : 'ENOENT']}`);
    else if (node.kind === 'dir' && !tree) code = fail(task, `omitting directory '${source}'`);
    else {
      const dots = /(^|\/)\.\/?$/.test(source);
      const wrong = copyTree(fs, real.path, dots ? at(task, folderOf(`${target}/x`)) : at(task, target), task.proc);
      if (wrong !== undefined) code = fail(task, `can't create '${target}': ${errorText[wrong]}`);
    }
  }
  return code;
};

export const mv: Command = (task, args) => {
  const found = targets(task, args);
  if (typeof found === 'number') return found;
  let code = 0;
  for (const [source, target] of found.pairs) {
    const wrong = rename(fsOf(task), at(task, source), at(task, target), task.proc);
    if (wrong !== undefined) code = fail(task, `can't rename '${source}': ${errorText[wrong]}`);
  }
  return code;
};

export const ln: Command = (task, args) => {
  const found = targets(task, args);
  if (typeof found === 'number') return found;
  let code = 0;
  for (const [source, target] of found.pairs) {
    if (found.flags.has('f')) remove(fsOf(task), at(task, target), 'file', task.proc);
    const wrong = found.flags.has('s')
      ? makeLink(fsOf(task), at(task, target), source, task.proc)
      : copyTree(fsOf(task), at(task, source), at(task, target), task.proc);
    if (wrong !== undefined) code = fail(task, `${target}: ${errorText[wrong]}`);
  }
  return code;
};

export const touch: Command = (task, args) => {
  const options = parseOptions(args, ['d', 't', 'r']);
  return each(
    task,
    options.operands,
    (path) => {
      const fs = fsOf(task);
      if (exists(fs, path)) return change(fs, path, { mtimeMs: task.kernel.context.now }, task.proc);
      return given(options, 'c') ? undefined : writeFile(fs, path, '', task.proc);
    },
    (shown, text) => `${shown}: ${text}`,
  );
};

/** `755`, `u+x`, `a=r,g-w` on a mode. */
function changedMode(mode: number, text: string): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let result = mode;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (match === null) return undefined;
    const who = match[1] === '' ? 'a' : match[1]!;
    const bits = (match[3]!.includes('r') ? 4 : 0) | (match[3]!.includes('w') ? 2 : 0) | (/[xX]/.test(match[3]!) ? 1 : 0);
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (!who.includes(letter) && !who.includes('a')) continue;
      const own = bits << shift;
      result = match[2] === '+' ? result | own : match[2] === '-' ? result & ~own : (result & ~(7 << shift)) | own;
    }
  }
  return result;
}

function under(task: Task, path: string, recursive: boolean): string[] {
  const fs = fsOf(task);
  return recursive && isDirectory(fs, path)
    ? [path, ...listNames(fs, path).flatMap((name) => under(task, join(path, name), true))]
    : [path];
}

export const chmod: Command = (task, args) => {
  const options = parseOptions(args.map((arg) => (/^-[rwx]+$/.test(arg) ? `a${arg}` : arg)));
  const [mode = '', ...paths] = options.operands;
  return each(
    task,
    paths,
    (path) =>
      under(task, path, given(options, 'R')).reduce<Errno | undefined>((wrong, one) => {
        const node = stat(fsOf(task), one);
        const next = isErrno(node) ? undefined : changedMode(node.mode, mode);
        return wrong ?? (isErrno(node) ? node : next === undefined ? 'EINVAL' : change(fsOf(task), one, { mode: next }, task.proc));
      }, undefined),
    (shown, text) => `${shown}: ${text}`,
  );
};

/** The number of a user or group, by name or as it stands. */
function idOf(task: Task, file: string, name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  const text = readFile(fsOf(task), file);
  const row = typeof text === 'string' ? text.split('\n').find((line) => line.startsWith(`${name}:`)) : undefined;
  return row === undefined ? undefined : Number(row.split(':')[2]);
}

export const chown: Command = (task, args) => {
  const options = parseOptions(args);
  const [owner = '', ...paths] = options.operands;
  const isGroup = task.proc.argv[0]?.endsWith('chgrp') === true;
  const [user = '', group = ''] = isGroup ? ['', owner] : owner.split(/[:.]/);
  const uid = user === '' ? undefined : idOf(task, '/etc/passwd', user);
  const gid = group === '' ? undefined : idOf(task, '/etc/group', group);
  if (user !== '' && uid === undefined) return fail(task, `unknown user ${user}`);
  if (group !== '' && gid === undefined) return fail(task, `unknown group ${group}`);
  return each(
    task,
    paths,
    (path) =>
      under(task, path, given(options, 'R')).reduce<Errno | undefined>(
        (wrong, one) =>
          wrong ?? change(fsOf(task), one, { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }, task.proc),
        undefined,
      ),
    (shown, text) => `${shown}: ${text}`,
  );
};

export const readlink: Command = (task, args) => {
  const options = parseOptions(args);
  let code = 0;
  for (const path of options.operands) {
    const resolved = resolvePath(fsOf(task), at(task, path));
    const node = stat(fsOf(task), at(task, path), false);
    if (given(options, 'f', 'e', 'm') || task.proc.argv[0]?.endsWith('realpath') === true) {
      if (isErrno(resolved)) code = 1;
      else out(task, `${resolved.path}\n`);
    } else if (!isErrno(node) && node.kind === 'link') out(task, `${node.content}\n`);
    else code = 1;
  }
  return code;
};

export const mktemp: Command = (task, args) => {
  const options = parseOptions(args, ['p']);
  const template = options.operands[0] ?? join(options.flags.get('p') ?? '/tmp', 'tmp.XXXXXX');
  task.kernel.state.counter += 1;
  const letters = (task.kernel.state.counter * 7_919_993 + 60_466_176).toString(36).slice(-6).padStart(6, 'a');
  const path = template.replace(/X{3,}$/, (xs) => letters.padStart(xs.length, 'a').slice(-xs.length));
  const wrong = given(options, 'd')
    ? makeDirectory(fsOf(task), at(task, path), task.proc)
    : writeFile(fsOf(task), at(task, path), '', task.proc);
  if (wrong !== undefined) return fail(task, `${path}: ${errorText[wrong]}`);
  out(task, `${path}\n`);
  return 0;
};

export const truncate: Command = (task, args) => {
  const options = parseOptions(args, ['s']);
  const size = Number(options.flags.get('s') ?? 0);
  return each(
    task,
    options.operands,
    (path) => {
      const text = readFile(fsOf(task), path);
      return writeFile(
        fsOf(task),
        path,
        (typeof text === 'string' ? text : '').slice(0, size).padEnd(Math.min(size, 100_000), '\0'),
        task.proc,
      );
    },
    (shown, text) => `${shown}: ${text}`,
  );
};

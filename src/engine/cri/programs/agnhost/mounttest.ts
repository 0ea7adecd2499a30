/** agnhost mounttest: makes files and prints type, mode, owner and content of files. upstream: test/images/agnhost/mounttest */
import { errorText, nodeAt, placeOf, type Errno } from '../../fs/fs.ts';
import { change, isErrno, readFile, stat, writeFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { write } from '../../process/files.ts';
import { fsOf, type Program, type Task } from '../../process/task.ts';
import { out, parseOptions } from '../command.ts';

interface State {
  readonly flags: ReadonlyMap<string, string>;
  readonly startMs: number;
  failed: boolean;
}

const fileText = 'mount-tester new file\n';
const loopMs = 2000;
/** A look at a path: whether it went well. */
type Look = (task: Task, path: string) => boolean;

/** In the order in which they are done, whatever the order of the flags. */
const looks: readonly (readonly [string, Look])[] = [
  ['fs_type', tellType],
  ['new_file_0644', newFile(0o644)],
  ['new_file_0666', newFile(0o666)],
  ['new_file_0660', newFile(0o660)],
  ['new_file_0777', newFile(0o777)],
  ['file_mode', tellMode('mode of file', 0o7777)],
  ['file_perm', tellMode('perms of file', 0o777)],
  ['file_owner', tellOwner],
  ['file_content', tellContent],
];
const values = [...looks.map(([name]) => name), 'file_content_in_loop', 'retry_time'];

export const mounttest: Program = {
  start(task): State {
    const { flags } = parseOptions(task.proc.argv.slice(2), values);
    const state: State = { flags, startMs: task.kernel.context.now, failed: false };
    for (const [name, look] of looks) {
      const path = flags.get(name) ?? '';
      if (path !== '' && !look(task, path)) state.failed = true;
    }
    return state;
  },
  step(task) {
    const state = task.proc.state as State;
    const path = state.flags.get('file_content_in_loop') ?? '';
    const { now } = task.kernel.context;
    if (path === '' || now - state.startMs >= Number(state.flags.get('retry_time') ?? 180) * 1000) return { exit: state.failed ? 1 : 0 };
    if (isExpected(task, path) && state.flags.get('break_on_expected_content') !== 'false') return { exit: state.failed ? 1 : 0 };
    return { untilMs: now + loopMs };
  },
};

function isExpected(task: Task, path: string): boolean {
  const text = textOf(task, path);
  if (typeof text !== 'string') {
    out(task, `Error reading file ${path}: open ${path}: ${goError(text.errno)}, retrying\n`);
    return false;
  }
  out(task, `content of file ${JSON.stringify(path)}: ${text}\n`);
  return text === fileText;
}

function textOf(task: Task, path: string): ReturnType<typeof readFile> {
  return readFile(fsOf(task), absolute(task.proc.cwd, path), task.proc);
}

function goError(errno: Errno): string {
  return errorText[errno].toLowerCase();
}

function tellType(task: Task, path: string): boolean {
  const place = placeOf(fsOf(task), absolute(task.proc.cwd, path));
  const type = place === undefined ? '2035054128' : place.mount.isMemory === true ? 'tmpfs' : '61267';
  return write(task, 1, `mount type of ${JSON.stringify(path)}: ${type}\n`);
}

function newFile(mode: number): Look {
  return (task, path) => {
    const fs = fsOf(task);
    const full = absolute(task.proc.cwd, path);
    const isNew = nodeAt(fs, full) === undefined;
    const wrong = writeFile(fs, full, fileText, task.proc) ?? (isNew ? change(fs, full, { mode }, task.proc) : undefined);
    if (wrong === undefined) return tellContent(task, path);
    out(task, `error writing new file ${JSON.stringify(path)}: open ${path}: ${goError(wrong)}\n`);
    return false;
  };
}

function tellContent(task: Task, path: string): boolean {
  const text = textOf(task, path);
  if (typeof text === 'string') return write(task, 1, `content of file ${JSON.stringify(path)}: ${text}\n`);
  out(task, `error reading file content for ${JSON.stringify(path)}: open ${path}: ${goError(text.errno)}\n`);
  return false;
}

function tellMode(what: string, mask: number): Look {
  return (task, path) => {
    const node = stat(fsOf(task), absolute(task.proc.cwd, path));
    if (!isErrno(node)) return write(task, 1, `${what} ${JSON.stringify(path)}: ${goMode(node.kind === 'dir', node.mode & mask, mask)}\n`);
    out(task, `error from Stat(${JSON.stringify(path)}): stat ${path}: ${goError(node)}\n`);
    return false;
  };
}

/** A mode as Go prints it: kind and special bits come first, `-` stands for none of them. */
function goMode(isFolder: boolean, mode: number, mask: number): string {
  const letters = 'rwxrwxrwx';
  const perms = Array.from(letters, (letter, i) => ((mode >> (8 - i)) & 1 ? letter : '-')).join('');
  const kind = isFolder && mask > 0o777 ? 'd' : '';
  const special = `${mode & 0o4000 ? 'u' : ''}${mode & 0o2000 ? 'g' : ''}${mode & 0o1000 ? 't' : ''}`;
  return `${kind + special || '-'}${perms}`;
}

function tellOwner(task: Task, path: string): boolean {
  const node = stat(fsOf(task), absolute(task.proc.cwd, path));
  const quoted = JSON.stringify(path);
  if (!isErrno(node)) return write(task, 1, `owner UID of ${quoted}: ${node.uid}\nowner GID of ${quoted}: ${node.gid}\n`);
  out(task, `error from stat(${quoted}): ${goError(node)}\n`);
  return false;
}

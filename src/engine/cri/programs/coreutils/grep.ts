/** grep and its kin. upstream: busybox findutils/grep.c */
import { listNames } from '../../fs/fs.ts';
import { isDirectory } from '../../fs/ops.ts';
import { absolute, join } from '../../fs/path.ts';
import { write } from '../../process/files.ts';
import { fsOf, type Task } from '../../process/task.ts';
import { compileRegex, execRegex, type Regex } from '../../text/regex.ts';
import { commandName, fail, parseOptions } from '../command.ts';
import { fromFilter, type Source } from './filter.ts';

interface State {
  regexes: Regex[];
  flags: string[];
  count: number;
  total: number;
  most: number;
  named: boolean;
  n: number;
  after: number;
  before: number;
  pending: number;
  recent: string[];
  matched: string;
}

export const grep = fromFilter<State>({
  open(task, args) {
    const options = parseOptions(
      args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-C', arg.slice(1)] : [arg])),
      ['e', 'f', 'm', 'A', 'B', 'C', 'include', 'color', 'colour', 'regexp'],
    );
    const given = options.flags.get('e') ?? options.flags.get('regexp');
    const [pattern, ...files] = given === undefined ? options.operands : [given, ...options.operands];
    if (pattern === undefined)
      return fail(task, 'usage: grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...', 2);
    const flags = Array.from(options.flags.keys());
    const extended = flags.includes('E') || flags.includes('P') || commandName(task) === 'egrep';
    const regexes: Regex[] = [];
    for (const one of pattern.split('\n')) {
      const regex = compileRegex(source(one, flags, commandName(task)), {
        extended: extended && !flags.includes('F'),
        ignoreCase: flags.includes('i') || flags.includes('y'),
      });
      if (typeof regex === 'string') return fail(task, `${one}: ${regex}`, 2);
      regexes.push(regex);
    }
    const recursive = flags.includes('r') || flags.includes('R');
    const all = recursive ? (files.length === 0 ? ['.'] : files).flatMap((file) => filesUnder(task, file)) : files;
    const number = (letter: string): number => Number(options.flags.get(letter) ?? options.flags.get('C') ?? 0);
    const named = !flags.includes('h') && (flags.includes('H') || all.length > 1 || recursive);
    return {
      state: {
        regexes,
        flags,
        count: 0,
        total: 0,
        most: Number(options.flags.get('m') ?? Infinity),
        named,
        n: 0,
        after: number('A'),
        before: number('B'),
        pending: 0,
        recent: [],
        matched: '',
      },
      files: all,
    };
  },
  line: (task, state, line, source_) => grepLine(task, state, line, source_),
  file(task, state, name) {
    const shown = name === '-' ? '(standard input)' : name;
    if (state.flags.includes('c')) write(task, 1, `${state.named ? `${shown}:` : ''}${state.count}\n`);
    if ((state.flags.includes('l') && state.count > 0) || (state.flags.includes('L') && state.count === 0)) write(task, 1, `${shown}\n`);
    Object.assign(state, { count: 0, n: 0, pending: 0, recent: [] });
  },
  end: (task, state, source_) => {
    if (state.flags.includes('c') && source_.fd >= 0) write(task, 1, `${state.count}\n`);
    return state.total > 0 ? 0 : source_.status === 0 ? 1 : 2;
  },
});

function source(pattern: string, flags: readonly string[], name: string): string {
  const fixed = flags.includes('F') || name === 'fgrep' ? pattern.replace(/[\\^$.[\]*]/g, '\\$&') : pattern;
  if (flags.includes('x')) return `^${fixed}$`;
  return flags.includes('w') ? `\\<${fixed}\\>` : fixed;
}

function filesUnder(task: Task, path: string): string[] {
  const fs = fsOf(task);
  const full = absolute(task.proc.cwd, path);
  return isDirectory(fs, full) ? listNames(fs, full).flatMap((name) => filesUnder(task, join(path, name))) : [path];
}

function grepLine(task: Task, state: State, line: string, source_: Source): boolean {
  const { flags } = state;
  const here = { task, name: source_.name };
  state.n += 1;
  const hit = state.regexes.some((regex) => execRegex(regex, line) !== undefined) !== flags.includes('v');
  if (!hit) {
    if (state.pending > 0) print(state, line, here, '-');
    state.pending -= 1;
    state.recent.push(line);
    if (state.recent.length > state.before) state.recent.shift();
    return true;
  }
  state.count += 1;
  state.total += 1;
  if (flags.includes('q')) return false;
  if (!flags.includes('c') && !flags.includes('l') && !flags.includes('L')) {
    for (const [i, before] of state.recent.entries()) print({ ...state, n: state.n - state.recent.length + i }, before, here, '-');
    if (flags.includes('o')) for (const part of parts(state.regexes, line)) print(state, part, here, ':');
    else print(state, line, here, ':');
  }
  state.recent = [];
  state.pending = state.after;
  return state.count < state.most;
}

function parts(regexes: readonly Regex[], line: string): string[] {
  const found: string[] = [];
  for (let at = 0; at <= line.length;) {
    const match = regexes.map((regex) => execRegex(regex, line, at)).find((one) => one !== undefined);
    if (match === undefined) break;
    if (match.end > match.start) found.push(line.slice(match.start, match.end));
    at = match.end > match.start ? match.end : match.end + 1;
  }
  return found;
}

function print(state: State, line: string, { task, name: file }: { readonly task: Task; readonly name: string }, mark: string): void {
  const name = state.named ? `${file === '-' ? '(standard input)' : file}${mark}` : '';
  write(task, 1, `${name}${state.flags.includes('n') ? `${state.n}${mark}` : ''}${line}\n`);
}

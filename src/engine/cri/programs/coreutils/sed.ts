/** sed: addresses, s, d, p, q, y, a, i, c, n, =, and blocks. upstream: busybox editors/sed.c */
import { readFile, writeFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { write } from '../../process/files.ts';
import { fsOf, type Task } from '../../process/task.ts';
import { compileRegex, execRegex, type Regex } from '../../text/regex.ts';
import { fail, given, parseOptions } from '../command.ts';
import { fromFilter, type Source } from './filter.ts';

interface Address {
  readonly line?: number;
  readonly last?: boolean;
  readonly regex?: Regex;
}

interface SedCommand {
  readonly from?: Address;
  readonly to?: Address;
  readonly negated: boolean;
  readonly name: string;
  readonly regex?: Regex;
  readonly text: string;
  readonly flags: string;
  readonly block?: readonly SedCommand[];
}

interface State {
  /** Frozen. */
  script: readonly SedCommand[];
  quiet: boolean;
  n: number;
  open: boolean[];
  held: { line: string; newline: boolean } | undefined;
  hold: string;
  quit: boolean;
  inPlace: boolean;
  output: string;
}

export const sed = fromFilter<State>({
  open(task, args) {
    const options = parseOptions(
      args.map((arg) => (/^-i\S+$/.test(arg) ? '-i' : arg)),
      ['e', 'f', 'expression'],
    );
    const scripts: string[] = [];
    args.forEach((arg, i) => {
      if (arg === '-e' || arg === '--expression') scripts.push(args[i + 1] ?? '');
      if (arg === '-f') {
        const text = readFile(fsOf(task), absolute(task.proc.cwd, args[i + 1] ?? ''));
        if (typeof text === 'string') scripts.push(text);
      }
    });
    const operands = options.operands.slice();
    if (scripts.length === 0) scripts.push(operands.shift() ?? '');
    const parsed = parseSed(scripts.join('\n'), given(options, 'E', 'r'));
    if (typeof parsed === 'string') return fail(task, parsed);
    const inPlace = given(options, 'i');
    return {
      state: {
        script: Object.freeze(parsed),
        quiet: given(options, 'n'),
        n: 0,
        open: [],
        held: undefined,
        hold: '',
        quit: false,
        inPlace,
        output: '',
      },
      files: operands,
    };
  },
  line(task, state, line, source) {
    if (state.held !== undefined) runLine(task, state, state.held, false);
    state.held = { line, newline: source.newline };
    return !state.quit;
  },
  file(task, state, name, isEnd) {
    if (!state.inPlace || !isEnd) return;
    if (state.held !== undefined) runLine(task, state, state.held, true);
    writeFile(fsOf(task), absolute(task.proc.cwd, name), state.output, task.proc);
    Object.assign(state, { held: undefined, output: '', n: 0 });
  },
  end(task, state, source: Source) {
    if (state.held !== undefined && !state.quit) runLine(task, state, state.held, true);
    return source.status;
  },
});

function print(task: Task, state: State, text: string): void {
  if (state.inPlace) state.output += text;
  else write(task, 1, text);
}

function runLine(task: Task, state: State, held: { readonly line: string; readonly newline: boolean }, isLast: boolean): void {
  if (state.quit) return;
  state.n += 1;
  const pattern: Pattern = { space: held.line, deleted: false, after: '', isLast };
  runCommands({ task, state, pattern }, state.script, 0);
  if (!pattern.deleted && !state.quiet) print(task, state, pattern.space + (held.newline ? '\n' : ''));
  if (pattern.after !== '') print(task, state, pattern.after);
}

/** The line that is worked on. */
interface Pattern {
  space: string;
  deleted: boolean;
  /** What `a` puts after it. */
  after: string;
  readonly isLast: boolean;
}

function selected(state: State, command: SedCommand, index: number, { space, isLast }: Pattern): boolean {
  const hits = (address: Address): boolean =>
    address.line !== undefined
      ? state.n === address.line
      : address.last === true
        ? isLast
        : address.regex !== undefined && execRegex(address.regex, space) !== undefined;
  if (command.from === undefined) return !command.negated;
  if (command.to === undefined) return hits(command.from) !== command.negated;
  let inside = state.open[index] === true;
  if (!inside && hits(command.from)) {
    inside = true;
    state.open[index] = !(command.to.line !== undefined && command.to.line <= state.n);
  } else if (inside && (hits(command.to) || (command.to.line !== undefined && state.n >= command.to.line))) state.open[index] = false;
  return inside !== command.negated;
}

/** False: the cycle is over. */
function runCommands(
  run: { readonly task: Task; readonly state: State; readonly pattern: Pattern },
  commands: readonly SedCommand[],
  base: number,
): boolean {
  const { task, state, pattern } = run;
  for (const [i, command] of commands.entries()) {
    if (!selected(state, command, base * 100 + i, pattern)) continue;
    switch (command.name) {
      case '{':
        if (!runCommands(run, command.block ?? [], base + i + 1)) return false;
        break;
      case 's': {
        const replaced = substitute(command, pattern.space);
        if (replaced !== undefined) {
          pattern.space = replaced;
          if (command.flags.includes('p')) print(task, state, `${replaced}\n`);
        }
        break;
      }
      case 'y':
        pattern.space = Array.from(pattern.space, (letter) =>
          command.text.includes(letter) ? (command.flags[command.text.indexOf(letter)] ?? letter) : letter,
        ).join('');
        break;
      case 'd':
        pattern.deleted = true;
        return false;
      case 'p':
        print(task, state, `${pattern.space}\n`);
        break;
      case '=':
        print(task, state, `${state.n}\n`);
        break;
      case 'q':
        state.quit = true;
        return false;
      case 'a':
        pattern.after += `${command.text}\n`;
        break;
      case 'i':
        print(task, state, `${command.text}\n`);
        break;
      case 'c':
        print(task, state, `${command.text}\n`);
        pattern.deleted = true;
        return false;
      case 'h':
        state.hold = pattern.space;
        break;
      case 'H':
        state.hold += `\n${pattern.space}`;
        break;
      case 'g':
        pattern.space = state.hold;
        break;
      case 'G':
        pattern.space += `\n${state.hold}`;
        break;
      case 'x':
        [pattern.space, state.hold] = [state.hold, pattern.space];
        break;
      default:
        break;
    }
  }
  return true;
}

function substitute(command: SedCommand, text: string): string | undefined {
  const nth = Number(/\d+/.exec(command.flags)?.[0] ?? 1);
  let out = '';
  let at = 0;
  let count = 0;
  let changed = false;
  while (at <= text.length) {
    const match = execRegex(command.regex!, text, at);
    if (match === undefined) break;
    count += 1;
    const takes = count === nth || (command.flags.includes('g') && count >= nth);
    out += text.slice(at, match.start) + (takes ? replacement(command.text, match.groups) : text.slice(match.start, match.end));
    changed ||= takes;
    if (match.end === match.start) {
      out += text[match.end] ?? '';
      at = match.end + 1;
    } else at = match.end;
    if (takes && !command.flags.includes('g')) break;
  }
  return changed ? out + text.slice(at) : undefined;
}

function replacement(text: string, groups: readonly (string | undefined)[]): string {
  return text.replace(/\\(\d)|\\n|\\t|\\(.)|&/gs, (whole, digit: string | undefined, letter: string | undefined) =>
    digit !== undefined
      ? (groups[Number(digit)] ?? '')
      : whole === '\\n'
        ? '\n'
        : whole === '\\t'
          ? '\t'
          : whole === '&'
            ? (groups[0] ?? '')
            : (letter ?? ''),
  );
}

interface Cursor {
  readonly text: string;
  at: number;
  readonly extended: boolean;
}

function parseSed(text: string, extended: boolean): SedCommand[] | string {
  const cursor: Cursor = { text, at: 0, extended };
  const commands = parseCommands(cursor, false);
  return typeof commands === 'string' ? commands : cursor.at < text.length ? "unexpected `}'" : commands;
}

function parseCommands(cursor: Cursor, nested: boolean): SedCommand[] | string {
  const commands: SedCommand[] = [];
  for (;;) {
    while (cursor.at < cursor.text.length && /[\s;]/.test(cursor.text[cursor.at]!)) cursor.at += 1;
    if (cursor.at >= cursor.text.length) return nested ? "unmatched `{'" : commands;
    if (cursor.text[cursor.at] === '}') {
      if (nested) cursor.at += 1;
      return commands;
    }
    if (cursor.text[cursor.at] === '#') {
      const end = cursor.text.indexOf('\n', cursor.at);
      cursor.at = end < 0 ? cursor.text.length : end;
      continue;
    }
    const command = parseCommand(cursor);
    if (typeof command === 'string') return command;
    commands.push(command);
  }
}

function parseAddress(cursor: Cursor): Address | undefined | string {
  const rest = cursor.text.slice(cursor.at);
  const number = /^\d+/.exec(rest);
  if (number !== null) {
    cursor.at += number[0].length;
    return { line: Number(number[0]) };
  }
  if (rest[0] === '$') {
    cursor.at += 1;
    return { last: true };
  }
  if (rest[0] !== '/' && rest[0] !== '\\') return undefined;
  if (rest[0] === '\\') cursor.at += 1;
  const source = delimited(cursor, cursor.text[cursor.at]!);
  const regex = source === undefined ? 'unterminated address regex' : compileRegex(source, { extended: cursor.extended });
  return typeof regex === 'string' ? regex : { regex };
}

/** The text between two delimiters; the cursor is on the first, and after it on the second plus one. */
function delimited(cursor: Cursor, mark: string, keepLast = false): string | undefined {
  let text = '';
  for (cursor.at += 1; cursor.at < cursor.text.length; cursor.at += 1) {
    const letter = cursor.text[cursor.at]!;
    if (letter === mark) {
      if (!keepLast) cursor.at += 1;
      return text;
    }
    if (letter === '\\' && cursor.text[cursor.at + 1] === mark) cursor.at += 1;
    else if (letter === '\\') {
      text += letter;
      cursor.at += 1;
    }
    text += cursor.text[cursor.at] ?? '';
  }
  return undefined;
}

function parseCommand(cursor: Cursor): SedCommand | string {
  const from = parseAddress(cursor);
  if (typeof from === 'string') return from;
  let to: Address | undefined;
  if (from !== undefined && cursor.text[cursor.at] === ',') {
    cursor.at += 1;
    const second = parseAddress(cursor);
    if (typeof second === 'string') return second;
    to = second;
  }
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
  const negated = cursor.text[cursor.at] === '!';
  if (negated) cursor.at += 1;
  const name = cursor.text[cursor.at] ?? '';
  const base = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), negated, name, text: '', flags: '' };
  cursor.at += 1;
  if (name === '{') {
    const block = parseCommands(cursor, true);
    return typeof block === 'string' ? block : { ...base, block };
  }
  if (name === 's' || name === 'y') return parseSubstitution(cursor, base);
  if ('aic'.includes(name) && name !== '') {
    const match = /^(?:\\\n|[ \t]*\\?\n?|[ \t]+)?([^\n]*)/.exec(cursor.text.slice(cursor.at))!;
    cursor.at += match[0].length;
    return { ...base, text: match[1]!.trimStart() };
  }
  return 'dpq=hHgGxnN'.includes(name) && name !== '' ? base : `unsupported command ${name}`;
}

function parseSubstitution(cursor: Cursor, base: SedCommand): SedCommand | string {
  const mark = cursor.text[cursor.at]!;
  const source = delimited(cursor, mark, true);
  const text = source === undefined ? undefined : delimited(cursor, mark);
  if (source === undefined || text === undefined) return "unterminated `s' command";
  if (base.name === 'y') return { ...base, text: source, flags: text };
  const flags = /^[gpiI0-9]*/.exec(cursor.text.slice(cursor.at))![0];
  cursor.at += flags.length;
  const regex = compileRegex(source, { extended: cursor.extended, ignoreCase: /[iI]/.test(flags) });
  return typeof regex === 'string' ? regex : { ...base, regex, text, flags };
}

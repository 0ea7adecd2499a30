/** Builtins about variables and options: export, local, set, shift, read, getopts. */
import { readLine, write } from '../process/files.ts';
import { complain, type Builtin, type Call } from './builtin.ts';
import { evaluate } from './arithmetic.ts';
import { quote } from './quote.ts';
import type { Expanded, ShellState } from './state.ts';
import { optionKey, setItems, setVariable } from './variables.ts';

function splitAssign(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function setArrays(call: Call): void {
  for (const one of (call.frame.data as Expanded['assigns'] | undefined) ?? [])
    if (one.items !== undefined) setItems(call.shell, one.name, one.items.slice());
}

/** export, readonly, declare and local: the same words, other marks. */
const declare: Builtin = (call) => {
  const { shell, args, name } = call;
  const letters = args.filter((arg) => /^[-+][a-zA-Z]+$/.test(arg)).join('');
  const words = args.filter((arg) => !/^[-+][a-zA-Z]+$/.test(arg));
  if (words.length === 0 || letters.includes('p')) return list(call, letters);
  const own = shell.frames.findLast((frame) => frame.f === 'call');
  if (name === 'local' && own === undefined)
    return complain(call, shell.flavour === 'bash' ? 'can only be used in a function' : 'not in a function');
  const isLocal = own?.f === 'call' && (name === 'local' || ((name === 'declare' || name === 'typeset') && !letters.includes('g')));
  let status = 0;
  for (const word of words) {
    const [key, value] = splitAssign(
      word.replace(/^(\w+)\+=/, (_, variable: string) => `${variable}=${shell.vars.get(variable)?.value ?? ''}`),
    );
    if (!/^[A-Za-z_]\w*$/.test(key)) {
      status = complain(
        call,
        shell.flavour === 'bash' ? `\`${word}': not a valid identifier` : `${key}: bad variable name`,
        shell.flavour === 'bash' ? 1 : 2,
      );
      continue;
    }
    if (isLocal && own?.f === 'call' && !own.saved.some(([other]) => other === key)) {
      own.saved.push([key, shell.vars.get(key)]);
      shell.vars.delete(key);
    }
    if (!mark(shell, key, value, { name, letters })) status = complain(call, `${key}: is read only`);
  }
  setArrays(call);
  return status;
};

function mark(
  shell: ShellState,
  key: string,
  value: string | undefined,
  { name, letters }: { readonly name: string; readonly letters: string },
): boolean {
  const isNew = !shell.vars.has(key);
  const whole =
    letters.includes('i') && value !== undefined
      ? String(evaluate(value, { get: (other) => shell.vars.get(other)?.value ?? '', set: () => undefined }))
      : value;
  if (whole !== undefined && !setVariable(shell, key, whole)) return false;
  if (isNew && value === undefined && name === 'export') return true;
  if (!shell.vars.has(key)) setVariable(shell, key, '');
  const variable = shell.vars.get(key)!;
  if (letters.includes('A') && variable.fields === undefined) variable.fields = new Map();
  if (letters.includes('a') && variable.items === undefined) variable.items = [];
  if ((name === 'export' && !letters.includes('n')) || letters.includes('x')) variable.exported = true;
  if (name === 'export' && letters.includes('n')) variable.exported = false;
  if (name === 'readonly' || letters.includes('r')) variable.readonly = true;
  return true;
}

function list({ shell, task, name }: Call, letters: string): number {
  const names = Array.from(shell.vars.keys()).sort();
  for (const key of names) {
    const variable = shell.vars.get(key)!;
    if ((name === 'export' || letters.includes('x')) && !variable.exported) continue;
    if ((name === 'readonly' || letters.includes('r')) && !variable.readonly) continue;
    if (shell.flavour === 'bash')
      write(task, 1, `declare -${variable.exported ? 'x' : variable.readonly ? 'r' : '-'} ${key}="${variable.value}"\n`);
    else write(task, 1, `${name} ${key}='${variable.value}'\n`);
  }
  return 0;
}

const unset: Builtin = ({ shell, args }) => {
  const isFunction = args[0] === '-f';
  for (const word of args.filter((arg) => !/^-[fv]$/.test(arg))) {
    const element = /^(\w+)\[(.+)\]$/.exec(word);
    if (isFunction) shell.functions.delete(word);
    else if (element !== null) shell.vars.get(element[1]!)?.fields?.delete(element[2]!);
    else if (shell.vars.has(word)) {
      if (shell.vars.get(word)!.readonly) return 1;
      shell.vars.delete(word);
    } else shell.functions.delete(word);
  }
  return 0;
};

const set: Builtin = ({ shell, task, args }) => {
  if (args.length === 0) {
    for (const key of Array.from(shell.vars.keys()).sort()) write(task, 1, `${key}=${quote(shell.vars.get(key)!.value)}\n`);
    return 0;
  }
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (arg === '--' || !/^[-+]./.test(arg)) {
      shell.params = args.slice(arg === '--' ? i + 1 : i);
      return 0;
    }
    for (const letter of arg.slice(1)) {
      if (letter === 'o') shell.options[optionKey(args[(i += 1)] ?? '')] = arg.startsWith('-');
      else shell.options[letter] = arg.startsWith('-');
    }
  }
  return 0;
};

const shift: Builtin = (call) => {
  const count = Number(call.args[0] ?? 1);
  if (count > call.shell.params.length) return call.shell.flavour === 'bash' ? 1 : complain(call, "can't shift that many", 2);
  call.shell.params = call.shell.params.slice(count);
  return 0;
};

interface ReadOptions {
  readonly raw: boolean;
  readonly prompt: string;
  readonly array: string;
  readonly timeoutMs: number;
  readonly count: number;
  readonly names: readonly string[];
}

function readOptions(args: readonly string[]): ReadOptions {
  let [raw, prompt, array, timeoutMs, count] = [false, '', '', Infinity, 0];
  let i = 0;
  for (; i < args.length && /^-./.test(args[i]!); i += 1) {
    for (const letter of args[i]!.slice(1)) {
      if (letter === 'r') raw = true;
      else if (letter === 'p') prompt = args[(i += 1)] ?? '';
      else if (letter === 'a') array = args[(i += 1)] ?? '';
      else if (letter === 't') timeoutMs = Number(args[(i += 1)] ?? 0) * 1000;
      else if (letter === 'n' || letter === 'N') count = Number(args[(i += 1)] ?? 0);
      else if (letter === 'd' || letter === 'u') i += 1;
    }
  }
  return { raw, prompt, array, timeoutMs, count, names: args.slice(i) };
}

const read: Builtin = (call) => {
  const { shell, task, frame } = call;
  const options = readOptions(call.args);
  const data = (frame.data ??= { untilMs: task.kernel.context.now + options.timeoutMs, text: '', asked: false }) as {
    untilMs: number;
    text: string;
    asked: boolean;
  };
  if (!data.asked && options.prompt !== '' && shell.interactive) write(task, 2, options.prompt);
  data.asked = true;
  for (;;) {
    const line = readLine(task, 0);
    if (line === undefined) {
      if (task.kernel.context.now >= data.untilMs) return 142;
      return Number.isFinite(data.untilMs) ? { fds: [0], untilMs: data.untilMs } : { fds: [0] };
    }
    data.text += line;
    const isJoined = !options.raw && /(^|[^\\])(\\\\)*\\\n$/.test(data.text);
    if (line !== '' && isJoined) {
      data.text = data.text.slice(0, -2);
      continue;
    }
    assignRead(shell, options, data.text.replace(/\n$/, ''));
    return data.text.endsWith('\n') ? 0 : 1;
  }
};

function assignRead(shell: ShellState, options: ReadOptions, line: string): void {
  const text = options.count > 0 ? line.slice(0, options.count) : line;
  const plain = options.raw ? text : text.replace(/\\(.)/g, '$1');
  const ifs = shell.vars.get('IFS')?.value ?? ' \t\n';
  if (options.array !== '') {
    setItems(shell, options.array, splitFields(plain, ifs, Infinity));
    return;
  }
  if (options.names.length === 0) {
    setVariable(shell, 'REPLY', plain);
    return;
  }
  const fields = splitFields(plain, ifs, options.names.length);
  options.names.forEach((name, i) => setVariable(shell, name, fields[i] ?? ''));
}

/** Fields of a line; the last one keeps the rest. */
function splitFields(line: string, ifs: string, most: number): string[] {
  const isBlank = (letter: string): boolean => ifs.includes(letter) && /\s/.test(letter);
  const fields: string[] = [];
  let at = 0;
  const skip = (): void => {
    while (at < line.length && isBlank(line[at]!)) at += 1;
  };
  skip();
  while (at < line.length) {
    if (fields.length === most - 1) {
      let end = line.length;
      while (end > at && isBlank(line[end - 1]!)) end -= 1;
      fields.push(line.slice(at, end));
      break;
    }
    let end = at;
    while (end < line.length && !ifs.includes(line[end]!)) end += 1;
    fields.push(line.slice(at, end));
    at = end;
    skip();
    if (at < line.length && ifs.includes(line[at]!) && !isBlank(line[at]!) && at >= end) at += 1;
    skip();
  }
  return fields;
}

const getopts: Builtin = (call) => {
  const { shell, task } = call;
  const [spec = '', name = '', ...given] = call.args;
  const words = given.length > 0 ? given : shell.params;
  const place = (shell.vars.get('OPTIND')?.value ?? '1').split(':');
  let [index, offset] = [Number(place[0]), Number(shell.vars.get('_OPTOFF')?.value ?? 1)];
  const word = words[index - 1];
  if (word === undefined || !/^-./.test(word) || word === '--') {
    if (word === '--') setVariable(shell, 'OPTIND', String(index + 1));
    setVariable(shell, name, '?');
    return 1;
  }
  const letter = word[offset]!;
  const at = spec.indexOf(letter, spec.startsWith(':') ? 1 : 0);
  offset += 1;
  if (at < 0) {
    setVariable(shell, name, '?');
    if (spec.startsWith(':')) setVariable(shell, 'OPTARG', letter);
    else write(task, 2, `${shell.name}: ${shell.flavour === 'bash' ? `illegal option -- ${letter}` : `Illegal option -${letter}`}\n`);
  } else if (spec[at + 1] === ':') {
    const value = offset < word.length ? word.slice(offset) : words[index];
    if (offset >= word.length) index += 1;
    setVariable(shell, 'OPTARG', value ?? '');
    setVariable(shell, name, value === undefined ? (spec.startsWith(':') ? ':' : '?') : letter);
    offset = word.length;
  } else setVariable(shell, name, letter);
  if (offset >= word.length) [index, offset] = [index + 1, 1];
  setVariable(shell, 'OPTIND', String(index));
  setVariable(shell, '_OPTOFF', String(offset));
  return 0;
};

const letBuiltin: Builtin = ({ shell, args }) => {
  let last = 0;
  for (const expression of args) {
    const value = evaluate(expression, {
      get: (name) => shell.vars.get(name)?.value ?? '',
      set: (name, number) => setVariable(shell, name, String(number)),
    });
    if (typeof value === 'string') return 1;
    last = value;
  }
  return last === 0 ? 1 : 0;
};

const mapfile: Builtin = ({ shell, task, args, frame }) => {
  const name = args.filter((arg) => !arg.startsWith('-')).at(-1) ?? 'MAPFILE';
  const data = (frame.data ??= { items: [] }) as { items: string[] };
  for (;;) {
    const line = readLine(task, 0);
    if (line === undefined) return { fds: [0] };
    if (line === '') break;
    data.items.push(args.includes('-t') ? line.replace(/\n$/, '') : line);
  }
  setItems(shell, name, data.items);
  return 0;
};

const alias: Builtin = ({ shell, task, args }) => {
  for (const word of args) {
    const [name, value] = splitAssign(word);
    if (value !== undefined) shell.aliases.set(name, value);
    else if (shell.aliases.has(name)) write(task, 1, `${name}='${shell.aliases.get(name)}'\n`);
  }
  if (args.length === 0) for (const [name, value] of shell.aliases) write(task, 1, `${name}='${value}'\n`);
  return 0;
};

export const declarationBuiltins: Readonly<Record<string, Builtin>> = {
  export: declare,
  readonly: declare,
  declare,
  typeset: declare,
  local: declare,
  unset,
  set,
  shift,
  read,
  getopts,
  let: letBuiltin,
  mapfile,
  readarray: mapfile,
  alias,
  unalias: ({ shell, args }) => (args.forEach((name) => shell.aliases.delete(name)), 0),
  shopt: () => 0,
  enable: () => 0,
  complete: () => 0,
  compgen: () => 0,
};

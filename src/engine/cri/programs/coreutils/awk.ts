/** awk: patterns and actions on lines. No getline, system or files of its own. upstream: IEEE Std 1003.1 awk */
import { readFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { write } from '../../process/files.ts';
import { fsOf, type Task } from '../../process/task.ts';
import { formatted, unescape } from '../../shell/printf.ts';
import { compileRegex, execRegex, type Match } from '../../text/regex.ts';
import { fail } from '../command.ts';
import { parseAwk, type AwkNode, type AwkRule, type AwkStep } from './awkParse.ts';
import { arithmetic, isNumeric, number, text_, truth, type Value } from './awkValue.ts';
import { fromFilter } from './filter.ts';
import { isInOrder } from './order.ts';

interface State {
  /** Frozen. */
  rules: readonly AwkRule[];
  vars: Map<string, Value>;
  arrays: Map<string, Map<string, Value>>;
  fields: string[];
  ranges: boolean[];
  steps: number;
  code: number;
  begun: boolean;
  over: boolean;
}

interface Run {
  readonly task: Task;
  readonly state: State;
}

type Leave = 'next' | 'break' | 'continue' | 'exit' | undefined;

/** Steps of one program; more are refused. */
const mostSteps = 2_000_000;

export const awk = fromFilter<State>({
  open(task, args) {
    const vars = new Map<string, Value>([
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['NR', 0],
      ['NF', 0],
      ['FNR', 0],
      ['SUBSEP', '\u001c'],
      ['FILENAME', ''],
    ]);
    let at = 0;
    let source: string | undefined;
    for (; args[at]?.startsWith('-') === true && args[at] !== '-'; at += 1) {
      const arg = args[at]!;
      const value = arg.length > 2 ? arg.slice(2) : (args[(at += 1)] ?? '');
      if (arg.startsWith('-F')) vars.set('FS', unescape(value).text);
      else if (arg.startsWith('-v')) vars.set(value.slice(0, value.indexOf('=')), unescape(value.slice(value.indexOf('=') + 1)).text);
      else if (arg.startsWith('-f')) {
        const text = readFile(fsOf(task), absolute(task.proc.cwd, value));
        source = typeof text === 'string' ? text : undefined;
      }
    }
    source ??= args[at++];
    if (source === undefined) return fail(task, 'usage: awk [OPTIONS] [AWK_PROGRAM] [FILE]...');
    const rules = parseAwk(source);
    if (typeof rules === 'string') return fail(task, `cmd. line:1: ${rules}`);
    const state: State = {
      rules: Object.freeze(rules),
      vars,
      arrays: new Map(),
      fields: [],
      ranges: [],
      steps: 0,
      code: 0,
      begun: false,
      over: false,
    };
    const isOver = runRules({ task, state }, 'BEGIN') === 'exit';
    if (isOver || rules.every((rule) => rule.when === 'BEGIN')) return state.code;
    return { state, files: args.slice(at).filter((word) => !/^\w+=/.test(word)) };
  },
  line(task, state, line) {
    const run = { task, state };
    setRecord(run, line);
    state.vars.set('NR', number(state.vars.get('NR') ?? 0) + 1);
    state.vars.set('FNR', number(state.vars.get('FNR') ?? 0) + 1);
    state.over = runRules(run, 'line') === 'exit';
    return !state.over;
  },
  end(task, state, source) {
    if (!state.over || state.rules.some((rule) => rule.when === 'END')) runRules({ task, state }, 'END');
    return state.code === 0 ? source.status : state.code;
  },
});

function setRecord({ state }: Run, line: string): void {
  const separator = String(state.vars.get('FS') ?? ' ');
  const fields =
    separator === ' '
      ? line
          .trim()
          .split(/\s+/)
          .filter((part) => part !== '')
      : line === ''
        ? []
        : splitBy(line, separator);
  state.fields = [line, ...fields];
  state.vars.set('NF', fields.length);
}

function splitBy(line: string, separator: string): string[] {
  if (separator.length === 1) return line.split(separator);
  const regex = compileRegex(separator, { extended: true });
  if (typeof regex === 'string') return line.split(separator);
  const parts: string[] = [];
  let at = 0;
  for (
    let match: Match | undefined = execRegex(regex, line, at);
    match !== undefined && match.end > match.start;
    match = execRegex(regex, line, at)
  ) {
    parts.push(line.slice(at, match.start));
    at = match.end;
  }
  return [...parts, line.slice(at)];
}

function runRules(run: Run, when: AwkRule['when']): Leave {
  for (const [i, rule] of run.state.rules.entries()) {
    if (rule.when !== when || !applies(run, rule, i)) continue;
    const leave = rule.body === undefined ? print(run, []) : execute(run, rule.body);
    if (leave === 'exit') return 'exit';
    if (leave === 'next') return undefined;
  }
  return undefined;
}

function applies(run: Run, rule: AwkRule, i: number): boolean {
  if (rule.test === undefined) return true;
  if (rule.until === undefined) return truth(evaluate(run, rule.test));
  const { ranges } = run.state;
  if (ranges[i] !== true && !truth(evaluate(run, rule.test))) return false;
  ranges[i] = !truth(evaluate(run, rule.until));
  return true;
}

function print(run: Run, args: readonly AwkNode[]): undefined {
  const text =
    args.length === 0 ? (run.state.fields[0] ?? '') : args.map((arg) => text_(evaluate(run, arg))).join(String(run.state.vars.get('OFS')));
  write(run.task, 1, text + String(run.state.vars.get('ORS')));
}

function execute(run: Run, step: AwkStep): Leave {
  if ((run.state.steps += 1) > mostSteps) {
    run.state.code = fail(run.task, `stopped after ${mostSteps} steps`, 2);
    return 'exit';
  }
  switch (step.s) {
    case 'expression':
      evaluate(run, step.of);
      return undefined;
    case 'print':
      return print(run, step.args);
    case 'printf': {
      const [format = '', ...values] = step.args.map((arg) => text_(evaluate(run, arg)));
      write(run.task, 1, formatted(format, values).text);
      return undefined;
    }
    case 'block':
      for (const one of step.body) {
        const leave = execute(run, one);
        if (leave !== undefined) return leave;
      }
      return undefined;
    case 'if':
      return truth(evaluate(run, step.test)) ? execute(run, step.yes) : step.no === undefined ? undefined : execute(run, step.no);
    case 'while':
      return repeat(run, () => truth(evaluate(run, step.test)), step.body, undefined);
    case 'for':
      if (step.first !== undefined) execute(run, step.first);
      return repeat(run, () => step.test === undefined || truth(evaluate(run, step.test)), step.body, step.step);
    case 'each':
      for (const key of Array.from(arrayOf(run, step.name).keys())) {
        run.state.vars.set(step.key, key);
        const leave = execute(run, step.body);
        if (leave === 'break') break;
        if (leave !== undefined && leave !== 'continue') return leave;
      }
      return undefined;
    case 'exit':
      if (step.code !== undefined) run.state.code = number(evaluate(run, step.code)) & 255;
      return 'exit';
    case 'delete':
      if (step.index === undefined) run.state.arrays.delete(step.name);
      else arrayOf(run, step.name).delete(keyOf(run, step.index));
      return undefined;
    default:
      return step.s;
  }
}

function repeat(run: Run, test: () => boolean, body: AwkStep, step: AwkStep | undefined): Leave {
  while (test()) {
    const leave = execute(run, body);
    if (leave === 'break') break;
    if (leave === 'next' || leave === 'exit') return leave;
    if (step !== undefined) execute(run, step);
    if (run.state.steps > mostSteps) return 'exit';
  }
  return undefined;
}

function arrayOf({ state }: Run, name: string): Map<string, Value> {
  let array = state.arrays.get(name);
  if (array === undefined) state.arrays.set(name, (array = new Map()));
  return array;
}

function keyOf(run: Run, index: readonly AwkNode[]): string {
  return index.map((one) => text_(evaluate(run, one))).join(String(run.state.vars.get('SUBSEP')));
}

function evaluate(run: Run, node: AwkNode): Value {
  switch (node.n) {
    case 'number':
    case 'text':
      return node.value;
    case 'regex':
      return matchText(run.state.fields[0] ?? '', node.value) === undefined ? 0 : 1;
    case 'name':
      return run.state.vars.get(node.value) ?? '';
    case 'field':
      return run.state.fields[number(evaluate(run, node.of))] ?? '';
    case 'item':
      return arrayOf(run, node.name).get(keyOf(run, node.index)) ?? '';
    case 'in':
      return arrayOf(run, node.name).has(text_(evaluate(run, node.key))) ? 1 : 0;
    case 'choice':
      return truth(evaluate(run, node.test)) ? evaluate(run, node.yes) : evaluate(run, node.no);
    case 'unary': {
      const value = evaluate(run, node.of);
      return node.op === '!' ? (truth(value) ? 0 : 1) : node.op === '-' ? -number(value) : number(value);
    }
    case 'before':
    case 'after': {
      const before = number(evaluate(run, node.of));
      const after = before + (node.op === '++' ? 1 : -1);
      assign(run, node.of, after);
      return node.n === 'before' ? after : before;
    }
    case 'assign': {
      const right = evaluate(run, node.right);
      const value = node.op === '' ? right : arithmetic(node.op, number(evaluate(run, node.left)), number(right));
      assign(run, node.left, value);
      return value;
    }
    case 'binary':
      return binary(run, node);
    case 'call':
      return call(run, node.name, node.args);
  }
}

function assign(run: Run, target: AwkNode, value: Value): void {
  if (target.n === 'name') {
    run.state.vars.set(target.value, value);
  } else if (target.n === 'item') arrayOf(run, target.name).set(keyOf(run, target.index), value);
  else if (target.n === 'field') {
    const at = number(evaluate(run, target.of));
    if (at === 0) setRecord(run, text_(value));
    else {
      while (run.state.fields.length <= at) run.state.fields.push('');
      run.state.fields[at] = text_(value);
      run.state.vars.set('NF', run.state.fields.length - 1);
      run.state.fields[0] = run.state.fields.slice(1).join(String(run.state.vars.get('OFS')));
    }
  }
}

function binary(run: Run, node: Extract<AwkNode, { n: 'binary' | 'assign' }>): Value {
  const { op } = node;
  if (op === '&&') return truth(evaluate(run, node.left)) && truth(evaluate(run, node.right)) ? 1 : 0;
  if (op === '||') return truth(evaluate(run, node.left)) || truth(evaluate(run, node.right)) ? 1 : 0;
  const left = evaluate(run, node.left);
  if (op === '~' || op === '!~') {
    const pattern = node.right.n === 'regex' ? node.right.value : text_(evaluate(run, node.right));
    return (matchText(text_(left), pattern) !== undefined) === (op === '~') ? 1 : 0;
  }
  const right = evaluate(run, node.right);
  if (op === 'join') return text_(left) + text_(right);
  if ('+-*/%^'.includes(op)) return arithmetic(op, number(left), number(right));
  const [a, b] = isNumeric(left) && isNumeric(right) ? [number(left), number(right)] : [text_(left), text_(right)];
  const order = a < b ? -1 : a > b ? 1 : 0;
  return isInOrder(op, order) ? 1 : 0;
}

function matchText(text: string, pattern: string, from = 0): Match | undefined {
  const regex = compileRegex(pattern, { extended: true });
  return typeof regex === 'string' ? undefined : execRegex(regex, text, from);
}

function call(run: Run, name: string, args: readonly AwkNode[]): Value {
  const first = args[0];
  if (name === 'split' && first !== undefined && args[1]?.n === 'name') {
    const separator =
      args[2] === undefined ? String(run.state.vars.get('FS')) : args[2].n === 'regex' ? args[2].value : text_(evaluate(run, args[2]));
    const text = text_(evaluate(run, first));
    const parts =
      separator === ' '
        ? text
            .trim()
            .split(/\s+/)
            .filter((part) => part !== '')
        : text === ''
          ? []
          : splitBy(text, separator);
    run.state.arrays.set(args[1].value, new Map(parts.map((part, i) => [String(i + 1), part])));
    return parts.length;
  }
  if (name === 'sub' || name === 'gsub') return substitute(run, name === 'gsub', args);
  if (name === 'length' && first?.n === 'name' && run.state.arrays.has(first.value)) return arrayOf(run, first.value).size;
  const values = args.map((arg) => (arg.n === 'regex' && name === 'match' ? arg.value : evaluate(run, arg)));
  const [a = run.state.fields[0] ?? '', b = '', c] = values;
  switch (name) {
    case 'length':
      return text_(a).length;
    case 'substr':
      return text_(a).slice(Math.max(0, number(b) - 1), c === undefined ? undefined : Math.max(0, number(b) - 1 + number(c)));
    case 'index':
      return text_(a).indexOf(text_(b)) + 1;
    case 'toupper':
      return text_(a).toUpperCase();
    case 'tolower':
      return text_(a).toLowerCase();
    case 'int':
      return Math.trunc(number(a));
    case 'sprintf':
      return formatted(text_(a), values.slice(1).map(text_)).text;
    case 'match': {
      const match = matchText(text_(a), text_(b));
      run.state.vars.set('RSTART', match === undefined ? 0 : match.start + 1);
      run.state.vars.set('RLENGTH', match === undefined ? -1 : match.end - match.start);
      return match === undefined ? 0 : match.start + 1;
    }
    case 'systime':
      return Math.floor((run.task.kernel.context.epochMs + run.task.kernel.context.now) / 1000);
    default:
      return '';
  }
}

function substitute(run: Run, all: boolean, args: readonly AwkNode[]): number {
  const [pattern, replacement, target = { n: 'field', of: { n: 'number', value: 0 } } as AwkNode] = args;
  if (pattern === undefined || replacement === undefined) return 0;
  const source = pattern.n === 'regex' ? pattern.value : text_(evaluate(run, pattern));
  const by = text_(evaluate(run, replacement));
  const text = text_(evaluate(run, target));
  let [out, at, count] = ['', 0, 0];
  for (let match = matchText(text, source, at); match !== undefined && at <= text.length; match = matchText(text, source, at)) {
    count += 1;
    out += text.slice(at, match.start) + by.replace(/\\&|&/g, (one) => (one === '&' ? text.slice(match!.start, match!.end) : '&'));
    at = match.end;
    if (match.end === match.start) {
      out += text[at] ?? '';
      at += 1;
    }
    if (!all) break;
  }
  if (count > 0) assign(run, target, out + text.slice(at));
  return count;
}

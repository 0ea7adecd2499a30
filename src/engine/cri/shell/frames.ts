/** One step of a shell: what each kind of frame does next. */
import { addFile, makePipe, read, setFd, write } from '../process/files.ts';
import { reap } from '../process/run.ts';
import type { Outcome, Task } from '../process/task.ts';
import { compileRegex, execRegex } from '../text/regex.ts';
import type { Condition, Node } from './ast.ts';
import { runBuiltin } from './builtins.ts';
import { commandEnded, fatal, popFrame, say } from './control.ts';
import { calculate, expandMasked, expandText, expandWords, type Expansion } from './expand.ts';
import { expanding, forkShell } from './forking.ts';
import { matchPattern } from './pattern.ts';
import { redirect, type Saved } from './redirect.ts';
import { runSimple } from './simple.ts';
import type { Frame, ShellState } from './state.ts';
import { setItems, setVariable } from './variables.ts';
import { testBinary, testUnary } from './test.ts';

/** Carries the shell on by one step; an outcome means that it waits, or is another program now. */
export function stepFrame(task: Task, shell: ShellState): Outcome | undefined {
  const frame = shell.frames.at(-1)!;
  switch (frame.f) {
    case 'node':
      shell.frames.pop();
      return beginNode(task, shell, frame.node, frame.guard);
    case 'list':
      return stepList(task, shell, frame);
    case 'simple':
      return runSimple(task, shell, frame);
    case 'words':
      return stepWords(task, shell, frame);
    case 'capture':
      return stepCapture(task, shell, frame);
    case 'wait':
      return stepWait(task, shell, frame);
    case 'pipe':
      return stepPipe(task, shell, frame);
    case 'builtin':
      return runBuiltin(task, shell, frame);
    default:
      return stepControl(task, shell, frame);
  }
}

function stepControl(task: Task, shell: ShellState, frame: Frame): Outcome | undefined {
  switch (frame.f) {
    case 'andor':
      return stepAndOr(shell, frame);
    case 'negate':
      return stepNegate(shell);
    case 'if':
      return stepIf(shell, frame);
    case 'while':
      return stepWhile(shell, frame);
    case 'for':
      return stepFor(shell, frame);
    case 'cfor':
      return stepArithmeticFor(task, shell, frame);
    case 'case':
      return stepCase(shell, frame);
    default:
      popFrame(task, shell);
      return undefined;
  }
}

function push(shell: ShellState, node: Node): void {
  shell.frames.push({ f: 'node', node });
}

const mostFrames = 4000;

function beginNode(task: Task, shell: ShellState, node: Node, guard: boolean | undefined): Outcome | undefined {
  if (shell.frames.length > mostFrames) {
    fatal(task, shell, 'too many nested calls');
    return undefined;
  }
  const add = (frame: Frame): undefined => {
    shell.frames.push(guard === true ? { ...frame, guard } : frame);
  };
  switch (node.t) {
    case 'simple':
      return add({ f: 'simple', node, memo: [] });
    case 'list':
      return add({ f: 'list', node, i: 0 });
    case 'and':
    case 'or':
      return add({ f: 'andor', node, pc: 0 });
    case 'pipe':
      if (node.stages.length > 1) return beginPipe(task, shell, node, guard === true);
      shell.frames.push({ f: 'negate', guard: true });
      push(shell, node.stages[0]!);
      return undefined;
    case 'if':
      return add({ f: 'if', node, clause: 0, pc: 0 });
    case 'while':
      return add({ f: 'while', node, pc: 0, last: 0 });
    case 'group':
      return add({ f: 'node', node: node.body });
    case 'subshell':
      return beginSubshell(task, shell, node.body, guard === true);
    case 'function':
      shell.functions.set(node.name, node.body);
      shell.status = 0;
      return undefined;
    case 'cfor':
      return add({ f: 'cfor', node, pc: 0 });
    default:
      return add({ f: 'words', node, memo: [] });
  }
}

function beginSubshell(task: Task, shell: ShellState, body: Node, guard: boolean): undefined {
  const pid = forkShell(task, guard ? { ...shell, options: { ...shell.options, e: false } } : shell, body);
  if (pid !== undefined) shell.frames.push({ f: 'wait', pid, guard });
}

function stepList(task: Task, shell: ShellState, frame: Frame & { f: 'list' }): undefined {
  const item = frame.node.items[frame.i];
  if (item === undefined) {
    shell.frames.pop();
    return;
  }
  frame.i += 1;
  if (!item.background) {
    push(shell, item.node);
    return;
  }
  const pid = forkShell(task, shell, item.node);
  const child = pid === undefined ? undefined : task.container.procs.get(pid);
  if (pid === undefined || child === undefined) return;
  if (!shell.interactive) setFd({ ...task, proc: child }, 0, addFile(task.container, { kind: 'null', refs: 0 }));
  shell.lastBackground = pid;
  shell.background.set(pid, undefined);
  shell.status = 0;
}

function stepCapture(task: Task, shell: ShellState, frame: Frame & { f: 'capture' }): Outcome | undefined {
  for (;;) {
    const part = read(task, frame.fd);
    if (part === undefined) return { fds: [frame.fd] };
    if (part === '') break;
    frame.text += part;
    if (frame.text.length > 1_000_000) break;
  }
  const ended = reap(task, frame.pid);
  if (ended === undefined) return { child: true };
  shell.substituted = ended === 'none' ? 127 : ended.code;
  shell.status = shell.substituted;
  popFrame(task, shell);
  const waiting = shell.frames.at(-1);
  if (waiting?.f === 'simple' || waiting?.f === 'words') waiting.memo.push(frame.text.replace(/\n+$/, '').replaceAll('\0', ''));
  return undefined;
}

function stepWait(task: Task, shell: ShellState, frame: Frame & { f: 'wait' }): Outcome | undefined {
  const ended = reap(task, frame.pid);
  if (ended === undefined) return { child: true };
  shell.frames.pop();
  const code = ended === 'none' ? 127 : ended.code;
  if (ended !== 'none' && ended.signal === 9) write(task, 2, 'Killed\n');
  commandEnded(task, shell, code);
  return undefined;
}

function beginPipe(task: Task, shell: ShellState, node: Node & { t: 'pipe' }, guard: boolean): undefined {
  const pids: number[] = [];
  let input: number | undefined;
  for (const [i, stage] of node.stages.entries()) {
    const pipe = i < node.stages.length - 1 ? makePipe(task.container) : undefined;
    const pid = forkShell(task, shell, stage);
    const child = pid === undefined ? undefined : task.container.procs.get(pid);
    if (pid === undefined || child === undefined) return;
    if (input !== undefined) setFd({ ...task, proc: child }, 0, input);
    if (pipe !== undefined) setFd({ ...task, proc: child }, 1, pipe.write);
    input = pipe?.read;
    pids.push(pid);
  }
  shell.frames.push({ f: 'pipe', pids, statuses: [], negated: node.negated, guard: guard || node.negated });
}

function stepPipe(task: Task, shell: ShellState, frame: Frame & { f: 'pipe' }): Outcome | undefined {
  while (frame.statuses.length < frame.pids.length) {
    const ended = reap(task, frame.pids[frame.statuses.length]!);
    if (ended === undefined) return { child: true };
    frame.statuses.push(ended === 'none' ? 127 : ended.code);
  }
  shell.frames.pop();
  const failure = shell.options['pipefail'] === true ? frame.statuses.findLast((status) => status !== 0) : undefined;
  const status = failure ?? frame.statuses.at(-1) ?? 0;
  setItems(shell, 'PIPESTATUS', frame.statuses.map(String));
  if (frame.negated) shell.status = status === 0 ? 1 : 0;
  else commandEnded(task, shell, status);
  return undefined;
}

function stepNegate(shell: ShellState): undefined {
  shell.frames.pop();
  shell.status = shell.status === 0 ? 1 : 0;
}

function stepAndOr(shell: ShellState, frame: Frame & { f: 'andor' }): undefined {
  if (frame.pc === 0) {
    frame.pc = 1;
    shell.frames.push({ f: 'node', node: frame.node.left, guard: true });
    return;
  }
  shell.frames.pop();
  if ((shell.status === 0) === (frame.node.t === 'and'))
    shell.frames.push(frame.guard === true ? { f: 'node', node: frame.node.right, guard: true } : { f: 'node', node: frame.node.right });
}

function stepIf(shell: ShellState, frame: Frame & { f: 'if' }): undefined {
  const clause = frame.node.clauses[frame.clause];
  if (frame.pc === 1 && shell.status === 0 && clause !== undefined) {
    shell.frames.pop();
    push(shell, clause.body);
    return;
  }
  if (frame.pc === 1) frame.clause += 1;
  const next = frame.node.clauses[frame.clause];
  if (next !== undefined) {
    frame.pc = 1;
    shell.frames.push({ f: 'node', node: next.test, guard: true });
    return;
  }
  shell.frames.pop();
  shell.status = 0;
  if (frame.node.otherwise !== undefined) push(shell, frame.node.otherwise);
}

function stepWhile(shell: ShellState, frame: Frame & { f: 'while' }): undefined {
  if (frame.pc === 2) frame.last = shell.status;
  if (frame.pc !== 1) {
    frame.pc = 1;
    shell.frames.push({ f: 'node', node: frame.node.test, guard: true });
    return;
  }
  if ((shell.status === 0) === frame.node.until) {
    shell.frames.pop();
    shell.status = frame.last;
    return;
  }
  frame.pc = 2;
  push(shell, frame.node.body);
}

function stepFor(shell: ShellState, frame: Frame & { f: 'for' }): undefined {
  const value = frame.values[frame.i];
  if (value === undefined) {
    shell.frames.pop();
    if (frame.values.length === 0) shell.status = 0;
    return;
  }
  frame.i += 1;
  setVariable(shell, frame.name, value);
  push(shell, frame.body);
}

function stepArithmeticFor(task: Task, shell: ShellState, frame: Frame & { f: 'cfor' }): undefined {
  const [init, test, step] = frame.node.parts;
  const value = expanding(task, shell, [], (x) => {
    const run = (word: typeof init): number => (word === undefined ? 1 : calculate(x, expandText(x, word)));
    if (frame.pc === 0) run(init);
    else run(step);
    for (const [name, text] of x.sets) setVariable(shell, name, text);
    const condition = test === undefined || expandText(x, test).trim() === '' ? 1 : run(test);
    return condition;
  });
  frame.pc = 1;
  if (value === undefined) return;
  if (value === 0) {
    shell.frames.pop();
    shell.status = 0;
  } else push(shell, frame.node.body);
}

function stepCase(shell: ShellState, frame: Frame & { f: 'case' }): undefined {
  shell.frames.pop();
  const arm = frame.node.arms[frame.arm];
  if (arm === undefined) return;
  if (arm.falls) shell.frames.push({ ...frame, arm: frame.arm + 1 });
  push(shell, arm.body);
}

/** Nodes whose words must be expanded before they begin. */
function stepWords(task: Task, shell: ShellState, frame: Frame & { f: 'words' }): Outcome | undefined {
  const { node, memo } = frame;
  switch (node.t) {
    case 'for': {
      const values = node.words === undefined ? shell.params.slice() : expanding(task, shell, memo, (x) => expandWords(x, node.words!));
      if (values !== undefined && isTop(shell, frame))
        shell.frames[shell.frames.length - 1] = { f: 'for', name: node.name, values, i: 0, body: node.body, last: 0, ...guardOf(frame) };
      return undefined;
    }
    case 'case': {
      const arm = expanding(task, shell, memo, (x) => {
        const text = expandText(x, node.word);
        return node.arms.findIndex((one) => one.patterns.some((word) => matches(x, word, text)));
      });
      if (arm === undefined || !isTop(shell, frame)) return undefined;
      shell.frames.pop();
      shell.status = 0;
      if (arm >= 0) shell.frames.push({ f: 'case', node, arm, pc: 0, ...guardOf(frame) });
      return undefined;
    }
    case 'condition': {
      const result = expanding(task, shell, memo, (x) => decide(task, shell, x, node.of));
      if (result !== undefined) finish(task, shell, frame, result ? 0 : 1);
      return undefined;
    }
    case 'arithmetic': {
      const result = expanding(task, shell, memo, (x) => calculate(x, expandText(x, node.body)));
      if (result !== undefined) finish(task, shell, frame, result === 0 ? 1 : 0);
      return undefined;
    }
    case 'redirected':
      return beginRedirected(task, shell, frame, node);
    default:
      throw new Error(`no words to expand in ${node.t}`);
  }
}

function guardOf(frame: Frame): { readonly guard?: boolean } {
  return frame.guard === true ? { guard: true } : {};
}

function isTop(shell: ShellState, frame: Frame): boolean {
  return shell.frames.at(-1) === frame;
}

function finish(task: Task, shell: ShellState, frame: Frame, status: number): void {
  if (!isTop(shell, frame)) return;
  shell.status = status;
  if (status === 0) shell.frames.pop();
  else {
    shell.frames.pop();
    if (frame.guard !== true) commandEnded(task, shell, status);
  }
}

function beginRedirected(task: Task, shell: ShellState, frame: Frame, node: Node & { t: 'redirected' }): undefined {
  const redirects = expanding(task, shell, frame.f === 'words' ? frame.memo : [], (x) =>
    node.redirects.map((one) => ({ fd: one.fd, op: one.op, target: expandText(x, one.target) })),
  );
  if (redirects === undefined || !isTop(shell, frame)) return;
  const saved: Saved = [];
  const wrong = redirect(task, redirects, saved);
  shell.frames[shell.frames.length - 1] = { f: 'restore', fds: saved, vars: [], ...guardOf(frame) };
  if (wrong === undefined) push(shell, node.body);
  else {
    say(task, shell, wrong);
    popFrame(task, shell);
    commandEnded(task, shell, 1);
  }
}

function matches(x: Expansion, word: Parameters<typeof expandMasked>[1], text: string): boolean {
  const pattern = expandMasked(x, word);
  return matchPattern(pattern.s, pattern.mask, text);
}

function decide(task: Task, shell: ShellState, x: Expansion, condition: Condition): boolean {
  switch (condition.c) {
    case 'not':
      return !decide(task, shell, x, condition.of);
    case 'and':
      return decide(task, shell, x, condition.left) && decide(task, shell, x, condition.right);
    case 'or':
      return decide(task, shell, x, condition.left) || decide(task, shell, x, condition.right);
    case 'unary':
      return condition.op === '-v'
        ? shell.vars.has(expandText(x, condition.word))
        : testUnary(task, condition.op, expandText(x, condition.word));
    case 'binary':
      return decideBinary(task, shell, x, condition);
  }
}

function decideBinary(task: Task, shell: ShellState, x: Expansion, condition: Condition & { c: 'binary' }): boolean {
  const left = expandText(x, condition.left);
  if (condition.op === '=~') return matchRegex(shell, x, left, condition.right);
  if (condition.op === '=' || condition.op === '==' || condition.op === '!=')
    return matches(x, condition.right, left) === (condition.op !== '!=');
  const right = expandText(x, condition.right);
  if (/^-(eq|ne|l[te]|g[te])$/.test(condition.op))
    return testBinary(task, condition.op, String(calculate(x, left)), String(calculate(x, right))) === true;
  return testBinary(task, condition.op, left, right) === true;
}

function matchRegex(shell: ShellState, x: Expansion, text: string, word: Parameters<typeof expandMasked>[1]): boolean {
  const { s, mask } = expandMasked(x, word);
  const source = Array.from(s, (letter, i) => (mask[i] === 'q' && /[\\^$.[\]|()*+?{}]/.test(letter) ? `\\${letter}` : letter)).join('');
  const regex = compileRegex(source, { extended: true });
  if (typeof regex === 'string') return false;
  const match = execRegex(regex, text);
  setItems(shell, 'BASH_REMATCH', match === undefined ? [] : match.groups.map((group) => group ?? ''));
  return match !== undefined;
}

/** Runs a parsed line: kubectl and a few programs, joined by pipes. Knows nothing of the screen it prints on. */
import { filters, type Filter } from './filters.ts';
import type { Stage, Step } from './parse.ts';

export interface ProgramEnv {
  stdout(text: string): void;
  stderr(text: string): void;
  /** What a pipe or a here-document gave, if there is one. */
  readonly stdin: string | undefined;
  /** Whether what is printed goes to the person and not into a pipe. */
  readonly isTTY: boolean;
}

export type Program = (args: readonly string[], env: ProgramEnv) => Promise<number> | number;

export interface ShellEnv {
  readonly programs: Readonly<Record<string, Program>>;
  print(text: string): void;
  writeFile(path: string, text: string, append: boolean): void;
  readonly signal: AbortSignal;
}

export async function runSteps(steps: readonly Step[], env: ShellEnv): Promise<number> {
  let code = 0;
  for (const step of steps) {
    if (env.signal.aborted) return 130;
    if ((step.when === 'ok' && code !== 0) || (step.when === 'failed' && code === 0)) continue;
    code = await runPipe(step.stages, env);
  }
  return code;
}

async function runPipe(stages: readonly Stage[], env: ShellEnv): Promise<number> {
  let stdin: string | undefined;
  let code = 0;
  let i = 0;
  while (i < stages.length) {
    const stage = stages[i]!;
    const behind: Stage[] = [];
    while (isFilter(stages[i + 1 + behind.length])) behind.push(stages[i + 1 + behind.length]!);
    const last = behind.at(-1) ?? stage;
    const isEnd = i + behind.length === stages.length - 1;
    const sink = openSink(last, isEnd, env);
    code = await runSegment(stage, behind, {
      env,
      sink,
      stdin: stage.stdin ?? stdin,
      isTTY: isEnd && behind.length === 0 && last.into === undefined,
    });
    stdin = sink.text();
    if (last.into !== undefined) env.writeFile(last.into.path, stdin, last.into.append);
    i += 1 + behind.length;
  }
  return code;
}

function isFilter(stage: Stage | undefined): boolean {
  return stage !== undefined && filters[stage.argv[0] ?? ''] !== undefined && stage.argv.length > 0 && !readsFile(stage);
}

/** `cat x.yaml` begins a pipe; `cat` alone stands in one. */
function readsFile(stage: Stage): boolean {
  return stage.argv[0] === 'cat' && stage.argv.length > 1 && stage.argv[1] !== '-';
}

interface Sink {
  write(text: string): void;
  text(): string;
}

function openSink(last: Stage, isEnd: boolean, env: ShellEnv): Sink {
  let kept = '';
  const isShown = isEnd && last.into === undefined;
  return {
    write: (text) => {
      if (isShown) env.print(text);
      else kept += text;
    },
    text: () => kept,
  };
}

interface Segment {
  readonly env: ShellEnv;
  readonly sink: Sink;
  readonly stdin: string | undefined;
  readonly isTTY: boolean;
}

async function runSegment(stage: Stage, behind: readonly Stage[], { env, sink, stdin, isTTY }: Segment): Promise<number> {
  let chain: readonly Filter[];
  try {
    chain = behind.map((one) => filters[one.argv[0] ?? '']!(one.argv.slice(1)));
  } catch (problem) {
    env.print(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    return 2;
  }
  const pipe = lineSplitter((line) => sink.write(pass(chain, `${line}\n`)));
  const out = chain.length === 0 ? (text: string) => sink.write(text) : pipe.write;
  const complain = stage.errors === 'merge' ? out : stage.errors === 'drop' ? () => undefined : (text: string) => env.print(text);
  const own = await runProgram(stage, { stdout: out, stderr: complain, stdin, isTTY }, env);
  if (chain.length === 0) return own;
  pipe.end();
  let code = own;
  chain.forEach((filter, index) => {
    sink.write(pass(chain.slice(index + 1), filter.end()));
    code = filter.code();
  });
  return code;
}

/** A program that is a filter may also begin a pipe, when a here-document or an earlier segment feeds it. */
async function runProgram(stage: Stage, program: ProgramEnv, env: ShellEnv): Promise<number> {
  const [name = '', ...args] = stage.argv;
  const run = env.programs[name];
  if (run !== undefined) return run(args, program);
  const make = filters[name];
  if (make === undefined) {
    program.stderr(`bash: ${name}: command not found\n`);
    return 127;
  }
  try {
    const filter = make(args);
    const split = lineSplitter((line) => program.stdout(filter.line(line)));
    split.write(program.stdin ?? '');
    split.end();
    program.stdout(filter.end());
    return filter.code();
  } catch (problem) {
    program.stderr(`${problem instanceof Error ? problem.message : String(problem)}\n`);
    return 2;
  }
}

function pass(chain: readonly Filter[], text: string): string {
  let now = text;
  for (const filter of chain) {
    if (now === '') return '';
    now = now
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => filter.line(line))
      .join('');
  }
  return now;
}

function lineSplitter(tell: (line: string) => void): { readonly write: (text: string) => void; readonly end: () => void } {
  let rest = '';
  return {
    write(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) tell(line);
    },
    end() {
      if (rest !== '') tell(rest);
      rest = '';
    },
  };
}

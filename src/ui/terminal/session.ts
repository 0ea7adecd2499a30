/** One terminal session: keys in, text out. Holds the line being written and the command that runs; draws nothing itself. */
import type { Client } from '#api/client.ts';
import { openFile, textOf, useFiles } from '../editor/files.ts';
import { useMirror } from '../mirror/store.ts';
import { wordsNow } from '../words/words.ts';
import { complete, commonStart } from './complete.ts';
import { cellsOf, drawLine } from './folded.ts';
import { filters } from './filters.ts';
import { kubectl, settings } from './kubectl.ts';
import { emptyLine, type, withText, type Act, type Line } from './lineEditor.ts';
import { parseLine } from './parse.ts';
import { runSteps, type Program, type ProgramEnv } from './shell.ts';
import { spokenClient } from './spoken.ts';

export interface Screen {
  write(text: string): void;
  clear(): void;
  readonly columns: number;
  readonly rows: number;
}

export interface Session {
  /** What was typed or pasted. */
  input(data: string): void;
  /** Writes a command as if the person had typed it, and runs it. */
  run(text: string): void;
}

const prompt = '\u001b[38;5;69m$\u001b[0m ';
const morePrompt = '\u001b[2m>\u001b[0m ';

interface Running {
  readonly abort: AbortController;
  keys: ((data: string) => void) | undefined;
}

interface State {
  readonly screen: Screen;
  readonly client: () => Client;
  line: Line;
  /** How many cells after the beginning of the prompt the cursor stands. */
  at: number;
  /** Lines of a quote or here-document that is still open. */
  open: string;
  running: Running | undefined;
  /** What was typed while a command ran that did not want it. */
  ahead: string;
}

export function createSession(screen: Screen, client: () => Client): Session {
  const state: State = { screen, client, line: emptyLine, at: 0, open: '', running: undefined, ahead: '' };
  print(state, `\u001b[2m${wordsNow().terminalHint}\u001b[0m\n`);
  redraw(state);
  return {
    input: (data) => input(state, data),
    run: (text) => {
      if (state.running === undefined) input(state, `\u0015${text}\r`);
    },
  };
}

function promptOf({ open }: State, { sought }: Line): { readonly prompt: string; readonly promptCells: number } {
  if (sought === undefined) return { prompt: open === '' ? prompt : morePrompt, promptCells: 2 };
  const text = `(reverse-i-search)\`${sought}': `;
  return { prompt: text, promptCells: cellsOf(text) };
}

function redraw(state: State, shown = state.line): void {
  const { screen } = state;
  const { codes, at } = drawLine({
    from: state.at,
    ...promptOf(state, shown),
    text: shown.text,
    cursor: shown.cursor,
    columns: screen.columns,
  });
  state.at = at;
  screen.write(codes);
}

/** Writes something else than the line, which begins on a row of its own afterwards. */
function print(state: State, text: string): void {
  state.at = 0;
  state.screen.write(text);
}

function input(state: State, data: string): void {
  if (state.running !== undefined) {
    whileRunning(state, state.running, data);
    return;
  }
  const typed = type(state.line, data);
  // The line that is run, or given up, stays on the screen as it was.
  if (typed.act?.type === 'run') state.line = withText(state.line, typed.act.text);
  if (typed.act?.type !== 'interrupt') redraw(state, typed.act?.type === 'run' ? state.line : typed.line);
  state.line = typed.line;
  if (typed.act !== undefined) act(state, typed.act, typed.rest);
}

function whileRunning(state: State, job: Running, data: string): void {
  if (job.keys !== undefined) job.keys(data);
  else if (data.includes('\u0003')) {
    print(state, '^C\n');
    job.abort.abort();
  } else state.ahead += data;
}

function act(state: State, what: Act, rest: string): void {
  if (what.type === 'complete') {
    void onComplete(state).then(() => (rest === '' ? undefined : input(state, rest)));
  } else if (what.type === 'clear') {
    state.screen.clear();
    state.at = 0;
    redraw(state);
  } else if (what.type === 'interrupt') {
    print(state, '^C\n');
    state.open = '';
    redraw(state);
  } else if (what.type === 'run') {
    print(state, '\n');
    state.ahead = rest + state.ahead;
    void onRun(state, what.text);
  }
}

async function onComplete(state: State): Promise<void> {
  const known = {
    mirror: useMirror.getState().mirror,
    namespace: settings.namespace,
    contexts: settings.contexts,
    files: useFiles.getState().files.map((file) => file.name),
    commands: [...Object.keys(programs), ...Object.keys(filters)],
  };
  const { line } = state;
  const { word, choices } = await complete(line.text.slice(0, line.cursor), known);
  // Whoever typed on meanwhile does not want the line changed under the hands.
  if (state.line !== line || state.running !== undefined) return;
  const [only] = choices;
  if (only === undefined) return;
  const full = choices.length === 1 ? `${only}${/[=/]$/.test(only) ? '' : ' '}` : commonStart(choices);
  if (full.length > word.length) {
    const start = state.line.cursor - word.length;
    state.line = withText(
      state.line,
      state.line.text.slice(0, start) + full + state.line.text.slice(state.line.cursor),
      start + full.length,
    );
  } else if (choices.length > 1) print(state, `\n${columnsOf(choices, state.screen.columns)}`);
  redraw(state);
}

async function onRun(state: State, text: string): Promise<void> {
  const parsed = parseLine(state.open + text);
  if (parsed.type === 'more') {
    state.open += `${text}\n`;
    settle(state);
    return;
  }
  state.open = '';
  if (parsed.type === 'fault') {
    print(state, `bash: ${parsed.message}\n`);
    settle(state);
    return;
  }
  const job: Running = { abort: new AbortController(), keys: undefined };
  state.running = job;
  try {
    await runSteps(parsed.steps, {
      programs: programsFor(state, job),
      print: (more) => print(state, more),
      writeFile,
      signal: job.abort.signal,
    });
  } catch (problem) {
    print(state, `${problem instanceof Error ? problem.message : String(problem)}\n`);
  }
  state.running = undefined;
  settle(state);
}

function settle(state: State): void {
  redraw(state);
  const data = state.ahead;
  state.ahead = '';
  if (data !== '') input(state, data);
}

function programsFor(state: State, job: Running): Readonly<Record<string, Program>> {
  const runKubectl: Program = (args, env) => startKubectl(state, job, args, env);
  return {
    ...programs,
    kubectl: runKubectl,
    k: runKubectl,
    clear: () => (state.screen.clear(), (state.at = 0)),
    history: (_args, env) => (env.stdout(state.line.history.map((text, i) => `${String(i + 1).padStart(5)}  ${text}\n`).join('')), 0),
  };
}

function startKubectl(state: State, job: Running, args: readonly string[], env: ProgramEnv): Promise<number> {
  return kubectl(spokenClient(state.client(), args), args, {
    stdout: env.stdout,
    stderr: env.stderr,
    ...(env.stdin === undefined ? {} : { stdin: () => Promise.resolve(env.stdin ?? '') }),
    keys: (tell) => {
      job.keys = tell;
      if (state.ahead !== '') tell(state.ahead);
      state.ahead = '';
      return () => {
        job.keys = undefined;
      };
    },
    signal: job.abort.signal,
    isTTY: env.isTTY,
    columns: state.screen.columns,
    rows: state.screen.rows,
  });
}

function writeFile(path: string, text: string, append: boolean): void {
  openFile(path, append ? (textOf(path) ?? '') + text : text);
}

function columnsOf(choices: readonly string[], columns: number): string {
  const width = Math.max(...choices.map((choice) => choice.length)) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  let text = '';
  choices.forEach((choice, i) => {
    text += choice.padEnd(width);
    if (i % across === across - 1 || i === choices.length - 1) text += '\n';
  });
  return text;
}

const help = `kubectl (or k)     the real verbs: get describe apply create delete scale exec logs rollout label annotate ...
ls, cat            the files of the editor's tabs
grep head tail wc sort uniq cut awk    behind a pipe
echo, clear, history, help
| && || ; > >> << work as in any shell; Ctrl-C stops, Tab completes, up and down recall.
`;

/** Programs that need nothing of the session. The names of the others stand here too, for completion. */
const programs: Readonly<Record<string, Program>> = {
  kubectl: () => 0,
  clear: () => 0,
  history: () => 0,
  echo: (args, env) => {
    const isBare = args[0] === '-n';
    env.stdout(`${args.slice(isBare ? 1 : 0).join(' ')}${isBare ? '' : '\n'}`);
    return 0;
  },
  ls: (_args, env) => {
    env.stdout(
      useFiles
        .getState()
        .files.map((file) => `${file.name}\n`)
        .join(''),
    );
    return 0;
  },
  cat: (args, env) => {
    if (args.length === 0 || args[0] === '-') env.stdout(env.stdin ?? '');
    let code = 0;
    for (const name of args) {
      if (name === '-') continue;
      const text = textOf(name);
      if (text === undefined) {
        env.stderr(`cat: ${name}: No such file or directory\n`);
        code = 1;
      } else env.stdout(text);
    }
    return code;
  },
  pwd: (_args, env) => (env.stdout('/\n'), 0),
  true: () => 0,
  false: () => 1,
  help: (_args, env) => (env.stdout(help), 0),
};

/** Types a trace's commands into kubectl. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KubectlFiles } from '#kubectl/env.ts';
import { runKubectl } from '#kubectl/run.ts';
import type { DirectPort } from '#remote/directPort.ts';
import type { Engine } from '#remote/engine.ts';
import { createPlayground } from '#remote/page.ts';
import { defaultCluster } from '#share/freshTape.ts';
import { paced } from './pace.ts';
import type { Trace, TraceStep } from './recording.ts';

const commandMaxMs = 120_000;
const tickMs = 16;

const plainTerminal = {
  settings: { namespace: 'default', context: 'replay', contexts: ['replay'] },
  signal: new AbortController().signal,
  isTTY: false,
  columns: 80,
};

/** Commands that only look. */
const reads = new Set(['get', 'describe', 'logs', 'auth', 'explain', 'api-resources']);

export interface Stage {
  readonly engine: Pick<Engine, 'now'>;
  readonly port: DirectPort;
  /** The folder that the commands' relative paths begin in. */
  readonly corpus: string;
  readonly trace: Trace;
  /** When the trace begins. */
  readonly start: number;
  /** Looks at what has changed. */
  watch(): void;
  /** What a recorded word is called here. */
  translated(word: string): string;
}

/** Answers what went wrong: the exit code is another, or the command did not end. Commands that only look are not typed. */
export function typist({ engine, port, corpus, trace, start, watch, translated }: Stage): (step: TraceStep) => Promise<string | undefined> {
  const { client } = createPlayground(port, defaultCluster);
  let awaited = Number.POSITIVE_INFINITY;
  return async (step) => (step.cmd === undefined || reads.has(verbOf(step.cmd)) ? undefined : command(step, step.cmd));

  async function command(step: TraceStep, cmd: string): Promise<string | undefined> {
    let output = '';
    // The recording joined the arguments with blanks, without quotes.
    const argv = cmd.split(' ').slice(1).map(translated);
    let code: number | undefined;
    const running = runKubectl(argv, {
      client: paced(client, { trace, step, start }, waitUntil),
      stdout: (text) => void (output += text),
      stderr: (text) => void (output += text),
      stdin: () => Promise.resolve(step.stdin ?? ''),
      ...plainTerminal,
      files: corpusFiles(corpus),
      wait: (milliseconds) => waitUntil(Number(engine.now()) + milliseconds),
    }).then((it) => (code = it));
    const deadline = Number(engine.now()) + commandMaxMs;
    while (code === undefined && Number(engine.now()) < deadline) {
      await settled();
      if (code === undefined) await tick();
    }
    if (code === undefined) return `${cmd}: did not end`;
    await running;
    return code === step.rc ? undefined : `${cmd}: exit ${code} instead of ${step.rc}: ${output.slice(0, 300)}`;
  }

  /** Virtual time passes because the command is waited for. */
  async function waitUntil(at: number): Promise<void> {
    awaited = at;
    while (Number(engine.now()) < at) await settled();
    awaited = Number.POSITIVE_INFINITY;
  }

  /** Lets the host serve its watches while time passes. */
  async function tick(): Promise<void> {
    port.pump(Math.min(tickMs, Math.max(1, awaited - Number(engine.now()))));
    watch();
    await settled();
  }
}

/** The recording ran beside the corpus: `corpus/...` are its files. */
function corpusFiles(corpus: string): KubectlFiles {
  const local = (path: string) => (path.startsWith('corpus/') ? join(corpus, path.slice('corpus/'.length)) : undefined);
  const isFolder = (path: string | undefined): path is string => path !== undefined && existsSync(path) && statSync(path).isDirectory();
  return {
    read: (path) => {
      const file = local(path);
      return file !== undefined && existsSync(file) && !isFolder(file) ? readFileSync(file, 'utf8') : undefined;
    },
    list: (path) => {
      const folder = local(path);
      return isFolder(folder) ? readdirSync(folder).toSorted() : undefined;
    },
  };
}

function verbOf(cmd: string): string {
  const words = cmd.split(/\s+/).slice(1);
  for (let i = 0; i < words.length; i += 1) {
    if (words[i] === '-n') i += 1;
    else if (!words[i]!.startsWith('-')) return words[i]!;
  }
  return '';
}

/** Lets everything that is ready to run without time passing run. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

/** agnhost inclusterclient: asks the API server for its health over and over. upstream: test/images/agnhost/inclusterclient */
import { encodeUrlBytes } from '#api/machinery/base64.ts';
import { sha256 } from '#api/machinery/sha256.ts';
import type { Outcome, Program, Task } from '../../process/task.ts';
import { parseOptions } from '../command.ts';
import { inClusterConfig, startCall, stepCall, type Call, type Called } from './inCluster.ts';
import { klog, log } from './log.ts';

interface State {
  readonly everyMs: number;
  nextMs: number;
  call: Call | undefined;
  started: boolean;
}

const defaultSeconds = 30;

export const inClusterClient: Program = {
  start(task): State {
    const seconds = Number(parseOptions(task.proc.argv.slice(2), ['poll-interval']).flags.get('poll-interval') ?? defaultSeconds);
    const everyMs = Math.max(1, Number.isFinite(seconds) ? seconds : defaultSeconds) * 1000;
    return { everyMs, nextMs: task.kernel.context.now + everyMs, call: undefined, started: false };
  },
  step(task) {
    const state = task.proc.state as State;
    const { now } = task.kernel.context;
    if (!state.started) {
      state.started = true;
      say(task, 'started', 59);
      const config = inClusterConfig(task);
      if (typeof config === 'string') return fatal(task, config);
    }
    if (state.call === undefined && now >= state.nextMs) {
      const failure = begin(task, state);
      if (failure !== undefined) return fatal(task, failure);
    }
    if (state.call === undefined) return { fds: [], untilMs: state.nextMs };
    const called = stepCall(task, state.call);
    if (!('failure' in called) && !('status' in called)) return called;
    state.call = undefined;
    state.nextMs = Math.max(state.nextMs + state.everyMs, now + 1);
    report(task, called);
    return { fds: [], untilMs: state.nextMs };
  },
};

/** The token may have been renewed since the last time. */
function begin(task: Task, state: State): string | undefined {
  say(task, 'calling /healthz', 81);
  const config = inClusterConfig(task);
  if (typeof config === 'string') return config;
  const hash = encodeUrlBytes(sha256(`salt|Bearer ${config.token}`));
  say(task, `authz_header=${hash}`, 98);
  state.call = startCall(task, config, `${config.server}/healthz`);
  return undefined;
}

function report(task: Task, called: Called): void {
  if ('status' in called && called.status === 200) return;
  const [why, body] =
    'failure' in called ? [called.failure, ''] : [`the server responded with the status code ${called.status}`, called.body];
  say(task, 'status=failed', 84, 'E');
  say(task, `error checking /healthz: ${why}\n${body}\n`, 85, 'E');
}

function say(task: Task, text: string, line: number, severity = 'I'): void {
  klog(task, text, { severity, where: `main.go:${line}` });
}

function fatal(task: Task, why: string): Outcome {
  log(task, `err: ${why}`);
  return { exit: 1 };
}

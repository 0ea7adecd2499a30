/** nc, ping and telnet. upstream: busybox networking/nc.c, ping.c */
import { accept, connect, listen, socketOf } from '../../net/sockets.ts';
import { startConnection, stepConnection, type Connection } from '../../net/connection.ts';
import { startLookup, stepLookup, type Lookup } from '../../net/resolve.ts';
import { closeFd, read, write } from '../../process/files.ts';
import type { Outcome, Program, Task } from '../../process/task.ts';
import { fail, given, out, parseOptions } from '../command.ts';
import { durationMs } from '../time.ts';

interface NcState {
  host: string;
  port: number;
  scan: boolean;
  verbose: boolean;
  listener: number;
  keep: boolean;
  connection: Connection | undefined;
  fd: number;
  inputEnded: boolean;
  readonly protocol: 'TCP' | 'UDP';
  /** -w: how long it waits for more once there is nothing left to send; Infinity without it. */
  readonly idleMs: number;
  idleUntilMs: number;
  code: number;
}

export const nc: Program = {
  start(task): NcState {
    const options = parseOptions(task.proc.argv.slice(1), ['w', 'p', 'q', 'i', 's', 'e']);
    // For who listens -p is the port to listen on, for who dials it is only where it dials from.
    const port = Number((given(options, 'l') ? options.flags.get('p') : undefined) ?? options.operands.at(-1) ?? 0);
    const timeout = options.flags.get('w');
    const protocol = given(options, 'u') ? 'UDP' : 'TCP';
    const state: NcState = {
      host: options.operands[0] ?? '',
      port,
      scan: given(options, 'z'),
      verbose: given(options, 'v'),
      listener: -1,
      keep: given(options, 'k'),
      connection: undefined,
      fd: -1,
      inputEnded: false,
      protocol,
      idleMs: timeout === undefined ? Infinity : (durationMs(timeout) ?? 0),
      idleUntilMs: Infinity,
      code: -1,
    };
    if (given(options, 'l')) {
      const fd = listen(task, port, protocol);
      if (fd === undefined) state.code = fail(task, 'bind: Address already in use');
      else state.listener = fd;
    } else if (state.host === '' || Number.isNaN(port)) state.code = fail(task, 'Usage: nc [OPTIONS] HOST PORT');
    else
      state.connection = startConnection(task, state.host, port, {
        about: `connect ${port}`,
        protocol,
        ...(timeout === undefined ? {} : { timeoutMs: durationMs(timeout) ?? 0 }),
      });
    return state;
  },
  step(task) {
    const state = task.proc.state as NcState;
    if (state.code >= 0) return { exit: state.code };
    if (state.fd < 0) {
      const waiting = state.listener >= 0 ? answer(task, state) : dial(task, state);
      if (waiting !== undefined) return waiting;
    }
    return relay(task, state);
  },
};

function answer(task: Task, state: NcState): Outcome | undefined {
  const fd = accept(task, state.listener);
  if (fd === undefined) return { fds: [state.listener] };
  state.fd = fd;
  return undefined;
}

function dial(task: Task, state: NcState): Outcome | undefined {
  const linked = stepConnection(task, state.connection!);
  if ('failed' in linked) {
    if (linked.failed === 'name' || linked.failed === 'name-timeout') return { exit: fail(task, `bad address '${state.host}'`) };
    if (state.scan && !state.verbose) return { exit: 1 };
    return {
      exit: fail(
        task,
        `${state.host} (${linked.ip}:${state.port}): ${linked.failed === 'refused' ? 'Connection refused' : linked.failed === 'timeout' ? 'Operation timed out' : 'Host is unreachable'}`,
      ),
    };
  }
  if (!('fd' in linked)) return linked;
  state.fd = linked.fd;
  if (state.verbose) write(task, 2, `${state.host} (${linked.ip}:${state.port}) open\n`);
  return state.scan ? { exit: 0 } : undefined;
}

function relay(task: Task, state: NcState): Outcome {
  for (;;) {
    const received = read(task, state.fd);
    if (received !== undefined && received !== '') {
      write(task, 1, received);
      continue;
    }
    const typed = state.inputEnded ? undefined : read(task, 0);
    if (typed !== undefined && typed !== '') {
      write(task, state.fd, typed);
      continue;
    }
    if (typed === '') state.inputEnded = true;
    if (received !== undefined) state.idleUntilMs = task.kernel.context.now + state.idleMs;
    if (received === '') {
      closeFd(task, state.fd);
      state.fd = -1;
      return state.listener >= 0 && state.keep ? 'again' : { exit: 0 };
    }
    return idle(task, state);
  }
}

/** Nothing to do: a datagram has no end, so that only the time of -w ends a wait for more. */
function idle(task: Task, state: NcState): Outcome {
  if (!state.inputEnded) return { fds: [state.fd, 0] };
  const { now } = task.kernel.context;
  if (state.idleUntilMs === Infinity) state.idleUntilMs = now + state.idleMs;
  if (now >= state.idleUntilMs) return { exit: 0 };
  return Number.isFinite(state.idleUntilMs) ? { fds: [state.fd], untilMs: state.idleUntilMs } : { fds: [state.fd] };
}

interface PingState {
  host: string;
  most: number;
  lookup: Lookup;
  ip: string;
  sent: number;
  received: number;
  fd: number;
  untilMs: number;
  times: number[];
}

/** An echo is a datagram to a port that nothing listens on: refused means that somebody is there. */
const echoPort = 7;

export const ping: Program = {
  handles: ['INT'],
  start(task): PingState {
    const options = parseOptions(task.proc.argv.slice(1), ['c', 'i', 'w', 'W', 's', 't', 'I']);
    const host = options.operands[0] ?? '';
    return {
      host,
      most: Number(options.flags.get('c') ?? Infinity),
      lookup: startLookup(task, host),
      ip: '',
      sent: 0,
      received: 0,
      fd: -1,
      untilMs: 0,
      times: [],
    };
  },
  step(task) {
    const state = task.proc.state as PingState;
    if (state.ip === '') {
      const found = stepLookup(task, state.lookup);
      if (!('result' in found)) return found;
      if (found.addresses[0] === undefined) return { exit: fail(task, `bad address '${state.host}'`) };
      state.ip = found.addresses[0];
      out(task, `PING ${state.host} (${state.ip}): 56 data bytes\n`);
    }
    return echo(task, state);
  },
};

function echo(task: Task, state: PingState): Outcome {
  const { now } = task.kernel.context;
  if (task.proc.signals.length > 0) return { exit: statistics(task, state) };
  if (state.fd >= 0) {
    const phase = socketOf(task, state.fd)?.phase;
    if (phase === 'open' || phase === 'refused') {
      const ms = (0.062 + (state.sent % 7) * 0.011).toFixed(3);
      out(task, `64 bytes from ${state.ip}: seq=${state.sent - 1} ttl=64 time=${ms} ms\n`);
      state.times.push(Number(ms));
      state.received += 1;
    } else if (phase === 'dialling' && now < state.untilMs) return { fds: [state.fd], untilMs: state.untilMs };
    closeFd(task, state.fd);
    state.fd = -1;
  }
  if (state.sent >= state.most && (state.received === state.sent || now >= state.untilMs)) return { exit: statistics(task, state) };
  if (now < state.untilMs) return { untilMs: state.untilMs };
  state.sent += 1;
  state.untilMs = now + 1000;
  state.fd = connect(task, state.ip, echoPort, { protocol: 'UDP', about: 'ping' });
  return 'again';
}

function statistics(task: Task, state: PingState): number {
  const lost = state.sent === 0 ? 0 : Math.round(((state.sent - state.received) / state.sent) * 100);
  out(
    task,
    `\n--- ${state.host} ping statistics ---\n${state.sent} packets transmitted, ${state.received} packets received, ${lost}% packet loss\n`,
  );
  if (state.times.length > 0) {
    const sum = state.times.reduce((total, ms) => total + ms, 0);
    out(
      task,
      `round-trip min/avg/max = ${Math.min(...state.times).toFixed(3)}/${(sum / state.times.length).toFixed(3)}/${Math.max(...state.times).toFixed(3)} ms\n`,
    );
  }
  return state.received > 0 ? 0 : 1;
}

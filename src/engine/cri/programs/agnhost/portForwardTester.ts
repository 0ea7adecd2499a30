/** agnhost port-forward-tester: one connection that is checked, fed in pieces and closed. upstream: test/images/agnhost/port-forward-tester */
import { accept, listen } from '../../net/sockets.ts';
import { closeFd, read, write } from '../../process/files.ts';
import type { Outcome, Program, Task } from '../../process/task.ts';
import { out } from '../command.ts';

interface State {
  readonly listener: number;
  fd: number;
  received: string;
  checked: boolean;
  sent: number;
  nextMs: number;
}

/** How long the other side has to see the end before the connection is gone. */
const lingerMs = 500;

export const portForwardTester: Program = {
  start(task): State {
    const port = number(task, 'BIND_PORT');
    return { listener: listen(task, port) ?? -1, fd: -1, received: '', checked: false, sent: 0, nextMs: 0 };
  },
  step(task) {
    const state = task.proc.state as State;
    if (state.listener < 0) {
      out(task, `Error listening: listen tcp :${number(task, 'BIND_PORT')}: bind: address already in use\n`);
      return { exit: 1 };
    }
    if (state.fd < 0) {
      const fd = accept(task, state.listener);
      if (fd === undefined) return { fds: [state.listener] };
      out(task, 'Accepted client connection\n');
      state.fd = fd;
    }
    return state.checked ? feed(task, state) : check(task, state);
  },
};

function check(task: Task, state: State): Outcome {
  const expected = task.proc.env['EXPECTED_CLIENT_DATA'] ?? '';
  while (state.received.length < expected.length) {
    const part = read(task, state.fd, expected.length - state.received.length);
    if (part === undefined) return { fds: [state.fd] };
    state.received += part;
    if (part !== '') continue;
    out(task, `Expected to read ${expected.length} bytes from client, but got ${state.received.length} instead. err=EOF\n`);
    return { exit: 2 };
  }
  if (state.received !== expected) {
    out(task, `Expect to read ${JSON.stringify(expected)}, but got ${JSON.stringify(state.received)}. err=<nil>\n`);
    return { exit: 3 };
  }
  if (expected !== '') out(task, 'Received expected client data\n');
  state.checked = true;
  return feed(task, state);
}

function feed(task: Task, state: State): Outcome {
  const { now } = task.kernel.context;
  const [chunks, size, interval] = [number(task, 'CHUNKS'), number(task, 'CHUNK_SIZE'), number(task, 'CHUNK_INTERVAL')];
  for (; state.sent < chunks; state.sent += 1) {
    if (now < state.nextMs) return { untilMs: state.nextMs };
    write(task, state.fd, 'x'.repeat(size));
    state.nextMs = now + (state.sent + 1 < chunks ? interval : lingerMs);
    if (state.sent + 1 < chunks) continue;
    out(task, 'Shutting down connection\n');
    closeFd(task, state.fd);
  }
  if (now < state.nextMs) return { untilMs: state.nextMs };
  out(task, 'Done\n');
  return { exit: 0 };
}

const largest = 1_000_000;

function number(task: Task, name: string): number {
  const value = Number(task.proc.env[name] ?? 0);
  return Number.isInteger(value) && value >= 0 ? Math.min(value, largest) : 0;
}

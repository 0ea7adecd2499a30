/**
 * A server of which only the outside is known: it listens on the ports that its image exposes or its container declares,
 * answers HTTP with the pod's name, and stops when told to.
 */
import { imageNamed } from '../process/createFs.ts';
import { write } from '../process/files.ts';
import { sandboxOf, type Program, type Task } from '../process/task.ts';
import { dateTime } from '../streams/log.ts';
import { plainReply, serve, stepServer, type Served } from './httpServer.ts';

export const server: Program = {
  handles: ['TERM', 'INT', 'QUIT'],
  start(task) {
    const { container } = task;
    const declared = container.spec.ports ?? [];
    const ports = Array.from(new Set([...declared, ...portOption(task), ...imageNamed(task.kernel, container.spec.image).ports]));
    const served = serve(task, ports.length === 0 ? [] : ports);
    if ('inUse' in served) {
      write(task, 2, `listen tcp :${served.inUse}: bind: address already in use\n`);
      return { listeners: [], connections: new Map(), failed: true };
    }
    if (ports.length > 0) write(task, 1, `${stamp(task)} listening on ${ports.join(', ')}\n`);
    return served;
  },
  step(task) {
    const state = task.proc.state as Served & { failed?: boolean };
    if (state.failed === true) return { exit: 1 };
    if (task.proc.signals.length > 0) return { exit: 0 };
    const host = sandboxOf(task.kernel, task.container).hostname;
    return stepServer(task, state, () => plainReply(200, `${host}\n`), plainReply(400, 'Bad Request\n'));
  },
};

function portOption(task: Task): number[] {
  const ports: number[] = [];
  for (const [i, arg] of task.proc.argv.entries()) {
    const match = /^--?(?:p|port|http-port|listen|addr|bind)(?:=:?(\d+))?$/.exec(arg);
    const value = match === null ? undefined : (match[1] ?? task.proc.argv[i + 1]);
    if (value !== undefined && /^:?\d{2,5}$/.test(value)) ports.push(Number(value.replace(':', '')));
  }
  return ports;
}

function stamp(task: Task): string {
  return dateTime(Math.floor((task.kernel.context.epochMs + task.kernel.context.now) / 1000)).replace('T', ' ');
}

/** Runs for ever and does nothing. */
export const pause: Program = {
  handles: ['TERM', 'INT', 'CHLD'],
  step: (task) => (task.proc.signals.some((name) => name !== 'CHLD') ? { exit: 0 } : { fds: [] }),
};

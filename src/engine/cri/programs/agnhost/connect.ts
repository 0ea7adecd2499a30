/** agnhost connect: whether a connection can be made, said in one word. upstream: test/images/agnhost/connect */
import { parseGoDuration } from '#api/machinery/duration.ts';
import { startConnection, stepConnection, type Connection } from '../../net/connection.ts';
import { write } from '../../process/files.ts';
import type { Outcome, Program, Task } from '../../process/task.ts';
import { parseOptions } from '../command.ts';

interface State {
  readonly connection: Connection | undefined;
  readonly wrong: string;
}

/** The kernel's own patience with a connection that nobody answers. */
const patienceMs = 127_000;

export const connectCommand: Program = {
  start(task): State {
    const { flags, operands } = parseOptions(task.proc.argv.slice(2), ['timeout', 'protocol']);
    const address = /^(.*):(\d+)$/.exec(operands[0] ?? '');
    const protocol = flags.get('protocol') ?? 'tcp';
    if (protocol !== 'tcp' && protocol !== '') return { connection: undefined, wrong: 'Unsupported protocol\n' };
    if (address === null) return { connection: undefined, wrong: `UNKNOWN: address ${operands[0] ?? ''}: missing port in address\n` };
    const timeoutMs = parseGoDuration(flags.get('timeout') ?? '0s') || patienceMs;
    return { connection: startConnection(task, address[1]!, Number(address[2]), { about: 'connect', timeoutMs }), wrong: '' };
  },
  step(task) {
    const { connection, wrong } = task.proc.state as State;
    if (connection === undefined) return ended(task, wrong);
    const linked = stepConnection(task, connection);
    if ('fd' in linked) return { exit: 0 };
    if (!('failed' in linked)) return linked;
    if (linked.failed === 'name' || linked.failed === 'name-timeout')
      return ended(task, `DNS: lookup ${connection.host}: ${linked.failed === 'name' ? 'no such host' : 'i/o timeout'}\n`);
    if (linked.failed === 'timeout') return ended(task, 'TIMEOUT\n');
    if (linked.failed === 'refused') return ended(task, 'REFUSED\n');
    return ended(task, `OTHER: dial tcp ${linked.ip}:${connection.port}: connect: no route to host\n`);
  },
};

function ended(task: Task, why: string): Outcome {
  write(task, 2, why);
  return { exit: 1 };
}

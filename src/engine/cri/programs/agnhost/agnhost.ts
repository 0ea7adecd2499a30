/** agnhost: one image with the small programs that the tests of a cluster need. upstream: test/images/agnhost */
import type { Program, Task } from '../../process/task.ts';
import { out } from '../command.ts';
import { mounttest } from './mounttest.ts';
import { servingProgram } from './serving.ts';

const pause: Program = {
  start(task) {
    out(task, 'Paused\n');
    return {};
  },
  step: (task) => (task.proc.signals.length > 0 ? { exit: 2 } : { fds: [] }),
};

/** Prints its own command line, as Go prints a list. */
const entrypointTester: Program = {
  step(task) {
    out(task, `[${task.proc.argv.join(' ')}]\n`);
    return { exit: 0 };
  },
};

const help: Program = {
  step(task) {
    out(task, 'Usage:\n  app [command]\n');
    return { exit: 0 };
  },
};

const programs: Readonly<Record<string, Program>> = { pause, help, mounttest, 'entrypoint-tester': entrypointTester };

function programOf({ proc }: Task): Program {
  const verb = proc.argv[1] ?? 'help';
  return programs[verb] ?? servingProgram(verb);
}

export const agnhost: Program = {
  handles: ['TERM', 'INT'],
  start: (task) => programOf(task).start?.(task),
  step: (task) => programOf(task).step(task),
};

/** The image of the liveness walk-through: healthy for ten seconds. */
export const liveness: Program = servingProgram('liveness');

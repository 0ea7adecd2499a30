/** A setuid program that says as whom it runs. upstream: test/images/nonewprivs */
import { out, type Command } from '../command.ts';

export const nnp: Command = (task) => {
  out(task, `Effective uid: ${task.container.spec.noNewPrivileges === true ? task.proc.uid : 0}\n`);
  return 0;
};

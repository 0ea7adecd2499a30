/** sysctl: reads settings of the kernel. upstream: busybox procps/sysctl.c */
import { isErrno, readFile, stat } from '../../fs/ops.ts';
import { fsOf } from '../../process/task.ts';
import { fail, given, out, parseOptions, type Command } from '../command.ts';

export const sysctl: Command = (task, args) => {
  const options = parseOptions(args);
  let code = 0;
  for (const word of options.operands) {
    const [name = '', value] = word.split('=');
    const path = `/proc/sys/${name.replaceAll('.', '/')}`;
    if (value !== undefined) code = fail(task, `error setting key '${name}': Read-only file system`);
    else if (isErrno(stat(fsOf(task), path))) code = fail(task, `error: '${path}' is an unknown key`);
    else {
      const text = readFile(fsOf(task), path);
      const shown = typeof text === 'string' ? text.trimEnd() : '';
      out(task, given(options, 'n') ? `${shown}\n` : `${name} = ${shown}\n`);
    }
  }
  return code;
};

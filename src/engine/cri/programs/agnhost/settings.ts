/** agnhost's commands that print how a container resolves names. upstream: test/images/agnhost/dns */
import { readFile } from '../../fs/ops.ts';
import { fsOf, type Task } from '../../process/task.ts';
import { out, type Command } from '../command.ts';

function textOf(task: Task, path: string): string {
  const text = readFile(fsOf(task), path);
  return typeof text === 'string' ? text : '';
}

/** The words after the first line of resolv.conf that begins with a key. */
function wordsAfter(key: string): Command {
  return (task) => {
    const line = textOf(task, '/etc/resolv.conf')
      .split('\n')
      .find((each) => each.startsWith(key));
    if (line === undefined) {
      out(task, 'panic: Could not find DNS search list!\n');
      return 2;
    }
    out(task, `${line.split(' ').slice(1).join(',')}\n`);
    return 0;
  };
}

export const dnsSuffix: Command = wordsAfter('search');
export const dnsServerList: Command = wordsAfter('nameserver');
export const etcHosts: Command = (task) => {
  out(task, `${textOf(task, '/etc/hosts')}\n`);
  return 0;
};

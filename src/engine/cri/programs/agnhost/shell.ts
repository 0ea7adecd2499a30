/** netexec /shell: runs a command line in a shell and tells what it printed. upstream: test/images/agnhost/netexec */
import { addFile, closeFd, lowestFd, makePipe, read, setFd } from '../../process/files.ts';
import { reap } from '../../process/run.ts';
import { fork, lookUp } from '../../process/spawn.ts';
import type { Task } from '../../process/task.ts';
import type { Wait } from '../../state.ts';
import { plainReply } from '../httpServer.ts';
import type { Answer } from './job.ts';
import type { Query } from './query.ts';
import { log } from './log.ts';

export interface Shell {
  readonly kind: 'shell';
  readonly pid: number;
  /** The descriptor that its output is read from. */
  readonly from: number;
  output: string;
  ended: boolean;
}

/** Descriptors from here on are not handed down to children. */
const ownDescriptors = 20;

export function startShell(task: Task, { value }: Pick<Query, 'value'>): Shell | Answer {
  const command = value('shellCommand') || value('cmd');
  log(task, `GET /shell?cmd=${command}`);
  const found = lookUp(task, ['/bin/sh', '-c', command]);
  const child = typeof found === 'string' ? undefined : fork(task, found.program, found.argv, undefined);
  if (child === undefined) return told(task, '', 'fork/exec /bin/sh: no such file or directory');
  const inChild = { ...task, proc: child };
  for (const fd of Array.from(child.fds.keys())) closeFd(inChild, fd);
  const pipe = makePipe(task.container);
  setFd(inChild, 0, addFile(task.container, { kind: 'null', refs: 0 }));
  setFd(inChild, 1, pipe.write);
  setFd(inChild, 2, pipe.write);
  const from = lowestFd(task.proc, ownDescriptors);
  setFd(task, from, pipe.read);
  return { kind: 'shell', pid: child.pid, from, output: '', ended: false };
}

export function stepShell(task: Task, shell: Shell): Answer | Wait {
  while (!shell.ended) {
    const part = read(task, shell.from);
    if (part === undefined) return { fds: [shell.from] };
    shell.output += part;
    shell.ended = part === '';
  }
  const end = reap(task, shell.pid);
  if (end === undefined) return { child: true };
  closeFd(task, shell.from);
  const { code, signal } = end === 'none' ? { code: 0, signal: 0 } : end;
  return told(task, shell.output, signal !== 0 ? `signal: ${signal}` : code !== 0 ? `exit status ${code}` : '');
}

function told(task: Task, output: string, error: string): Answer {
  const said = { ...(error === '' ? {} : { error }), ...(output === '' ? {} : { output }) };
  log(
    task,
    `Output: map[${Object.entries(said)
      .map(([key, text]) => `${key}:${text}`)
      .join(' ')}]`,
  );
  return { reply: plainReply(200, JSON.stringify(said)) };
}

/** Commands that the kubelet runs for itself: exec probes and hooks. upstream: github.com/containerd/containerd pkg/cri/server/container_execsync.go */
import { nextBelow } from '#sim/random.ts';
import type { ExecSync } from '../../helpers/contracts/cri.ts';
import { answer } from '../answer.ts';
import { startExec } from './exec.ts';
import { addFile, setFd } from '../process/files.ts';
import { runReady } from '../process/run.ts';
import { signal } from '../process/signals.ts';
import type { Kernel } from '../process/task.ts';

/** Runtime to itself: an exec has taken too long. */
export interface ExecTimeout {
  readonly type: 'cri/exec-timeout';
  readonly id: string;
}

export function execSync(kernel: Kernel, message: ExecSync): void {
  const container = kernel.state.containers.get(message.container);
  const proc = startExec(kernel, container, message.command, false);
  if (typeof proc === 'string' || container === undefined) {
    const error = typeof proc === 'string' ? proc : '';
    answer(kernel, { type: 'cri/exec-done', id: message.id, exitCode: 126, output: error, timedOut: false, error }, 10);
    return;
  }
  proc.root = { kind: 'sync', id: message.id };
  kernel.state.captures.set(message.id, { output: '', container: container.id, pid: proc.pid });
  setFd({ kernel, container, proc }, 0, addFile(container, { kind: 'null', refs: 0 }));
  const output = addFile(container, { kind: 'capture', refs: 0, id: message.id });
  setFd({ kernel, container, proc }, 1, output);
  setFd({ kernel, container, proc }, 2, output);
  runReady(kernel);
  if (message.timeoutMs > 0 && kernel.state.captures.has(message.id))
    kernel.context.after(message.timeoutMs, { type: 'cri/exec-timeout', id: message.id } as ExecTimeout);
}

export function execDone(kernel: Kernel, id: string, exitCode: number, timedOut: boolean): void {
  const capture = kernel.state.captures.get(id);
  if (capture === undefined) return;
  kernel.state.captures.delete(id);
  answer(
    kernel,
    { type: 'cri/exec-done', id, exitCode, output: capture.output, timedOut },
    timedOut ? 0 : 20 + nextBelow(kernel.context.random, 30),
  );
}

export function execTimeout(kernel: Kernel, message: ExecTimeout): void {
  const capture = kernel.state.captures.get(message.id);
  const container = capture === undefined ? undefined : kernel.state.containers.get(capture.container);
  const proc = capture === undefined ? undefined : container?.procs.get(capture.pid);
  execDone(kernel, message.id, 137, true);
  if (container === undefined || proc === undefined) return;
  for (const child of Array.from(container.procs.values()))
    if (child.ppid === proc.pid) signal({ kernel, container, proc: child }, 'KILL', true);
  signal({ kernel, container, proc }, 'KILL', true);
  runReady(kernel);
}

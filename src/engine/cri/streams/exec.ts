/** Starting one more process in a running container. upstream: github.com/opencontainers/runc exec */
import { containerEnv, userOf } from '../process/identity.ts';
import { createFs, imageNamed } from '../process/createFs.ts';
import { addProcess, cannotStart, findExecutable, mostProcesses } from '../process/spawn.ts';
import { wake, type Kernel } from '../process/task.ts';
import type { Container, Proc } from '../state.ts';

/** The process, without files yet; a string says in the runtime's words why there is none. */
export function startExec(kernel: Kernel, container: Container | undefined, command: readonly string[], tty: boolean): Proc | string {
  const id = execId(kernel);
  if (container === undefined) return `failed to exec in container: failed to create exec "${id}": task not found: not found`;
  if (container.phase !== 'running')
    return `failed to exec in container: failed to create exec "${id}": task ${container.id} not found: not found`;
  const env = containerEnv(kernel, container, tty);
  const cwd = container.spec.workingDir === '' ? imageNamed(kernel, container.spec.image).workingDir : container.spec.workingDir;
  const who = userOf(kernel, container);
  const found = findExecutable(createFs(kernel, container), command, { cwd, path: env['PATH'] ?? '', who });
  if (typeof found === 'string' || container.procs.size >= mostProcesses) {
    const why = typeof found === 'string' ? cannotStart(command[0] ?? '', found) : 'fork/exec: resource temporarily unavailable: unknown';
    return `failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: ${why}`;
  }
  const proc = addProcess(kernel, container, { ppid: 0, argv: found.argv, env, cwd, ...who, program: found.program });
  wake(kernel, container, proc);
  return proc;
}

/** 64 hexadecimal digits. */
function execId(kernel: Kernel): string {
  kernel.state.counter += 1;
  let seed = kernel.state.counter;
  let digits = '';
  for (let i = 0; i < 8; i += 1) {
    seed = Math.imul(seed ^ (seed >>> 15), 2246822519) + 374761393;
    digits += (seed >>> 0).toString(16).padStart(8, '0');
  }
  return digits;
}

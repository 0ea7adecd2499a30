/** A container's life: created, started, stopped, exited, removed. upstream: github.com/containerd/containerd pkg/cri/server */
import { nextBelow } from '#sim/random.ts';
import {
  containerdAddress,
  type ContainerExited,
  type SignalContainer,
  type StartContainer,
  type StopContainer,
} from '../helpers/contracts/cri.ts';
import { answer } from './answer.ts';
import { makePath, readFile } from './fs/ops.ts';
import { parseReference, type Reference } from './images/reference.ts';
import { createFs, imageNamed } from './process/createFs.ts';
import { containerEnv, userOf } from './process/identity.ts';
import { addFile, setFd } from './process/files.ts';
import { runReady } from './process/run.ts';
import { fault, signal } from './process/signals.ts';
import { addProcess, cannotStart, findExecutable } from './process/spawn.ts';
import { wake, type Kernel } from './process/task.ts';
import { imageId } from './images/id.ts';
import type { Container, ExecRoot, Proc } from './state.ts';
import { linesOf } from './streams/log.ts';
import { execDone } from './streams/execSync.ts';
import { closeStreamsOf, streamEnded } from './streams/open.ts';
import { createTty } from './streams/ttyOutput.ts';
import { whenPrepared } from './work.ts';

/** Runtime to itself: a container's preparations are over. */
export interface RunContainer {
  readonly type: 'cri/run';
  readonly id: string;
  readonly container: string;
}

/** Runtime to itself: the grace period is over. */
export interface KillContainer {
  readonly type: 'cri/kill';
  readonly container: string;
  readonly stopping: number;
}

export function startContainer(kernel: Kernel, message: StartContainer): void {
  const reference = parseReference(message.image);
  const full = typeof reference === 'string' ? message.image : reference.full;
  if (typeof reference === 'string' || !kernel.state.sandboxes.has(message.sandbox)) {
    const error = typeof reference === 'string' ? reference : `failed to find sandbox id "${message.sandbox}": not found`;
    answer(kernel, { type: 'cri/started', id: message.id, container: message.container, imageId: '', imageName: full, error });
    return;
  }
  kernel.state.containers.set(message.container, createContainer(message, reference));
  const run: RunContainer = { type: 'cri/run', id: message.id, container: message.container };
  const delayMs = 150 + nextBelow(kernel.context.random, 150);
  whenPrepared(kernel, { what: 'containerMs', to: containerdAddress(kernel.node), message: run, delayMs });
}

function createContainer(message: StartContainer, reference: Reference): Container {
  return {
    id: message.container,
    sandbox: message.sandbox,
    asked: message.image,
    spec: Object.freeze({ ...message, image: reference.full }),
    phase: 'created',
    startedAtMs: 0,
    finishedAtMs: 0,
    exitCode: 0,
    outOfMemory: false,
    layer: new Map(),
    procs: new Map(),
    files: new Map(),
    pipes: new Map(),
    ttys: new Map(),
    nextPid: 1,
    nextFile: 0,
    log: [],
    logSize: 0,
    followers: [],
    stopping: 0,
  };
}

/** What pid 1 runs: the image's entrypoint and command, as far as the pod does not say otherwise. */
function commandLine(kernel: Kernel, container: Container): readonly string[] {
  const { command, args, image } = container.spec;
  const row = imageNamed(kernel, image);
  if (command.length > 0) return [...command, ...args];
  return [...row.entrypoint, ...(args.length > 0 ? args : row.cmd)];
}

export function runContainer(kernel: Kernel, message: RunContainer): void {
  const container = kernel.state.containers.get(message.container);
  if (container === undefined || container.phase !== 'created') return;
  const { spec } = container;
  const about = {
    type: 'cri/started',
    id: message.id,
    container: container.id,
    imageId: imageId(spec.image),
    imageName: spec.image,
  } as const;
  const error = startMain(kernel, container);
  if (error !== undefined) {
    container.phase = 'exited';
    container.finishedAtMs = kernel.context.now;
    container.exitCode = 128;
    answer(kernel, { ...about, error });
    return;
  }
  answer(kernel, about);
  runReady(kernel);
}

/** Starts pid 1; a string says in the runtime's words why it cannot be started. */
function startMain(kernel: Kernel, container: Container): string | undefined {
  const { spec } = container;
  const argv = commandLine(kernel, container);
  if (argv.length === 0) return `failed to generate container "${container.id}" spec: failed to generate spec: no command specified`;
  container.startedAtMs = kernel.context.now;
  const fs = createFs(kernel, container);
  const cwd = spec.workingDir === '' ? imageNamed(kernel, spec.image).workingDir : spec.workingDir;
  makePath(fs, cwd);
  const env = containerEnv(kernel, container, spec.tty);
  const who = userOf(kernel, container);
  const found = findExecutable(fs, argv, { cwd, path: env['PATH'] ?? '', who });
  if (typeof found === 'string') {
    return `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${cannotStart(argv[0]!, found)}`;
  }
  const proc = addProcess(kernel, container, { ppid: 0, argv: found.argv, env, cwd, ...who, program: found.program });
  container.phase = 'running';
  openStandardFiles(kernel, container, proc);
  wake(kernel, container, proc);
  return undefined;
}

function openStandardFiles(kernel: Kernel, container: Container, proc: Proc): void {
  const { spec } = container;
  const log = addFile(container, { kind: 'log', refs: spec.tty ? 1 : 0, from: 'stdout', partial: '' });
  if (spec.tty) {
    container.ttys.set(1, createTty(''));
    const file = addFile(container, { kind: 'tty', refs: 0, tty: 1 });
    for (const fd of [0, 1, 2]) setFd({ kernel, container, proc }, fd, file);
    return;
  }
  const input = addFile(container, spec.stdin ? { kind: 'input', refs: 1, buffer: '', eof: false } : { kind: 'null', refs: 0 });
  setFd({ kernel, container, proc }, 0, input);
  setFd({ kernel, container, proc }, 1, log);
  setFd({ kernel, container, proc }, 2, addFile(container, { kind: 'log', refs: 0, from: 'stderr', partial: '' }));
}

/** Pid 1 has ended: the container has. */
export function containerEnded(kernel: Kernel, container: Container, exit: { readonly code: number; readonly signal: number }): void {
  container.phase = 'exited';
  container.finishedAtMs = kernel.context.now;
  container.exitCode = exit.code;
  container.procs.clear();
  tellExited(kernel, container);
  closeStreamsOf(kernel, container);
  container.files.clear();
  container.pipes.clear();
  container.ttys.clear();
}

function tellExited(kernel: Kernel, container: Container): void {
  const { exitCode, startedAtMs, finishedAtMs } = container;
  const reason = container.outOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
  const message = lastWords(kernel, container);
  const exited: ContainerExited = {
    type: 'cri/exited',
    container: container.id,
    exitCode,
    reason,
    startedAtMs,
    finishedAtMs,
    ...(message === '' ? {} : { message }),
  };
  whenPrepared(kernel, { what: 'exitMs', to: kernel.kubelet, message: exited, delayMs: 0 });
}

/** The termination message: the file's text, or the end of the log when that is asked for. */
function lastWords(kernel: Kernel, container: Container): string {
  const { terminationMessagePath, terminationMessagePolicy } = container.spec;
  const text = terminationMessagePath === '' ? '' : readFile(createFs(kernel, container), terminationMessagePath);
  if (typeof text === 'string' && text !== '') return text.slice(0, 4096);
  if (terminationMessagePolicy !== 'FallbackToLogsOnError' || container.exitCode === 0) return '';
  return container.log
    .slice(-80)
    .flatMap(linesOf)
    .slice(-80)
    .map((line) => (line.isOpen === true ? line.text : `${line.text}\n`))
    .join('')
    .slice(-2048);
}

/** An exec's first process has ended. */
export function execEnded(kernel: Kernel, root: ExecRoot, code: number): void {
  if (root.kind === 'stream') streamEnded(kernel, root.id, code);
  else execDone(kernel, root.id, code, false);
}

export function stopContainer(kernel: Kernel, message: StopContainer): void {
  const container = kernel.state.containers.get(message.container);
  if (container === undefined) {
    const { now } = kernel.context;
    answer(kernel, {
      type: 'cri/exited',
      container: message.container,
      exitCode: 137,
      reason: 'Error',
      startedAtMs: now,
      finishedAtMs: now,
    });
    return;
  }
  if (container.phase === 'created') {
    container.startedAtMs = kernel.context.now;
    containerEnded(kernel, container, { code: 137, signal: 9 });
    return;
  }
  const main = container.procs.get(1);
  if (container.phase === 'exited' || main === undefined) return;
  kernel.state.counter += 1;
  container.stopping = kernel.state.counter;
  const kill: KillContainer = { type: 'cri/kill', container: container.id, stopping: container.stopping };
  kernel.context.after(message.graceMs, kill);
  if (message.graceMs <= 0) return;
  signal({ kernel, container, proc: main }, imageNamed(kernel, container.spec.image).stopSignal);
  runReady(kernel);
}

export function killContainer(kernel: Kernel, message: KillContainer): void {
  const container = kernel.state.containers.get(message.container);
  const main = container?.procs.get(1);
  if (container === undefined || main === undefined || container.stopping !== message.stopping) return;
  signal({ kernel, container, proc: main }, 'KILL', true);
  runReady(kernel);
}

export function signalContainer(kernel: Kernel, message: SignalContainer): void {
  const container = kernel.state.containers.get(message.container);
  const main = container?.procs.get(1);
  if (container === undefined || main === undefined) return;
  if (message.isOwnMistake) fault({ kernel, container, proc: main }, message.signal);
  else signal({ kernel, container, proc: main }, message.signal, true);
  runReady(kernel);
}

/** Kills what still runs; the container's record and log go too, unless they are to be kept. */
export function removeContainer(kernel: Kernel, id: string, keep = false): void {
  const container = kernel.state.containers.get(id);
  if (container === undefined) return;
  const main = container.procs.get(1);
  if (container.phase === 'running' && main !== undefined) signal({ kernel, container, proc: main }, 'KILL', true);
  if (!keep) kernel.state.containers.delete(id);
}

/** A process has asked for more memory than the container's limit. The kernel kills it, and with pid 1 the container. */
export function outOfMemory(kernel: Kernel, container: Container, proc: Proc): void {
  container.outOfMemory = true;
  signal({ kernel, container, proc }, 'KILL', true);
}

/** Streams for people: exec, attach and logs. Each ends with one exit chunk. upstream: k8s.io/kubelet/pkg/cri/streaming */
import type { OpenStream, StreamInput } from '../../helpers/contracts/cri.ts';
import { addFile, setFd } from '../process/files.ts';
import { runReady } from '../process/run.ts';
import { signal } from '../process/signals.ts';
import { wakeFile, type Kernel } from '../process/task.ts';
import type { Container, Stream } from '../state.ts';
import { startExec } from './exec.ts';
import { linesOf, printed } from './log.ts';
import { typeTty } from './tty.ts';
import { createTty } from './ttyOutput.ts';

export function openStream(kernel: Kernel, message: OpenStream): void {
  const { stream: id, what, tty } = message;
  const stream: Stream = {
    id,
    container: message.container,
    what,
    tty,
    pid: 0,
    ttyId: 0,
    inputFile: 0,
    timestamps: message.log?.timestamps === true,
  };
  const container = kernel.state.containers.get(message.container);
  if (what === 'exec') openExec(kernel, stream, container, message);
  else if (container === undefined && what === 'log') tellGone(kernel, message);
  else if (container === undefined) refuse(kernel, id, `container "${message.container}" not found`);
  else if (what === 'log') openLog(kernel, stream, container, message);
  else openAttach(kernel, stream, container, message.stdin);
}

/** A log that is there no more is no failure of the request: the text says so. */
function tellGone({ context }: Kernel, { stream, container }: OpenStream): void {
  context.stream({ stream, type: 'stdout', data: `unable to retrieve container logs for containerd://${container}` });
  context.stream({ stream, type: 'exit', code: 0 });
}

function refuse(kernel: Kernel, stream: string, message: string): void {
  kernel.context.stream({ stream, type: 'exit', code: 1, message });
}

function openExec(kernel: Kernel, stream: Stream, container: Container | undefined, message: OpenStream): void {
  const proc = startExec(kernel, container, message.command, message.tty);
  if (typeof proc === 'string' || container === undefined) {
    refuse(kernel, stream.id, `Internal error occurred: error executing command in container: ${String(proc)}`);
    return;
  }
  proc.root = { kind: 'stream', id: stream.id };
  stream.pid = proc.pid;
  kernel.state.streams.set(stream.id, stream);
  if (message.tty) {
    container.nextFile += 1;
    stream.ttyId = container.nextFile;
    container.ttys.set(stream.ttyId, createTty(stream.id));
    const file = addFile(container, { kind: 'tty', refs: 0, tty: stream.ttyId });
    for (const fd of [0, 1, 2]) setFd({ kernel, container, proc }, fd, file);
  } else {
    const input = addFile(container, message.stdin ? { kind: 'input', refs: 0, buffer: '', eof: false } : { kind: 'null', refs: 0 });
    if (message.stdin) stream.inputFile = input;
    setFd({ kernel, container, proc }, 0, input);
    setFd({ kernel, container, proc }, 1, addFile(container, { kind: 'stream', refs: 0, stream: stream.id, from: 'stdout' }));
    setFd({ kernel, container, proc }, 2, addFile(container, { kind: 'stream', refs: 0, stream: stream.id, from: 'stderr' }));
  }
  runReady(kernel);
}

function openAttach(kernel: Kernel, stream: Stream, container: Container, stdin: boolean): void {
  if (container.phase !== 'running') {
    refuse(kernel, stream.id, `container ${container.id} is not running`);
    return;
  }
  kernel.state.streams.set(stream.id, stream);
  container.followers.push(stream.id);
  if (container.spec.tty) stream.ttyId = 1;
  else if (stdin && container.spec.stdin)
    stream.inputFile = Array.from(container.files).find(([, open]) => open.kind === 'input')?.[0] ?? 0;
}

function openLog(kernel: Kernel, stream: Stream, container: Container, message: OpenStream): void {
  const { log } = message;
  const since = log?.sinceMs ?? -Infinity;
  const lines = container.log.filter((entry) => entry.atMs >= since).flatMap(linesOf);
  const shown = log?.tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - log.tailLines));
  const data = shown.map((line) => `${printed(kernel, stream, line)}\n`).join('');
  if (data !== '') kernel.context.stream({ stream: stream.id, type: 'stdout', data });
  if (log?.follow === true && container.phase !== 'exited') {
    kernel.state.streams.set(stream.id, stream);
    container.followers.push(stream.id);
  } else kernel.context.stream({ stream: stream.id, type: 'exit', code: 0 });
}

export function streamInput(kernel: Kernel, message: StreamInput): void {
  const stream = kernel.state.streams.get(message.stream);
  const container = stream === undefined ? undefined : kernel.state.containers.get(stream.container);
  if (stream === undefined || container === undefined) return;
  if (message.type === 'stream/resize') {
    const tty = container.ttys.get(stream.ttyId);
    if (tty !== undefined) [tty.columns, tty.rows] = [message.columns ?? tty.columns, message.rows ?? tty.rows];
  } else if (message.type === 'stream/hangup') hangUp(kernel, stream, container);
  else if (stream.ttyId !== 0) typeTty(kernel, container, stream.ttyId, message.data ?? '\u0004');
  else typeInput(kernel, stream, container, message.data);
  runReady(kernel);
}

/** Without a terminal of its own a process still gets what a person types at one: ^D there is the end of the input. */
function typeInput(kernel: Kernel, stream: Stream, container: Container, data: string | undefined): void {
  const isEnd = data === undefined || data.endsWith('\u0004');
  const text = data !== undefined && isEnd ? data.slice(0, -1) : data;
  if (text !== undefined && text !== '') feed(kernel, stream, container, text);
  if (isEnd) feed(kernel, stream, container, undefined);
  if (!isEnd || stream.what !== 'attach' || container.spec.stdinOnce === true) return;
  if (container.files.get(stream.inputFile)?.kind === 'input') detach(kernel, stream, container);
}

/** Whoever attached has said everything: the container's input stays open for the next one, this stream is over. */
function detach(kernel: Kernel, stream: Stream, container: Container): void {
  kernel.state.streams.delete(stream.id);
  container.followers = container.followers.filter((id) => id !== stream.id);
  kernel.context.stream({ stream: stream.id, type: 'exit', code: 0 });
}

function feed(kernel: Kernel, stream: Stream, container: Container, data: string | undefined): void {
  const open = container.files.get(stream.inputFile);
  if (open?.kind !== 'input') return;
  if (data !== undefined) open.buffer += data;
  else if (stream.what === 'exec' || container.spec.stdinOnce === true) open.eof = true;
  wakeFile(kernel, container, stream.inputFile);
}

/** Whoever opened the stream is gone. A terminal's processes are told; others notice when they write. */
function hangUp(kernel: Kernel, stream: Stream, container: Container): void {
  kernel.state.streams.delete(stream.id);
  container.followers = container.followers.filter((id) => id !== stream.id);
  if (stream.what !== 'exec') return;
  feed(kernel, stream, container, undefined);
  const proc = container.procs.get(stream.pid);
  if (stream.ttyId === 0 || proc === undefined) return;
  for (const other of Array.from(container.procs.values()))
    if (other.ppid === stream.pid) signal({ kernel, container, proc: other }, 'KILL');
  signal({ kernel, container, proc }, 'KILL');
}

/** The process of an exec stream has ended. */
export function streamEnded(kernel: Kernel, id: string, code: number): void {
  const stream = kernel.state.streams.get(id);
  if (stream === undefined) return;
  kernel.state.streams.delete(id);
  kernel.state.containers.get(stream.container)?.ttys.delete(stream.ttyId);
  kernel.context.stream({ stream: id, type: 'exit', code });
}

/** The container has ended: execs die with it, attached clients learn that it is over but not how, logs are complete. */
export function closeStreamsOf(kernel: Kernel, container: Container): void {
  for (const id of container.followers) {
    const isOpen = kernel.state.streams.delete(id);
    if (isOpen) kernel.context.stream({ stream: id, type: 'exit', code: 0 });
  }
  container.followers = [];
  for (const stream of Array.from(kernel.state.streams.values()))
    if (stream.container === container.id) streamEnded(kernel, stream.id, 137);
}

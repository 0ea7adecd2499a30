/**
 * The runtime's whole state, as plain data. It is a tree: what is shared is named by id, never by reference, except
 * frozen values (specifications, syntax trees, log lines, file nodes), which are replaced and never edited.
 */
import type { Message } from '../client/component.ts';
import type { StartContainer } from '../helpers/contracts/cri.ts';

export interface FsNode {
  readonly kind: 'file' | 'dir' | 'link';
  /** A file's text, a link's target. */
  readonly content: string;
  readonly mode: number;
  readonly mtimeMs: number;
  readonly uid: number;
  readonly gid: number;
}

export interface LogLine {
  readonly atMs: number;
  readonly from: 'stdout' | 'stderr';
  /** One line or more, without the last newline. */
  readonly text: string;
  /** The writer ended without that newline. */
  readonly isOpen?: true;
}

interface Pipe {
  buffer: string;
  readers: number;
  writers: number;
}

/** A terminal's line discipline: what was typed and not yet read, and where its output goes. */
export interface Tty {
  line: string;
  input: string;
  eof: boolean;
  columns: number;
  rows: number;
  /** What the reader showed last without ending the line, to draw it again when a line is recalled. */
  history: string[];
  historyAt: number;
  escape: string;
  /** The exec stream that shows it; '' for a container's own terminal. */
  stream: string;
}

export interface Socket {
  kind: 'socket';
  refs: number;
  /** '' for a connection inside the pod. */
  flow: string;
  protocol: 'TCP' | 'UDP';
  side: 'client' | 'server';
  phase: 'dialling' | 'open' | 'refused' | 'timeout' | 'unreachable' | 'closed';
  input: string;
  /** The other side will send no more. */
  eof: boolean;
  peerIp: string;
  port: number;
  /** What a server that speaks TLS has shown. */
  certificate?: string;
  /** The other end of a connection inside the pod. */
  peer?: { readonly container: string; readonly file: number };
}

export type OpenFile =
  | { kind: 'null' | 'zero' | 'random' | 'full'; refs: number }
  | { kind: 'file'; refs: number; path: string; offset: number; append: boolean; reads: boolean; writes: boolean }
  | { kind: 'pipe'; refs: number; pipe: number; end: 'read' | 'write' }
  | { kind: 'log'; refs: number; from: 'stdout' | 'stderr'; partial: string }
  | { kind: 'stream'; refs: number; stream: string; from: 'stdout' | 'stderr' }
  | { kind: 'capture'; refs: number; id: string }
  | { kind: 'input'; refs: number; buffer: string; eof: boolean }
  | { kind: 'tty'; refs: number; tty: number }
  | { kind: 'listen'; refs: number; key: string; port: number; protocol: 'TCP' | 'UDP'; queue: number[] }
  | Socket;

/** What a process waits for; it is stepped again when any of it may have come true. */
export interface Wait {
  readonly fds?: readonly number[];
  readonly untilMs?: number;
  readonly child?: boolean;
}

/** How an exec began, so that its end is told to the right place. */
export interface ExecRoot {
  readonly kind: 'stream' | 'sync';
  readonly id: string;
}

export interface Proc {
  pid: number;
  ppid: number;
  argv: readonly string[];
  /** Frozen: replaced, never edited. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  uid: number;
  gid: number;
  groups: readonly number[];
  /** Descriptor -> open file. */
  fds: Map<number, number>;
  program: string;
  state: unknown;
  wait: Wait | undefined;
  timer: number;
  timerAtMs: number;
  signals: string[];
  handled: string[];
  ignored: string[];
  exit: { readonly code: number; readonly signal: number } | undefined;
  /** The pipe that is too full to go on writing. */
  full: number | undefined;
  root: ExecRoot | undefined;
  startedAtMs: number;
  /** Slices of work since it last waited for anything. */
  busy: number;
}

export interface Container {
  readonly id: string;
  readonly sandbox: string;
  /** The image as it was asked for; the specification has its full name. */
  readonly asked: string;
  readonly spec: StartContainer;
  phase: 'created' | 'running' | 'exited';
  startedAtMs: number;
  finishedAtMs: number;
  exitCode: number;
  outOfMemory: boolean;
  /** The writable layer; undefined is a whiteout over the image's file. */
  layer: Map<string, FsNode | undefined>;
  procs: Map<number, Proc>;
  files: Map<number, OpenFile>;
  pipes: Map<number, Pipe>;
  ttys: Map<number, Tty>;
  nextPid: number;
  nextFile: number;
  log: LogLine[];
  logSize: number;
  /** Streams that follow the log or are attached. */
  followers: string[];
  /** Told to stop: the kill that follows after the grace period carries this number. */
  stopping: number;
}

export interface Sandbox {
  readonly id: string;
  readonly ip: string;
  readonly hostNetwork: boolean;
  readonly hostname: string;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly resolvConf: string;
  readonly hosts: string;
  readonly sysctls?: Readonly<Record<string, string>>;
}

interface Pull {
  readonly sinceMs: number;
  waiting: { readonly id: string; readonly image: string; readonly sinceMs: number }[];
}

export interface Stream {
  readonly id: string;
  readonly container: string;
  readonly what: 'exec' | 'attach' | 'log';
  readonly tty: boolean;
  pid: number;
  ttyId: number;
  /** The open file that standard input goes to; 0 when there is none. */
  inputFile: number;
  readonly timestamps: boolean;
}

export interface CriState {
  sandboxes: Map<string, Sandbox>;
  containers: Map<string, Container>;
  images: Set<string>;
  /** Layers that are on the node's disk, by repository, so that another tag of it is quick. */
  layers: Set<string>;
  pulls: Map<string, Pull>;
  addresses: Map<string, string>;
  lastAddress: number;
  /** The range of the pods' addresses, where the kubelet has said another than the node began with. */
  podCidr?: string;
  /** `ip:port/protocol` -> who listens. */
  bound: Map<string, { readonly container: string; readonly file: number }>;
  /** One end of a flow -> who holds it. */
  flows: Map<string, { readonly container: string; readonly file: number }>;
  streams: Map<string, Stream>;
  captures: Map<string, { output: string; readonly container: string; readonly pid: number }>;
  counter: number;
  /** What a slow machine is preparing, as of `workAtMs`. */
  works: readonly { readonly leftMs: number; readonly to: string; readonly message: Message; readonly afterMs: number }[];
  workAtMs: number;
  /** The newest plan of when the next of them is done. */
  workPlan: number;
}

export function createState(): CriState {
  return {
    sandboxes: new Map(),
    containers: new Map(),
    images: new Set(),
    layers: new Set(),
    pulls: new Map(),
    addresses: new Map(),
    lastAddress: 1,
    bound: new Map(),
    flows: new Map(),
    streams: new Map(),
    captures: new Map(),
    counter: 0,
    works: [],
    workAtMs: 0,
    workPlan: 0,
  };
}

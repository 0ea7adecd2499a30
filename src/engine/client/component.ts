/**
 * What a component is: a thing at an address that is told messages, one at a time, and answers with requests to the
 * API server, messages, timers and traces. Its private state is plain data (records, arrays, Map, Set of data; API
 * objects frozen), so that a checkpoint can copy it and a restart can throw it away.
 *
 * A request is answered within the step: the step is the engine's unit of time. What takes time in a cluster (news of a
 * change, a pull, a packet) is a message with a delay.
 */
import type { StreamChunk } from '#api/frame.ts';
import type { Kind } from '#api/kinds.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Credentials, Request, Response, Status, User } from '#api/request.ts';
import type { Trace } from '#api/trace.ts';
import type { Cause, WatchEvent } from '#api/watch.ts';
import type { RandomState } from '#sim/random.ts';
import type { StreamInput } from '../helpers/contracts/cri.ts';
import type { Disks } from '../helpers/disks.ts';

/** Something a component is told. Each room narrows by `type`; a message is never edited after it was sent. */
export interface Message {
  readonly type: string;
}

/** What a watch asks for; the selectors are in the API server's syntax. */
export interface WatchSpec {
  readonly group: string;
  readonly resource: string;
  /** Where it is not the version that is stored. */
  readonly version?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Only later changes are told. */
  readonly revision: number;
}

export type WatchNews =
  /** `ended`: these are the last events, as the resource itself is gone. */
  | { readonly type: 'events'; readonly events: readonly WatchEvent[]; readonly revision: number; readonly ended?: true }
  /** The watch is gone: its place in history was compacted away, or the connection was lost. List again. */
  | { readonly type: 'gone' };

type Who = Pick<Request, 'credentials' | 'impersonate'>;

/** What the API server's own door asks it about those who come in. */
export interface Gate {
  /** Who shows these credentials; a Status when nobody does. */
  authenticate(credentials: Credentials): User | Status;
  /** Why a caller may not see a path that is no resource; undefined when it may. */
  mayVisit(asked: { readonly verb: string; readonly path: string }, who: Who): Status | undefined;
  /** The uids of the flow schema and of the priority level that a caller's request falls under. */
  flowOf(asked: FlowAsked, who: Who): { readonly schema: string; readonly level: string } | undefined;
  /** Watches that begin before this one have missed something. */
  oldestRevision(): number;
  /** An event with what is worked out only for those outside: who manages which fields. */
  present(event: WatchEvent): WatchEvent;
  /** Opens a stream to a container or a server in the cluster; what is said on it comes as messages. */
  connect(stream: string, request: Request): void;
  tellStream(input: StreamInput): void;
}

/** What a request is about: a resource, or a path that is none. */
export type FlowAsked =
  | Pick<Request, 'verb' | 'group' | 'resource' | 'subresource' | 'namespace'>
  | { readonly verb: string; readonly path: string };

/** The API server as its clients inside the engine see it. */
export interface ApiPort {
  request(request: Request): Response;
  /** Opens a watch; its owner is told `{ type: 'news', watch }` a little after something happened. Undefined: it may not. */
  openWatch(spec: WatchSpec): string | undefined;
  /** Everything that happened since the last reading. */
  readWatch(id: string): WatchNews;
  closeWatch(id: string): void;
  /** The store's revision after the last request: what a delete's answer, a bare Status, does not say. */
  revision(): number;
}

export interface NewsMessage extends Message {
  readonly type: 'news';
  readonly watch: string;
}

export interface StartMessage extends Message {
  readonly type: 'start';
}

export interface Context {
  readonly now: VirtualMs;
  /** Milliseconds of the Unix epoch at virtual time 0; add `now` to get the cluster's wall clock. */
  readonly epochMs: number;
  /** The component's own random numbers. */
  readonly random: RandomState;
  readonly api: ApiPort;
  /** For the API server's door only. */
  readonly gate?: Gate;
  /** In a federation: its members by name, each asked as a client from outside asks. For the DNS of a member: its federations. */
  readonly peers?: ReadonlyMap<string, (request: Request) => Response>;
  /** Contents of volumes, which outlive containers and nodes. */
  readonly disks: Disks;
  /** Plans a message to this component itself. */
  after(delayMs: number, message: Message): void;
  /** Plans a message to another component of the same cluster, by its address. */
  send(to: string, message: Message, delayMs: number): void;
  trace(trace: Trace): void;
  /** Output of an exec, attach or log stream, on its way to whoever asked. */
  stream(chunk: StreamChunk): void;
  /** Says why the requests that follow in this step are made; the actor is filled in. */
  because(cause: Omit<Cause, 'actor'>): void;
}

export interface Component<S = unknown> {
  /** Unique in the cluster: `kube-scheduler`, `kubelet/node-1`. */
  readonly address: string;
  /** Under which identity it asks the API server. */
  readonly user: User;
  readonly userAgent: string;
  /** What it runs inside of it that can fail alone: a controller's name -> the kinds that it watches. */
  readonly parts?: ReadonlyMap<string, readonly Kind[]>;
  /** Those of them that follow every custom kind too. */
  readonly customParts?: ReadonlySet<string>;
  /** The state of a process that has just started. The first message told is `{ type: 'start' }`. */
  start(): S;
  step(state: S, message: Message, context: Context): void;
}

/** Type-checks a component's own state and forgets it, so that components of all kinds can stand in one table. */
export function component<S>(definition: Component<S>): Component {
  return definition as Component;
}

/**
 * The page's side of the boundary: a Client whose requests cross as messages, and the frames that come back.
 * The port may be a Worker or, in tests, two functions.
 */
import type { Client, Connection, WatchHandle } from '#api/client.ts';
import type { Frame, StreamChunk } from '#api/frame.ts';
import type { KubeObject, VirtualMs } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { Input, Tape } from '#api/tape.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { StepBy } from './engine.ts';
import type { ClockCommand, Glimpsed, PackedFrame, ToHost, ToPage } from './protocol.ts';
import { unpack, type Known } from './unpack.ts';

export interface Port {
  post(message: ToHost): void;
  /** Sets the one listener. */
  listen(tell: (message: ToPage) => void): void;
}

export interface Clock {
  play(): void;
  pause(): void;
  /** To the next change of the cluster (or what else is asked for), and stops there. */
  step(by?: StepBy): void;
  /** Goes on with another branch of time. */
  branch(id: number): void;
  seek(at: number): void;
  speed(factor: number): void;
}

export interface Playground {
  /** The client of the first cluster. */
  readonly client: Client;
  /** The client of a cluster of the tape; each call gives the same one. */
  clientOf(cluster: string): Client;
  onFrame(tell: (frame: Frame) => void): () => void;
  /** Hears of a long way through time; the next frame says that it is over. */
  onGoing(tell: (way: Going) => void): void;
  readonly clock: Clock;
  /** The clock is the wall's, shared with others: it cannot be moved, and the cluster cannot be replaced. */
  readonly isLive: boolean;
  tape(): Promise<Tape>;
  /**
   * The objects of another branch, or of another tape's first cluster, at a moment; undefined when there is no such branch, or when
   * something else was asked for meanwhile. A long way there is told moment by moment.
   */
  glimpse(of: Glimpsed, at: number, tellMoment?: (now: number) => void): Promise<readonly KubeObject[] | undefined>;
  /**
   * Replaces the world by another tape's, and plays; given a moment, it stops there instead. Rejects, and changes nothing,
   * when the tape cannot be played. A long way there is told moment by moment.
   */
  load(tape: Tape, at?: number, tellMoment?: (now: number) => void): Promise<void>;
  /** Gives up what is being loaded: its promise rejects, and the world is the one that it was. Ends a long way through time where it is. */
  stop(): void;
}

export type Going = Omit<Extract<ToPage, { readonly type: 'going' }>, 'type'>;

interface Waiting {
  readonly responses: Map<number, (response: Response) => void>;
  readonly watches: Map<number, (event: WatchEvent<KubeObject>) => void>;
  readonly streams: Map<string, (chunk: StreamChunk) => void>;
  readonly tapes: Map<number, (tape: Tape) => void>;
  readonly loads: Map<number, (problem: string | undefined) => void>;
  readonly moments: Map<number, (now: number) => void>;
  readonly glimpses: Map<number, (objects: readonly KubeObject[] | undefined) => void>;
  readonly frames: Set<(frame: Frame) => void>;
  readonly ways: Set<(way: Going) => void>;
}

export interface PlaygroundOptions {
  readonly isLive?: boolean;
  /** Calls back when what a frame told has been drawn; the next frame comes after that. Else frames are only taken in. */
  readonly whenDrawn?: (then: () => void) => void;
}

export function createPlayground(port: Port, cluster: string, { isLive = false, whenDrawn }: PlaygroundOptions = {}): Playground {
  const waiting: Waiting = {
    responses: new Map(),
    watches: new Map(),
    streams: new Map(),
    tapes: new Map(),
    loads: new Map(),
    moments: new Map(),
    glimpses: new Map(),
    frames: new Set(),
    ways: new Set(),
  };
  const time = { now: 0, epoch: '' };
  const known: Known = new Map();
  const clients = new Map<string, Client>();
  let lastId = 0;
  const nextId = () => (lastId += 1);
  port.listen((message) => receive(message, { waiting, time, port, whenDrawn, known }));
  function clientOf(name: string): Client {
    let client = clients.get(name);
    if (client === undefined) clients.set(name, (client = createClient(name, { port, waiting, time, nextId })));
    return client;
  }
  return {
    client: clientOf(cluster),
    clientOf,
    onFrame(tell) {
      waiting.frames.add(tell);
      return () => waiting.frames.delete(tell);
    },
    clock: createClock((command) => isLive || port.post({ type: 'clock', command })),
    isLive,
    tape: () =>
      promised((id, done) => {
        waiting.tapes.set(id, done);
        port.post({ type: 'tape', id });
      }, nextId),
    glimpse: (of, at, tellMoment) =>
      promised((id, done) => {
        waiting.glimpses.set(id, done);
        if (tellMoment !== undefined) waiting.moments.set(id, tellMoment);
        port.post({ type: 'glimpse', id, of, at });
      }, nextId),
    onGoing: (tell) => void waiting.ways.add(tell),
    stop: () => port.post({ type: 'stop' }),
    load: (tape, at, tellMoment) =>
      isLive
        ? Promise.reject(new Error('the served cluster cannot be replaced'))
        : promised<string | undefined>((id, done) => {
            waiting.loads.set(id, done);
            if (tellMoment !== undefined) waiting.moments.set(id, tellMoment);
            port.post({ type: 'load', id, tape, playing: at === undefined, ...(at === undefined ? {} : { at }) });
          }, nextId).then((problem) => {
            if (problem !== undefined) throw new Error(problem);
          }),
  };
}

function createClock(send: (command: ClockCommand) => unknown): Clock {
  return {
    play: () => send({ do: 'play' }),
    pause: () => send({ do: 'pause' }),
    step: (by = 'change') => send({ do: 'step', by }),
    branch: (id) => send({ do: 'branch', id }),
    seek: (at) => send({ do: 'seek', at }),
    speed: (factor) => send({ do: 'speed', factor }),
  };
}

function promised<T>(start: (id: number, done: (value: T) => void) => void, nextId: () => number): Promise<T> {
  return new Promise((resolve) => start(nextId(), resolve));
}

interface Side {
  readonly port: Port;
  readonly waiting: Waiting;
  readonly time: { now: number; epoch: string };
  readonly nextId: () => number;
}

function createClient(cluster: string, { port, waiting, time, nextId }: Side): Client {
  return {
    request: (request) =>
      promised((id, done) => {
        waiting.responses.set(id, done);
        port.post({ type: 'request', id, cluster, request });
      }, nextId),
    watch(request: Request, tell): WatchHandle {
      const id = nextId();
      waiting.watches.set(id, tell);
      port.post({ type: 'watch', id, cluster, request });
      return {
        stop() {
          waiting.watches.delete(id);
          port.post({ type: 'unwatch', id });
        },
      };
    },
    connect(request, tell): Connection {
      const stream = `stream-${nextId()}`;
      waiting.streams.set(stream, tell);
      const say = (input: Exclude<Input, { readonly type: 'request' }>) => port.post({ type: 'input', cluster, input });
      say({ type: 'connect', stream, request });
      return {
        stream,
        send: (data) => say({ type: 'stdin', stream, data }),
        resize: (columns, rows) => say({ type: 'resize', stream, columns, rows }),
        close() {
          if (waiting.streams.delete(stream)) say({ type: 'hangup', stream });
        },
      };
    },
    now: () => time.now as VirtualMs,
    get epoch() {
      return time.epoch;
    },
  };
}

type Listener = Omit<Side, 'nextId'> & { readonly whenDrawn: PlaygroundOptions['whenDrawn']; readonly known: Known };

function receive(message: ToPage, { waiting, time, port, whenDrawn, known }: Listener): void {
  switch (message.type) {
    case 'response':
      time.now = message.now;
      return settle(waiting.responses, message.id, message.response);
    case 'watched':
      return waiting.watches.get(message.id)?.(message.event);
    case 'tape':
      return settle(waiting.tapes, message.id, message.tape);
    case 'loading':
      return waiting.moments.get(message.id)?.(message.now);
    case 'loaded':
      waiting.moments.delete(message.id);
      return settle(waiting.loads, message.id, message.problem);
    case 'going':
      for (const tell of waiting.ways) tell(message);
      return;
    case 'glimpsed':
      waiting.moments.delete(message.id);
      return settle(waiting.glimpses, message.id, message.objects);
    case 'frame': {
      const { sequence, more } = message.frame;
      const ack = (): void => port.post({ type: 'ack', sequence });
      takeIn(unpacked(message.frame, known), waiting, time);
      return more || whenDrawn === undefined ? ack() : whenDrawn(ack);
    }
  }
}

function unpacked(frame: PackedFrame, known: Known): Frame {
  if (frame.reset) known.clear();
  return { ...frame, changes: frame.changes.map((change) => unpack(known, change)) };
}

function takeIn(frame: Frame, waiting: Waiting, time: { now: number; epoch: string }): void {
  time.now = frame.now;
  time.epoch = frame.epoch;
  for (const tell of waiting.frames) tell(frame);
  for (const chunk of frame.streams) {
    waiting.streams.get(chunk.stream)?.(chunk);
    if (chunk.type === 'exit') waiting.streams.delete(chunk.stream);
  }
}

function settle<T>(waiting: Map<number, (value: T) => void>, id: number, value: T): void {
  waiting.get(id)?.(value);
  waiting.delete(id);
}

/** agnhost's commands that serve: on which ports they listen, how each answers, and what they still have to do. upstream: test/images/agnhost */
import { accept, listen, socketOf } from '../../net/sockets.ts';
import { closeFd, read, write } from '../../process/files.ts';
import type { Outcome, Program, Task } from '../../process/task.ts';
import type { Wait } from '../../state.ts';
import { parseOptions } from '../command.ts';
import { replyText, type HttpReply, type HttpRequest } from '../../../helpers/http.ts';
import { plainReply, serve, stepServer, type Peer, type Served } from '../httpServer.ts';
import { learn, type Book } from './guestbook.ts';
import { stepWork, type Answer, type Job, type Work } from './job.ts';
import { log } from './log.ts';
import { readTarget } from './query.ts';

/** Where requests seem to come from; the model has no client ports. */
export const clientPort = 40_000;

export interface Asked {
  readonly request: HttpRequest;
  /** Without the query. */
  readonly path: string;
  readonly peer: Peer;
  /** A value of the query, '' when it is not there. */
  readonly value: (name: string) => string;
  /** What the server keeps from one request to the next. */
  readonly state: ServerState;
}

export interface ServerState {
  served: Served | undefined;
  code: number;
  /** nettest: how often each peer has written. */
  readonly received: Record<string, number>;
  readonly book: Book;
  /** The descriptor that listens for datagrams, and those of who has sent some. */
  udp: number;
  readonly senders: Set<number>;
  jobs: Job[];
  /** After the signal to end, the time to end at. */
  endAtMs: number;
}

export interface Server {
  /** Flag -> the port that is usual. */
  readonly ports: (task: Task) => Readonly<Record<string, number>>;
  /** Further flags that take a value. */
  readonly flags?: readonly string[];
  readonly page: (task: Task, asked: Asked) => Answer | Work;
  /** What it says when it listens. */
  readonly ready: (port: number) => string;
  readonly udp?: { readonly flag: string; readonly usual: number; readonly answer: Datagram; readonly when?: (task: Task) => boolean };
  /** What every connection is told at once before it is closed, instead of HTTP; undefined serves HTTP. */
  readonly greeting?: (task: Task) => string | undefined;
  /** After the signal to end it goes on for so long. */
  readonly lingerMs?: number;
  /** Work to begin with. */
  readonly begin?: (task: Task) => Work | undefined;
}

type Datagram = (task: Task, text: string, peer: { readonly ip: string }) => string | undefined;

export function servingProgram(server: Server): Program {
  return {
    handles: ['TERM', 'INT'],
    start: (task) => startServing(task, server),
    step(task) {
      const state = task.proc.state as ServerState;
      if (state.served === undefined || state.code >= 0) return { exit: Math.max(0, state.code) };
      const ending = stepSignals(task, server, state);
      if (ending !== undefined) return ending;
      const served = stepConnections(task, server, state.served);
      const datagrams = server.udp === undefined || state.udp < 0 ? [] : stepDatagrams(task, state, server.udp.answer);
      const waits = stepJobs(task, state);
      if (state.code >= 0) return { exit: state.code };
      return together([served, { fds: datagrams }, ...waits, ...(state.endAtMs > 0 ? [{ untilMs: state.endAtMs }] : [])]);
    },
  };
}

function stepConnections(task: Task, server: Server, served: Served): Wait {
  const greeting = server.greeting?.(task);
  if (greeting === undefined)
    return stepServer(task, served, (_, request, peer) => answer(task, server, { request, peer }), badRequest) as Wait;
  for (const listener of served.listeners) {
    for (let fd = accept(task, listener); fd !== undefined; fd = accept(task, listener)) {
      write(task, fd, greeting);
      closeFd(task, fd);
    }
  }
  return { fds: served.listeners };
}

const badRequest = plainReply(400, 'Bad Request');

function flagsOf(task: Task, server: Server): ReadonlyMap<string, string> {
  const udp = server.udp === undefined ? [] : [server.udp.flag];
  return parseOptions(task.proc.argv.slice(2), [...Object.keys(server.ports(task)), ...udp, ...(server.flags ?? [])]).flags;
}

function startServing(task: Task, server: Server): ServerState {
  const flags = flagsOf(task, server);
  const ports = Object.entries(server.ports(task)).map(([flag, usual]) => Number(flags.get(flag) ?? usual));
  const served = serve(task, ports);
  const udpPort = Number(flags.get(server.udp?.flag ?? '') ?? server.udp?.usual ?? 0);
  const udp = server.udp === undefined || server.udp.when?.(task) === false ? -1 : (listen(task, udpPort, 'UDP') ?? -2);
  const state: ServerState = {
    served: 'inUse' in served ? undefined : served,
    code: -1,
    received: {},
    book: { store: {}, replicas: [] },
    udp,
    senders: new Set(),
    jobs: [],
    endAtMs: 0,
  };
  if ('inUse' in served || udp === -2) {
    log(
      task,
      'inUse' in served
        ? `listen tcp :${served.inUse}: bind: address already in use`
        : `listen udp :${udpPort}: bind: address already in use`,
    );
    state.code = 1;
    return state;
  }
  log(task, server.ready(ports[0] ?? 0));
  if (udp >= 0) log(task, `Started UDP server on port ${udpPort}`);
  const first = server.begin?.(task);
  if (first !== undefined) state.jobs.push({ fd: -1, request: undefined, work: first });
  return state;
}

/** The signal to end is obeyed at once, or after the time that a flag gives. */
function stepSignals(task: Task, server: Server, state: ServerState): Outcome | undefined {
  const { now } = task.kernel.context;
  if (state.endAtMs > 0) return now >= state.endAtMs ? { exit: 0 } : undefined;
  if (task.proc.signals.splice(0).length === 0) return undefined;
  const seconds = Number(flagsOf(task, server).get('delay-shutdown') ?? 0);
  const lingerMs = server.lingerMs ?? seconds * 1000;
  if (!(lingerMs > 0)) return { exit: 2 };
  log(task, server.lingerMs === undefined ? `Sleeping ${seconds} seconds before terminating...` : 'Awaiting pod deletion.');
  state.endAtMs = now + lingerMs;
  return undefined;
}

function answer(task: Task, server: Server, { request, peer }: Pick<Asked, 'request' | 'peer'>): HttpReply | 'later' {
  const target = flagsOf(task, server).get('http-override') ?? request.target;
  const { path, value } = readTarget(target);
  const state = task.proc.state as ServerState;
  const given = server.page(task, { request, path, peer, value, state });
  if ('kind' in given) {
    state.jobs.push({ fd: peer.fd, request, work: given });
    return 'later';
  }
  if (given.exit !== undefined) state.code = given.exit;
  return given.reply ?? 'later';
}

function stepDatagrams(task: Task, state: ServerState, answerTo: Datagram): number[] {
  for (let fd = accept(task, state.udp); fd !== undefined; fd = accept(task, state.udp)) state.senders.add(fd);
  for (const fd of Array.from(state.senders)) {
    for (let text = read(task, fd); text !== undefined; text = read(task, fd)) {
      if (text === '') {
        closeFd(task, fd);
        state.senders.delete(fd);
        break;
      }
      const back = answerTo(task, text, { ip: socketOf(task, fd)?.peerIp ?? '' });
      if (back !== undefined) write(task, fd, back);
    }
  }
  return [state.udp, ...state.senders];
}

/** Moves all work on, answers what is done, and returns what the rest waits for. */
function stepJobs(task: Task, state: ServerState): Wait[] {
  const waits: Wait[] = [];
  const left: Job[] = [];
  for (const job of state.jobs) {
    const got = stepWork(task, job.work);
    if (!('reply' in got) && !('exit' in got)) {
      waits.push(got as Wait);
      left.push(job);
    } else finish(task, state, job, got);
  }
  state.jobs = left;
  return waits;
}

function finish(task: Task, state: ServerState, { fd, request, work }: Job, { reply, exit }: Answer): void {
  if (exit !== undefined) state.code = exit;
  const isRegistered = work.kind === 'call' && work.purpose === 'register' && reply !== undefined;
  if (isRegistered && !learn(task, state.book, reply.body)) state.code = 1;
  if (fd < 0) return;
  if (reply !== undefined) write(task, fd, replyText(reply, request));
  closeFd(task, fd);
}

function together(waits: readonly Wait[]): Wait {
  const untilMs = Math.min(...waits.map((wait) => wait.untilMs ?? Infinity));
  return {
    fds: waits.flatMap((wait) => wait.fds ?? []),
    ...(Number.isFinite(untilMs) ? { untilMs } : {}),
    ...(waits.some((wait) => wait.child === true) ? { child: true } : {}),
  };
}

/** The HTTP servers among agnhost's commands: on which ports they listen, and how each answers. upstream: test/images/agnhost */
import { sandboxOf, type Program, type Task } from '../../process/task.ts';
import { parseOptions } from '../command.ts';
import type { HttpReply, HttpRequest } from '../http.ts';
import { plainReply, serve, stepServer, type Served } from '../httpServer.ts';
import { log } from './log.ts';
import { netexecPage } from './netexec.ts';

export interface Asked {
  readonly request: HttpRequest;
  /** Without the query. */
  readonly path: string;
  readonly peer: { readonly ip: string };
  /** A value of the query, '' when it is not there. */
  readonly value: (name: string) => string;
  /** What the server keeps from one request to the next. */
  readonly state: ServerState;
}

export interface Answer {
  readonly reply: HttpReply;
  /** The server ends with this code. */
  readonly exit?: number;
}

export interface ServerState {
  served: Served | undefined;
  code: number;
  /** nettest: how often each peer has written. */
  readonly received: Record<string, number>;
}

interface Server {
  readonly ports: Readonly<Record<string, number>>;
  readonly page: (task: Task, asked: Asked) => Answer;
  /** What it says when it listens. */
  readonly ready: (port: number) => string;
}

const serving = (port: number): string => `Serving on port ${port}.`;
const name = (task: Task): string => sandboxOf(task.kernel, task.container).hostname;
const hostnames: Server = { ports: { port: 9376 }, page: (task) => ({ reply: plainReply(200, name(task)) }), ready: serving };

const servers: Readonly<Record<string, Server>> = {
  netexec: { ports: { 'http-port': 8080 }, page: netexecPage, ready: (port) => `Started HTTP server on port ${port}` },
  nettest: { ports: { port: 8080 }, page: nettestPage, ready: serving },
  liveness: { ports: { port: 8080 }, page: livenessPage, ready: serving },
  'grpc-health-checking': {
    ports: { port: 5000, 'http-port': 8080 },
    page: (task) => ({ reply: plainReply(200, `${secondsOf(task)}s`) }),
    ready: (port) => `gRPC server starting to listen on :${port}`,
  },
  'test-webserver': { ports: { port: 80 }, page: () => ({ reply: plainReply(200, '<pre>\n</pre>\n') }), ready: serving },
};

/** The program of a command that serves; commands that are not told apart answer with the pod's name. */
export function servingProgram(verb: string): Program {
  const server = servers[verb] ?? hostnames;
  return {
    handles: ['TERM', 'INT'],
    start: (task) => startServing(task, server),
    step(task) {
      const state = task.proc.state as ServerState;
      if (task.proc.signals.length > 0) return { exit: 2 };
      if (state.served === undefined || state.code >= 0) return { exit: Math.max(0, state.code) };
      const outcome = stepServer(task, state.served, (_, request, peer) => answer(task, server, { request, peer }), badRequest);
      return state.code >= 0 ? { exit: state.code } : outcome;
    },
  };
}

const badRequest = plainReply(400, 'Bad Request');

function startServing(task: Task, server: Server): ServerState {
  const { flags } = parseOptions(task.proc.argv.slice(2), Object.keys(server.ports));
  const ports = Object.entries(server.ports).map(([flag, usual]) => Number(flags.get(flag) ?? usual));
  const served = serve(task, ports);
  if ('inUse' in served) {
    log(task, `listen tcp :${served.inUse}: bind: address already in use`);
    return { served: undefined, code: 1, received: {} };
  }
  log(task, server.ready(ports[0]!));
  return { served, code: -1, received: {} };
}

function answer(task: Task, server: Server, { request, peer }: Pick<Asked, 'request' | 'peer'>): HttpReply {
  const [path = '/', query = ''] = request.target.split('?');
  const state = task.proc.state as ServerState;
  const value = (key: string): string => new Map(query.split('&').map(pairOf)).get(key) ?? '';
  const given = server.page(task, { request, path, peer, value, state });
  if (given.exit !== undefined) state.code = given.exit;
  return given.reply;
}

function pairOf(text: string): [string, string] {
  const [key = '', ...rest] = text.split('=');
  return [key, decoded(rest.join('=').replaceAll('+', ' '))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function secondsOf(task: Task): number {
  return (task.kernel.context.now - task.proc.startedAtMs) / 1000;
}

function livenessPage(task: Task): Answer {
  const seconds = secondsOf(task);
  return { reply: seconds > 10 ? plainReply(500, `error: ${seconds}`) : plainReply(200, 'ok') };
}

/** Peers write who they are, and anyone reads who has written. */
function nettestPage(task: Task, { path, request, state }: Asked): Answer {
  if (path === '/write') {
    const source = /"Source"\s*:\s*"([^"]*)"/i.exec(request.body)?.[1];
    if (source === undefined) return { reply: plainReply(500, 'Warning: unable to read the source') };
    state.received[source] = (state.received[source] ?? 0) + 1;
    return { reply: plainReply(200, '{}') };
  }
  const read = { Hostname: name(task), Sent: {}, Received: state.received, Errors: null, Log: [], StillContactingPeers: false };
  return { reply: plainReply(200, path === '/read' ? JSON.stringify(read) : path === '/quit' ? '' : 'pass') };
}

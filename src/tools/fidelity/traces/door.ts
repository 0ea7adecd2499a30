/** The HTTP door before a replayed cluster: requests are answered at the replay's moment, whatever the wall's clock says. */
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authorityOf, type createEngine } from '#engine/engine.ts';
import { createDoor } from '../../../server/createDoor.ts';
import { loopbackHosts } from '../../../server/hosts.ts';
import type { Pace } from '../../../server/pace.ts';
import { route } from '../../../server/route.ts';
import type { HttpRequest } from './recordedRequest.ts';

export interface HttpAnswer {
  readonly code: number;
  readonly body: unknown;
  readonly warnings: readonly string[] | null;
}

export interface ReplayDoor {
  ask(request: HttpRequest): Promise<HttpAnswer>;
  /** Something may have happened: watches are read. */
  news(): void;
  close(): void;
}

export async function replayDoor(engine: ReturnType<typeof createEngine>, cluster: string): Promise<ReplayDoor> {
  const listeners = new Set<() => void>();
  const news = () => listeners.forEach((tell) => tell());
  const pace = standingPace(engine, cluster, listeners);
  const door = createDoor({
    engine,
    cluster,
    pace,
    token: 'admin',
    hosts: new Set<string>(loopbackHosts),
    address: 'localhost',
    authority: authorityOf({}),
    startedAt: 0,
  });
  const server = createServer((request, response) => void route(door, request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { ask: (request) => exchange(port, request), news, close: () => void server.close() };
}

function standingPace(engine: ReturnType<typeof createEngine>, cluster: string, listeners: Set<() => void>): Pace {
  return {
    say(input) {
      const answer = engine.say(cluster, input);
      setImmediate(() => listeners.forEach((tell) => tell()));
      return answer;
    },
    onNews(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    catchUp: () => {},
    speed: 1,
    stop: () => {},
  };
}

function exchange(port: number, { method, target, headers, body }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { host: '127.0.0.1', port, method, path: target, headers: { ...headers, ...length }, agent: false };
    const outgoing = send(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => void (text += part));
      const warnings = response.headersDistinct['warning'] ?? null;
      response.on('end', () => resolve({ code: response.statusCode ?? 0, body: bodyOf(text), warnings }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** As the recorder kept it: what is no JSON by its text. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { $raw: text };
  }
}

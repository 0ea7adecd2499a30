/** A server of its own for a test, with a clock and a notebook of what it told. */
import type { Json } from '#api/immutable.ts';
import type { Kind } from '#api/kinds.ts';
import type { Request, Response } from '#api/request.ts';
import { scheme } from '#api/scheme.ts';
import { seedRandom } from '#sim/random.ts';
import { createApiServer, handle, type ApiServerSpec, type ApiServerState, type ServerEnv } from './apiserver.ts';

export interface TestServer {
  readonly server: ApiServerState;
  readonly env: ServerEnv & { nowMs: number };
  /** `owner watch-1` for each notification. */
  readonly told: string[];
  /** `to type` for each message and `stream ...` for each chunk. */
  readonly sent: string[];
}

/** 2026-11-21T20:00:00Z */
const EPOCH_MS = 1_795_291_200_000;

export function testServer(spec: Partial<ApiServerSpec> = {}): TestServer {
  const random = seedRandom(7, 'test');
  const server = createApiServer({ nowMs: 0, epochMs: EPOCH_MS, random, deepFreeze: true, ...spec });
  const told: string[] = [];
  const sent: string[] = [];
  const env = {
    nowMs: 0,
    epochMs: EPOCH_MS,
    random,
    user: { name: 'kubernetes-admin', groups: ['system:masters'] },
    cause: { actor: 'user' },
    send: (to: string, message: { readonly type: string }) => void sent.push(`${to} ${message.type}`),
    notify: (owner: string, id: string) => void told.push(`${owner} ${id}`),
    stream: (chunk: object) => void sent.push(`stream ${JSON.stringify(chunk)}`),
  };
  return { server, env, told, sent };
}

/** An answer's body, for looking into it without ceremony. */
export interface Loose {
  readonly [key: string]: Loose & string & number;
}

export function body(response: Response): Loose {
  return response.body as unknown as Loose;
}

/** A request about a kind, in the namespace default where it has one. */
export function ask(it: TestServer, kind: Kind, rest: Partial<Request>): Response {
  const row = scheme[kind];
  const namespace = row.namespaced ? { namespace: 'default' } : {};
  return handle(it.server, { verb: 'get', group: row.group, version: row.version, resource: row.plural, ...namespace, ...rest }, it.env);
}

/** Creates an object; `fields` may bring metadata of its own. */
export function create(it: TestServer, kind: Kind, name: string, fields: { readonly [key: string]: Json } = {}): Response {
  const metadata = (fields['metadata'] ?? {}) as { readonly [key: string]: Json };
  return ask(it, kind, { verb: 'create', object: { ...fields, metadata: { name, ...metadata } } });
}

/** A server with the service account that pods need. */
export function podServer(spec: Partial<ApiServerSpec> = {}): TestServer {
  const it = testServer(spec);
  create(it, 'ServiceAccount', 'default');
  return it;
}

export const podSpec = { containers: [{ name: 'c', image: 'nginx' }] };

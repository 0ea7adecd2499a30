/** A server of its own for a test, with a clock and a notebook of what it told. */
import { seedRandom } from '#sim/random.ts';
import { createApiServer, type ApiServerSpec, type ApiServerState, type ServerEnv } from './apiserver.ts';

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

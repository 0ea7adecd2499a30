/** A served cluster and a client that says every request out loud, for tests. */
import { request as send } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { freshTape } from '#share/freshTape.ts';
import { serve, type Served } from './serve.ts';
import { testKeys } from './testKeys.test-helper.ts';

export interface Answer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The text as JSON. */
  readonly body: Record<string, never> & { [key: string]: unknown };
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | object;
  /** False sends no token. */
  readonly token?: boolean;
}

export interface TestClient {
  readonly served: Served;
  ask(path: string, ask?: Ask): Promise<Answer>;
  /** The lines of a stream until it ends. */
  lines(path: string, ask?: Ask): Promise<string[]>;
  close(): Promise<void>;
}

export async function startServer(speed = 20): Promise<TestClient> {
  const fresh = freshTape();
  // Making a key takes a while; where it comes from is not tested here.
  const clusters = fresh.clusters.map((spec) => ({ ...spec, ...testKeys }));
  const served = await serve({ tape: { ...fresh, clusters, epoch: '2026-01-01T09:00:00Z' }, port: 0, speed });
  const ask = (path: string, options: Ask = {}): Promise<Answer> => exchange(served, path, options);
  return {
    served,
    ask,
    async lines(path, options) {
      const { text } = await ask(path, options);
      return text.split('\n').filter((line) => line !== '');
    },
    close: () => served.close(),
  };
}

function exchange(served: Served, path: string, { method = 'GET', headers = {}, body, token = true }: Ask): Promise<Answer> {
  const content = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const auth = token ? { authorization: `Bearer ${served.token}` } : {};
  const type = content === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) };
  const options = { method, rejectUnauthorized: false, headers: { ...auth, ...type, ...headers } };
  return new Promise((resolve, reject) => {
    const outgoing = send(served.url, { ...options, path }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const bytes = Buffer.concat(parts);
        const text = bytes.toString('utf8');
        resolve({
          code: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          text,
          get body() {
            return JSON.parse(text) as Answer['body'];
          },
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(content);
  });
}

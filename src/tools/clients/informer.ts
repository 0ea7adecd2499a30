/**
 * An informer over many changes: it watches, its connection is cut in the middle, and it goes on where it was. It must see
 * every change once. How it watches is its own: `rawFollower.ts` and `libraryFollower.ts`.
 */
import { Agent, request } from 'node:https';
import type { Served } from '../../server/serve.ts';
import type { Outcome } from './run.ts';

export const path = '/api/v1/namespaces/default/configmaps';
const writersMax = 8;
const waitMaxMs = 30_000;

/** What is watched, and whom to tell of each version. */
export interface Following {
  readonly served: Served;
  readonly labelSelector: string;
  readonly tell: (version: string) => void;
}

export interface Follower {
  /** Cuts the connection, without a word. */
  cut(): void;
  stop(): Promise<void>;
}

export interface Informed {
  readonly name: string;
  readonly changes: number;
  readonly follow: (following: Following) => Promise<Follower>;
}

export async function checkInformer(served: Served, { name, changes, follow }: Informed): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: writersMax, rejectUnauthorized: false });
  const seen: string[] = [];
  const follower = await follow({
    served,
    labelSelector: `informed=${name}`,
    tell(version) {
      seen.push(version);
      if (seen.length === Math.floor(changes / 2)) follower.cut();
    },
  });
  const committed = await write(served, agent, { name, changes });
  for (let left = waitMaxMs; left > 0 && seen.length < committed.length; left -= 50) await new Promise((done) => setTimeout(done, 50));
  await follower.stop();
  agent.destroy();
  const once = new Set(seen);
  const failures = [
    ...(once.size === seen.length ? [] : [`the informer saw ${seen.length - once.size} changes twice`]),
    ...(committed.every((version) => once.has(version)) ? [] : [`of ${committed.length} changes the informer saw ${once.size}`]),
  ];
  return { passed: failures.length === 0 ? 1 : 0, failures };
}

/** Creates and changes; answers with the versions that were committed. */
async function write(served: Served, agent: Agent, { name, changes }: Omit<Informed, 'follow'>): Promise<readonly string[]> {
  const versions: string[] = [];
  const objects = Math.ceil(changes / 2);
  let next = 0;
  const writer = async (): Promise<void> => {
    for (let i = next; i < objects; i = next) {
      next += 1;
      const own = `${name}-${i}`;
      const body = { metadata: { name: own, labels: { informed: name } }, data: { value: String(i) } };
      versions.push(await send(served, agent, { method: 'POST', path, body }));
      versions.push(await send(served, agent, { method: 'PUT', path: `${path}/${own}`, body: { ...body, data: { value: 'changed' } } }));
    }
  };
  await Promise.all(Array.from({ length: writersMax }, writer));
  return versions;
}

function send(served: Served, agent: Agent, { method, path: to, body }: { method: string; path: string; body: object }): Promise<string> {
  const content = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${served.token}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(content)),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${served.url}${to}`, { method, agent, headers }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString('utf8')));
      response.on('end', () => resolve((JSON.parse(text) as { metadata: { resourceVersion: string } }).metadata.resourceVersion));
    });
    outgoing.on('error', reject);
    outgoing.end(content);
  });
}

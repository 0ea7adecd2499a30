/**
 * An informer as clients have it: lists, watches from there, and goes on where it was after its connection was cut. It must
 * see every change once.
 */
import { Agent, request } from 'node:https';
import type { Served } from '../../server/serve.ts';
import type { Outcome } from './run.ts';

const path = '/api/v1/namespaces/default/configmaps';
const writersMax = 8;

export async function checkInformer(served: Served, changes: number): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: writersMax, rejectUnauthorized: false });
  const seen: string[] = [];
  const stop = watch(served, changes, (version) => seen.push(version));
  const committed = await write(served, agent, changes);
  for (let i = 0; i < 600 && seen.length < committed.length; i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  stop();
  agent.destroy();
  const once = new Set(seen);
  const failures = [
    ...(once.size === seen.length ? [] : [`the informer saw ${seen.length - once.size} changes twice`]),
    ...(committed.every((version) => once.has(version)) ? [] : [`of ${committed.length} changes the informer saw ${once.size}`]),
  ];
  return { passed: failures.length === 0 ? 1 : 0, failures };
}

/** Creates, changes and deletes; answers with the versions that were committed. */
async function write(served: Served, agent: Agent, changes: number): Promise<readonly string[]> {
  const versions: string[] = [];
  const objects = Math.ceil(changes / 2);
  let next = 0;
  const writer = async (): Promise<void> => {
    for (let i = next; i < objects; i = next) {
      next += 1;
      const body = { metadata: { name: `informed-${i}`, labels: { informed: 'yes' } }, data: { value: String(i) } };
      versions.push(await send(served, agent, { method: 'POST', path, body }));
      versions.push(
        await send(served, agent, { method: 'PUT', path: `${path}/informed-${i}`, body: { ...body, data: { value: 'changed' } } }),
      );
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

/** Watches from the present revision on; in the middle its connection is cut once, without a word. */
function watch(served: Served, changes: number, tell: (version: string) => void): () => void {
  let last = String(served.door.engine.revision(served.door.cluster));
  let told = 0;
  let cut = false;
  let stopped = false;
  let current: ReturnType<typeof request> | undefined;
  const open = (): void => {
    const headers = { authorization: `Bearer ${served.token}` };
    const query = `watch=1&labelSelector=informed%3Dyes&resourceVersion=${last}`;
    const mine = request(`${served.url}${path}?${query}`, { headers, agent: false, rejectUnauthorized: false }, (response) => {
      let rest = '';
      response.on('data', (part: Buffer) => {
        if (mine !== current) return;
        const lines = (rest + part.toString('utf8')).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          last = (JSON.parse(line) as { object: { metadata: { resourceVersion: string } } }).object.metadata.resourceVersion;
          tell(last);
          told += 1;
          if (told < changes / 2 || cut) continue;
          cut = true;
          mine.destroy();
          return open();
        }
      });
    });
    current = mine;
    mine.on('error', () => {
      if (mine === current && !stopped) open();
    });
    mine.end();
  };
  open();
  return () => {
    stopped = true;
    current?.destroy();
  };
}

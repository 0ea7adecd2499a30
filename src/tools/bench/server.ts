/**
 * The HTTP door: requests a second and their latency while the store grows, and what a change costs when many watch.
 * Client and server share this process: the numbers are for comparing, not for boasting.
 */
import { Agent, request } from 'node:https';
import { freshTape } from '#share/freshTape.ts';
import { serve, type Served } from '../../server/serve.ts';
import { say } from './line.ts';

const path = '/api/v1/namespaces/default/configmaps';
const connections = 8;
const requestsEach = 150;
const watchers = 100;
const changes = 50;

interface Client {
  readonly served: Served;
  readonly agent: Agent;
}

export async function benchServer(sizes: readonly number[]): Promise<void> {
  const served = await serve({ tape: freshTape({ nodes: 1 }), port: 0 });
  const client = { served, agent: new Agent({ keepAlive: true, maxSockets: connections + watchers, rejectUnauthorized: false }) };
  await load((i) => ask(client, 'POST', path, body(`warm-${i}`)));
  let stored = 0;
  for (const size of sizes) {
    for (; stored < size; stored += 1) fill(served, stored);
    const made = await load((i) => ask(client, 'POST', path, body(`new-${size}-${i}`)));
    say({ name: `server/${size}-objects/create`, value: made.perSecond, unit: 'requests/s' });
    say({ name: `server/${size}-objects/create-latency-p99`, value: made.p99, unit: 'ms' });
    const read = await load((i) => ask(client, 'GET', `${path}/filler-${i % size}`));
    say({ name: `server/${size}-objects/get`, value: read.perSecond, unit: 'requests/s' });
    say({ name: `server/${size}-objects/get-latency-p99`, value: read.p99, unit: 'ms' });
  }
  await fanOut(client);
  client.agent.destroy();
  await served.close();
}

function body(name: string): object {
  return { metadata: { name }, data: { key: 'value' } };
}

function fill({ door }: Served, index: number): void {
  const object = { ...body(`filler-${index}`), apiVersion: 'v1', kind: 'ConfigMap' } as never;
  door.pace.say({
    type: 'request',
    request: { verb: 'create', group: '', version: 'v1', resource: 'configmaps', namespace: 'default', object },
  });
}

function ask({ served, agent }: Client, method: string, to: string, sent?: object): Promise<void> {
  const content = sent === undefined ? undefined : JSON.stringify(sent);
  const length = content === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${served.url}${to}`,
      { method, agent, headers: { authorization: `Bearer ${served.token}`, ...length } },
      (response) => {
        response.resume();
        response.on('end', () =>
          (response.statusCode ?? 500) < 300 ? resolve() : reject(new Error(`${method} ${to}: ${response.statusCode}`)),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(content);
  });
}

async function load(one: (index: number) => Promise<void>): Promise<{ perSecond: number; p99: number }> {
  const times: number[] = [];
  const started = performance.now();
  const worker = async (first: number): Promise<void> => {
    for (let i = 0; i < requestsEach; i += 1) {
      const from = performance.now();
      await one(first + i * connections);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => worker(index)));
  const total = performance.now() - started;
  times.sort((a, b) => a - b);
  return { perSecond: (1_000 * times.length) / total, p99: times[Math.floor(times.length * 0.99)] ?? 0 };
}

/** Many watch the same collection: how many events a second reach them. */
async function fanOut(client: Client): Promise<void> {
  const { served, agent } = client;
  let events = 0;
  const revision = served.door.engine.revision(served.door.cluster);
  const open = Array.from({ length: watchers }, () => {
    const outgoing = request(`${served.url}${path}?watch=1&resourceVersion=${revision}`, {
      agent,
      headers: { authorization: `Bearer ${served.token}` },
    });
    const ready = new Promise<void>((resolve) =>
      outgoing.on('response', (response) => {
        response.on('data', (part: Buffer) => (events += part.toString('latin1').split('\n').length - 1));
        resolve();
      }),
    );
    outgoing.on('error', () => undefined);
    outgoing.end();
    return { outgoing, ready };
  });
  await Promise.all(open.map(({ ready }) => ready));
  const started = performance.now();
  for (let i = 0; i < changes; i += 1) await ask(client, 'POST', path, body(`fan-${i}`));
  while (events < watchers * changes) await new Promise((resolve) => setTimeout(resolve, 2));
  say({ name: `server/watch-fan-out/${watchers}-watchers`, value: events / ((performance.now() - started) / 1_000), unit: 'events/s' });
  for (const { outgoing } of open) outgoing.destroy();
}

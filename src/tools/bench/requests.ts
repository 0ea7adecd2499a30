/** Requests through the full path, from the caller's name to the commit: how many a second, with few objects there and with many. */
import type { Json } from '#api/immutable.ts';
import type { Request } from '#api/request.ts';
import { createApiServer, handle, type ServerEnv } from '#engine/apiserver/apiserver.ts';
import { seedRandom } from '#sim/random.ts';
import { say } from './line.ts';

const sizes = [100, 1_000, 20_000];
/** Batches of requests; the middle one counts, as one may meet a collection of garbage that others have left. */
const batches = 20;
const batch = 100;
const epochMs = 1_795_291_200_000;

const place = { group: '', version: 'v1', resource: 'configmaps', namespace: 'default' } as const;

function nobody(): void {
  // A server alone has nobody to tell.
}

function named(name: string, value: string): Json {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { app: 'bench' } }, data: { a: value, b: 'b' } };
}

/** One request of each kind, the i-th of its run. */
const requests: { readonly [name: string]: (i: number) => Request } = {
  create: (i) => ({ verb: 'create', ...place, object: named(`new-${i}`, 'v') }),
  get: (i) => ({ verb: 'get', ...place, name: `old-${i % 100}` }),
  'list-100': () => ({ verb: 'list', ...place, options: { limit: 100 } }),
  update: (i) => ({ verb: 'update', ...place, name: `old-${i % 100}`, object: named(`old-${i % 100}`, `u${i}`) }),
  patch: (i) => ({ verb: 'patch', ...place, name: `old-${i % 100}`, patch: { type: 'strategic', body: { data: { a: `p${i}` } } } }),
  apply: (i) => ({
    verb: 'patch',
    ...place,
    name: `old-${i % 100}`,
    patch: { type: 'apply', body: named(`old-${i % 100}`, `s${i}`) },
    options: { fieldManager: 'bench', force: true },
  }),
  delete: (i) => ({ verb: 'delete', ...place, name: `new-${i}` }),
};

export function benchRequests(): void {
  const first = new Map<string, number>();
  measure(100);
  for (const size of sizes) {
    for (const [name, us] of measure(size)) {
      if (!first.has(name)) first.set(name, us);
      say({ name: `requests/${name}/${size}-objects`, value: 1_000_000 / us, unit: 'requests/s' });
      say({ name: `requests/${name}/${size}-objects/against-${sizes[0]}`, value: us / (first.get(name) ?? us), unit: 'ratio' });
    }
  }
}

/** Microseconds a request, by its name. */
function measure(size: number): ReadonlyMap<string, number> {
  const random = seedRandom(1, 'bench');
  const server = createApiServer({ nowMs: 0, epochMs, random });
  const user = { name: 'bench', groups: ['system:masters', 'system:authenticated'] };
  const env: ServerEnv = { nowMs: 0, epochMs, random, user, cause: { actor: 'user' }, send: nobody, notify: nobody, stream: nobody };
  for (let i = 0; i < size; i += 1) handle(server, { verb: 'create', ...place, object: named(`old-${i}`, 'v') }, env);
  const result = new Map<string, number>();
  for (const [name, request] of Object.entries(requests)) {
    const times = Array.from({ length: batches }, (_, at) => {
      const started = performance.now();
      for (let i = at * batch; i < (at + 1) * batch; i += 1) {
        const { code } = handle(server, request(i), env);
        if (code > 201) throw new Error(`${name} was answered with ${code}`);
      }
      return (1_000 * (performance.now() - started)) / batch;
    });
    result.set(name, times.toSorted((a, b) => a - b)[batches / 2] ?? 0);
  }
  return result;
}

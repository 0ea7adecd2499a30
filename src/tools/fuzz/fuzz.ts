/**
 * One seeded run of bad input against the API server, the reader of manifests and kubectl. Whatever comes, the answer is an
 * object or a Status (or a kubectl failure); nothing is thrown, nothing hangs, and what was stored before is there after.
 */
import type { Client } from '#api/client.ts';
import type { Json } from '#api/immutable.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { KubeObject, VirtualMs } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import { groupResource, servedAt, type SchemeRow } from '#api/scheme.ts';
import { createApiServer, handle, type ApiServerState, type ServerEnv } from '#engine/apiserver/apiserver.ts';
import { allObjects, get, list } from '#engine/etcd/store.ts';
import { runKubectl } from '#kubectl/run.ts';
import { parseManifest } from '#manifest/parse.ts';
import { seedRandom } from '#sim/random.ts';
import { below, chanceOf, oneIn, pick, type Chance } from './chance.ts';
import { drawRequest } from './requests.ts';
import { exchanges, fault } from './sweep.ts';
import { drawCommand, drawManifest } from './texts.ts';

export interface Finding {
  readonly seed: number;
  readonly step: number;
  readonly what: string;
  readonly input: string;
}

interface Run {
  readonly seed: number;
  readonly chance: Chance;
  readonly server: ApiServerState;
  readonly env: ServerEnv & { nowMs: number };
  readonly findings: Finding[];
}

/** A step that takes more of the processor than this is told as a hang; what else the machine does has no part in it. */
const slowMs = 10_000;

/** 2026-11-21T20:00:00Z */
const epochMs = 1_795_291_200_000;

function nobody(): void {
  // A server alone has nobody to tell.
}

export async function fuzz(seed: number, steps: number): Promise<readonly Finding[]> {
  const run = begin(seed);
  for (let step = 0; step < steps; step += 1) {
    run.env.nowMs += below(run.chance, 2_000);
    await takeStep(run, step);
  }
  return run.findings;
}

/** The same for every place of discovery, so that none is left to chance: `bodies` odd bodies for each method. */
export async function sweep(seed: number, bodies: number): Promise<readonly Finding[]> {
  const run = begin(seed);
  let step = 0;
  for (const exchange of exchanges(run.chance, bodies)) {
    const { method, rawPath, headers } = exchange.asking;
    const input = `${method} ${rawPath} ${JSON.stringify(headers)} ${exchange.body.text}`;
    await judge(run, { step: (step += 1), input: () => input }, () => fault((request) => ask(run, request), exchange));
  }
  return run.findings;
}

function begin(seed: number): Run {
  const random = seedRandom(seed, 'server');
  const server = createApiServer({ nowMs: 0, epochMs, random });
  const user = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
  const env = { nowMs: 0, epochMs, random, user, cause: { actor: 'user' }, send: nobody, notify: nobody, stream: nobody };
  const run: Run = { seed, chance: chanceOf(seed), server, env, findings: [] };
  prepare(run);
  return run;
}

function ask({ server, env }: Run, request: Request): Response {
  return handle(server, request, env);
}

const sentinel = { group: '', version: 'v1', resource: 'configmaps', namespace: 'sentinel', name: 'sentinel' } as const;

function prepare(run: Run): void {
  for (const name of ['fuzz', 'sentinel']) {
    ask(run, { verb: 'create', group: '', version: 'v1', resource: 'namespaces', object: { metadata: { name } } });
    ask(run, {
      verb: 'create',
      group: '',
      version: 'v1',
      resource: 'serviceaccounts',
      namespace: name,
      object: { metadata: { name: 'default' } },
    });
  }
  const { name: _name, ...place } = sentinel;
  ask(run, { verb: 'create', ...place, object: { metadata: { name: 'sentinel' }, data: { k: 'v' } } });
}

async function takeStep(run: Run, step: number): Promise<void> {
  const kind = below(run.chance, 10);
  let input = '';
  await judge(run, { step, input: () => input }, () => {
    if (kind === 0) return readText((input = drawManifest(run.chance)));
    if (kind === 1) {
      const words = drawCommand(run.chance);
      input = words.join(' ');
      return runCommand(run, words, drawManifest(run.chance));
    }
    const request = drawRequest(run.chance, (row) => stored(run, row));
    input = describe(request);
    return checkAnswer(run, request);
  });
}

interface Step {
  readonly step: number;
  readonly input: () => string;
}

async function judge(run: Run, { step, input }: Step, act: () => Promise<string | undefined> | string | undefined): Promise<void> {
  const started = process.cpuUsage();
  let problem: string | undefined;
  try {
    problem = await act();
  } catch (error) {
    problem = `threw ${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 6).join(' | ') : String(error)}`;
  }
  const { user, system } = process.cpuUsage(started);
  const took = (user + system) / 1000;
  if (took > slowMs) problem ??= `took ${Math.round(took)} ms of the processor`;
  problem ??= checkStore(run);
  if (problem !== undefined) run.findings.push({ seed: run.seed, step, what: problem, input: input().slice(0, 2_000) });
}

/** A request as text, without trusting it to be printable. */
function describe(request: Request): string {
  try {
    return JSON.stringify(request);
  } catch {
    return `${request.verb} ${request.resource} (too deep to print)`;
  }
}

function stored({ server, chance }: Run, row: SchemeRow): Json | undefined {
  const hub = servedAt(row.group, row.version, row.plural)?.hub;
  const objects =
    hub === undefined ? [] : list(server.store, groupResource(hub)).filter(({ metadata }) => metadata.namespace !== 'sentinel');
  return objects.length === 0 || oneIn(chance, 4) ? undefined : (pick(chance, objects) as unknown as Json);
}

function checkAnswer(run: Run, request: Request): string | undefined {
  if (request.namespace === 'sentinel' || request.name === 'sentinel') return undefined;
  const { store } = run.server;
  const before =
    request.verb === 'get' || request.verb === 'list' || request.options?.dryRun?.includes('All') === true ? store.revision : undefined;
  const { code, body } = ask(run, request);
  if (before !== undefined && store.revision !== before) return `${request.verb} wrote something though it must not`;
  if (!Number.isInteger(code) || code < 200 || code > 599) return `answered with code ${code}`;
  const { kind, code: said } = (typeof body === 'object' && body !== null ? body : {}) as { kind?: string; code?: number };
  if (code >= 400 && typeof body !== 'string' && (kind !== 'Status' || said !== code)) return `refused with ${code} and no Status`;
  if (code === 500 && kind === 'Status' && /undefined|is not a function|Cannot read/.test(JSON.stringify(body)))
    return `a defect in words: ${JSON.stringify(body)}`;
  return undefined;
}

function readText(text: string): string | undefined {
  const { documents, errors } = parseManifest(text);
  return Array.isArray(documents) && Array.isArray(errors) ? undefined : 'a manifest was read into nothing';
}

async function runCommand(run: Run, words: readonly string[], file: string): Promise<string | undefined> {
  const client: Client = {
    request: (request) => Promise.resolve(request.namespace === 'sentinel' ? { code: 404, body: '' } : ask(run, request)),
    watch: () => ({ stop: nobody }),
    connect: () => ({ stream: 's', send: nobody, resize: nobody, close: nobody }),
    now: () => run.env.nowMs as VirtualMs,
    epoch: '2026-11-21T20:00:00Z',
  };
  const abort = new AbortController();
  let waits = 0;
  const code = runKubectl(words, {
    client,
    stdout: nobody,
    stderr: nobody,
    stdin: () => Promise.resolve(file),
    files: { read: (path) => (path.endsWith('.yaml') ? file : undefined) },
    settings: { namespace: 'fuzz', context: 'orrery', contexts: ['orrery'] },
    signal: abort.signal,
    wait(milliseconds) {
      run.env.nowMs += milliseconds;
      waits += 1;
      if (waits > 200) abort.abort();
      return Promise.resolve();
    },
    isTTY: false,
    columns: 80,
  });
  // A stream or watch that nobody feeds waits for ever, as the real one would: ctrl-C ends it.
  const given = await Promise.race([code, new Promise<number>((resolve) => setTimeout(() => resolve(130), 50))]);
  if (given === 130) abort.abort();
  return Number.isInteger(given) ? undefined : `kubectl ended with ${String(given)}`;
}

const clean = Object.getOwnPropertyNames(Object.prototype).length;

/** What was there is there, as it was, and nobody touched what all objects share. */
function checkStore({ server }: Run): string | undefined {
  if (Object.getOwnPropertyNames(Object.prototype).length !== clean) return 'the prototype of all objects was changed';
  const kept = get(server.store, 'configmaps', sentinel.namespace, sentinel.name) as (KubeObject & { readonly data?: Json }) | undefined;
  if (kept === undefined || !equalJson(kept.data, { k: 'v' })) return 'an object that nobody touched is lost';
  for (const object of allObjects(server.store)) {
    const { name, uid, resourceVersion } = object.metadata;
    if (typeof name !== 'string' || name === '' || typeof uid !== 'string' || Number(resourceVersion) > server.store.revision)
      return `a ${object.kind} is stored without a name, a uid or a true version: ${JSON.stringify(object.metadata)}`;
  }
  return undefined;
}

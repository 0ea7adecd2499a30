/** A cluster of ours that a scenario's commands are typed into, at the times they were typed into the real one. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '#engine/engine.ts';
import { runKubectl } from '#kubectl/run.ts';
import { directPort } from '#remote/directPort.ts';
import type { Engine } from '#remote/engine.ts';
import { createPlayground } from '#remote/page.ts';
import { defaultCluster, freshTape } from '#share/freshTape.ts';
import { paced, type Pace } from './pace.ts';
import { addons, machine, recorder, recorderCluster, recorderServer, recordersNamespaces, recorderUser, storageClass } from './recorder.ts';
import type { Scenario } from './recording.ts';
import type { Part } from './script.ts';
import { playScript, type Stage, type Typed } from './scriptPlay.ts';
import type { ShellCommand } from './shell.ts';

export interface Played {
  /** Undefined when the command had not ended in time. */
  readonly code: number | undefined;
  readonly output: string;
}

export interface Player {
  /** Milliseconds since the scenario began. */
  now(): number;
  advanceTo(at: number): Promise<void>;
  /** Types a command that took the recorder until `end`. */
  run(command: ShellCommand, end: number | undefined): Promise<Played>;
}

/** The cluster runs for a while before the first command, as the recorded one had. */
const start = 120_000;
const commandMaxMs = 150_000;
const tickMs = 16;

export async function createPlayer(scenario: Scenario): Promise<Player> {
  const fresh = freshTape({ nodes: 1 });
  const tape = {
    ...fresh,
    clusters: fresh.clusters.map((it) => ({
      ...it,
      metrics: false,
      users: [recorderUser],
      nodes: it.nodes.map((node) => ({ ...node, ...machine })),
    })),
    ...(scenario.epochMs === 0 ? {} : { epoch: new Date(scenario.epochMs - start).toISOString() }),
  };
  const engine = createEngine(tape, recorderCluster);
  const port = directPort(tape, () => engine);
  const { client } = createPlayground(port, defaultCluster);
  const settings = { namespace: scenario.namespace, context: 'replay', contexts: ['replay'], server: recorderServer, ...recorder };
  engine.advance(1_000, Number.POSITIVE_INFINITY);
  await settled();
  const { folder } = scenario;
  const world = {
    engine,
    port,
    client,
    settings,
    folder,
    names: new Map<string, string>(),
    written: new Map<string, string>(),
    addresses: recordedAddresses(folder),
  };
  await ended(
    world,
    client.request({ verb: 'create', group: 'storage.k8s.io', version: 'v1', resource: 'storageclasses', object: storageClass }),
  );
  for (const addon of addons) await ended(world, client.request({ verb: 'delete', ...addon }));
  for (const name of recordersNamespaces(scenario)) {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await ended(world, client.request({ verb: 'create', group: '', version: 'v1', resource: 'namespaces', object }));
  }
  await advance(engine, start);
  return {
    now: () => Number(engine.now()) - start,
    advanceTo: (at) => advance(engine, start + at),
    run: (command, end) => play({ ...world, end }, command),
  };
}

interface World {
  readonly engine: Engine;
  readonly port: ReturnType<typeof directPort>;
  readonly client: ReturnType<typeof createPlayground>['client'];
  readonly settings: { namespace: string; context: string; readonly contexts: readonly string[] };
  readonly folder: string;
  /** When the command had ended in the recording, since the scenario began. */
  readonly end?: number | undefined;
  /** Files that commands have written, by path. */
  readonly written: Map<string, string>;
  /** Ours for each recorded name that ends by chance. */
  readonly names: Map<string, string>;
  /** Recorded address -> the service or pod that had it. */
  readonly addresses: ReadonlyMap<string, Addressed>;
}

async function play(world: World, { words, stdin, inner, script }: ShellCommand): Promise<Played> {
  if (script !== undefined) return playParts(world, script);
  const own = await Promise.all((await translated(world, words)).map((word) => readdressed(world, word)));
  if (inner === undefined) return type(world, own, stdin);
  const found = await type(world, inner, undefined);
  const filled = own.map((word) => word.replace('$()', found.output.trim()));
  return type(world, filled, stdin);
}

const byChance = /^((?:[a-z.]+\/)?)([a-z0-9.-]+?)(-[bcdfghjklmnpqrstvwxz2456789]{5}|\.[0-9a-f]{16})$/;
const withChance = [
  { group: '', resource: 'pods' },
  { group: 'discovery.k8s.io', resource: 'endpointslices' },
  { group: '', resource: 'events' },
];

/** The recorder typed names that its cluster had made up; ours has made up others for the same things. */
async function translated(world: World, words: readonly string[]): Promise<readonly string[]> {
  const end = words.indexOf('--');
  const result: string[] = [];
  for (const [i, word] of words.entries()) {
    const match = end >= 0 && i >= end ? null : byChance.exec(word);
    result.push(match === null ? word : `${match[1] ?? ''}${await ownName(world, match[2] ?? '', match[3] ?? '')}`);
  }
  return result;
}

/** The recorder's node had this address; ours is the first of its cluster. */
const nodeAddresses = ['10.250.0.1', '192.168.0.11'] as const;

/** Which service or pod had which address, as far as the recorder kept its objects. */
function recordedAddresses(folder: string): ReadonlyMap<string, Addressed> {
  const kept = join(folder, 'objects');
  const addresses = new Map<string, Addressed>();
  for (const name of existsSync(kept) ? readdirSync(kept) : [])
    for (const object of objectsIn(JSON.parse(readFileSync(join(kept, name), 'utf8')))) {
      const { metadata, spec, name: pod, ip } = object as Recorded;
      if (/^\d/.test(spec?.clusterIP ?? '')) addresses.set(spec?.clusterIP ?? '', { resource: 'services', name: metadata?.name ?? '' });
      if (/^\d/.test(ip ?? '') && pod !== undefined) addresses.set(ip ?? '', { resource: 'pods', name: pod });
    }
  return addresses;
}

interface Addressed {
  readonly resource: 'services' | 'pods';
  readonly name: string;
}

/** A service, or a pod in short. */
interface Recorded {
  readonly metadata?: { readonly name?: string };
  readonly spec?: { readonly clusterIP?: string };
  readonly name?: string;
  readonly ip?: string;
}

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** The recorder typed addresses that its cluster had given out; ours has given others to the same services. */
async function readdressed(world: World, word: string): Promise<string> {
  let own = word.replaceAll(...nodeAddresses);
  for (const [address, thing] of world.addresses) {
    if (!own.includes(address)) continue;
    const answer = await ended(world, world.client.request({ ...inNamespace(world), ...thing, verb: 'get' }));
    const { spec, status } = (answer?.body ?? {}) as { readonly spec?: { clusterIP?: string }; readonly status?: { podIP?: string } };
    own = own.replaceAll(address, spec?.clusterIP ?? status?.podIP ?? address);
  }
  return own;
}

function inNamespace({ settings: { namespace } }: World) {
  return { group: '', version: 'v1', namespace };
}

/** The files that a command names, with our addresses in the place of the recorded ones. */
async function readdressedFiles(world: World, words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { read } = filesOf(world, undefined);
  const files = new Map<string, string>();
  for (const word of words) {
    const text = world.addresses.size === 0 || word === '-' ? undefined : read(word);
    if (text !== undefined) files.set(word, await readdressed(world, text));
  }
  return files;
}

async function ownName({ names, client, settings, ...world }: World, base: string, end: string): Promise<string> {
  const recorded = `${base}${end}`;
  const known = names.get(recorded);
  if (known !== undefined) return known;
  for (const { group, resource } of withChance) {
    const answer = await ended(
      { ...world, names, client, settings },
      client.request({ verb: 'list', group, version: 'v1', resource, namespace: settings.namespace }),
    );
    const { items = [] } = (answer?.body ?? {}) as { readonly items?: readonly { readonly metadata: { readonly name: string } }[] };
    const taken = new Set(names.values());
    const ours = items
      .map(({ metadata }) => metadata.name)
      .filter((name) => !taken.has(name) && sameBase(name, base, end))
      .toSorted()[0];
    if (ours === undefined) continue;
    names.set(recorded, ours);
    return ours;
  }
  return recorded;
}

function sameBase(name: string, base: string, end: string): boolean {
  const match = byChance.exec(name);
  return match !== null && match[2] === base && match[3]?.charAt(0) === end.charAt(0);
}

async function type(world: World, words: readonly string[], stdin: string | undefined): Promise<Played> {
  let output = '';
  const code = await ended(
    world,
    begin(world, words, { ...(stdin === undefined ? {} : { stdin }), hear: (text) => void (output += text) }),
  );
  return { code, output };
}

/** Several commands of one line; those in the background go on while time passes for the others. */
async function playParts(world: World, script: readonly Part[]): Promise<Played> {
  const { engine, end: _end, ...rest } = world;
  const unpaced: World = { engine, ...rest };
  let output = '';
  const stage: Stage = {
    async type(words, typed) {
      const own = await Promise.all((await translated(unpaced, words)).map((word) => readdressed(unpaced, word)));
      return begin(unpaced, own, typed);
    },
    sleep: (ms) => waitUntil(engine, Number(engine.now()) + ms, new AbortController().signal),
    read: (path) => filesOf(world, undefined).read(path),
  };
  const code = await ended(
    world,
    playScript(stage, script, (text) => void (output += text)),
  );
  return { code, output };
}

/** Starts a command; it goes on while time passes. */
async function begin(world: World, words: readonly string[], { stdin, hear, edit, timeoutMs }: Typed): Promise<number> {
  const files = filesOf(world, stdin);
  const known = await readdressedFiles(world, words);
  const abort = new AbortController();
  const now = () => Number(world.engine.now()) - start;
  const wait = (milliseconds: number) => waitUntil(world.engine, Number(world.engine.now()) + milliseconds, abort.signal);
  const pace: Pace = { at: now(), end: world.end ?? now(), objects: objectsNamed(words, (path) => known.get(path) ?? files.read(path)) };
  const running = runKubectl(words, {
    client: paced(world.client, pace, (at) => wait(at - now())),
    stdout: hear,
    stderr: hear,
    stdin: () => Promise.resolve(stdin ?? ''),
    files: { ...files, read: (path) => known.get(path) ?? files.read(path) },
    settings: world.settings,
    signal: abort.signal,
    wait,
    isTTY: false,
    columns: 80,
    ...(edit === undefined ? {} : { edit: (text: string) => Promise.resolve(edit(text)) }),
  });
  const late = timeoutMs === undefined ? [] : [wait(timeoutMs).then(() => 124)];
  try {
    return await Promise.race([running, ...late]);
  } finally {
    // What a command still waits for when it has ended would wait forever.
    abort.abort();
  }
}

/** How many objects the files of a command hold. */
function objectsNamed(words: readonly string[], read: (path: string) => string | undefined): number {
  const text = words
    .flatMap((word) => (word === '-' || word.endsWith('.yaml') || word.endsWith('.json') ? [read(word) ?? ''] : []))
    .join('\n');
  return [...text.matchAll(/^kind:|^ {0,4}"kind":/gm)].length;
}

/** Lets time pass until a promise is kept; undefined when it takes too long. A thrown error goes to the caller. */
async function ended<T>({ engine, port }: World, promise: Promise<T>): Promise<T | undefined> {
  let state: { readonly value: T } | { readonly error: unknown } | undefined;
  promise.then(
    (value) => (state = { value }),
    (error: unknown) => (state = { error }),
  );
  const deadline = Number(engine.now()) + commandMaxMs;
  while (state === undefined && Number(engine.now()) < deadline) {
    await settled();
    if (state === undefined) port.pump(tickMs);
  }
  const last = state as { readonly value: T } | { readonly error: unknown } | undefined;
  if (last !== undefined && 'error' in last) throw last.error;
  return last?.value;
}

async function advance(engine: Engine, at: number): Promise<void> {
  while (Number(engine.now()) < at) engine.advance(Math.min(at, Number(engine.now()) + 500), Number.POSITIVE_INFINITY);
  await settled();
}

async function waitUntil(engine: Engine, at: number, signal: AbortSignal): Promise<void> {
  while (Number(engine.now()) < at && !signal.aborted) await settled();
}

/** Files are read where the recorder stood: in the scenario's folder. */
function filesOf({ folder, written }: World, stdin: string | undefined) {
  const isFile = (path: string) => existsSync(join(folder, path)) && statSync(join(folder, path)).isFile();
  const isFolder = (path: string) => existsSync(join(folder, path)) && statSync(join(folder, path)).isDirectory();
  return {
    read: (path: string) =>
      path === '-' ? (stdin ?? '') : (written.get(path) ?? (isFile(path) ? readFileSync(join(folder, path), 'utf8') : undefined)),
    write: (path: string, text: string) => void written.set(path, text),
    list: (path: string) => (isFolder(path) ? readdirSync(join(folder, path)).toSorted() : undefined),
  };
}

/** Lets everything that is ready to run without time passing run. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

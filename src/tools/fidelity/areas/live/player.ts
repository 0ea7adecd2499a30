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
import type { Load } from './load.ts';
import type { LiveStep, Scenario } from './recording.ts';
import type { Part } from './script.ts';
import { playScript, type Stage, type Typed } from './scriptPlay.ts';
import type { ShellCommand } from './shell.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { createTwins, ourText, ourWords, type Twins } from './twins.ts';

export interface Played {
  /** Undefined when the command had not ended in time. */
  readonly code: number | undefined;
  readonly output: string;
}

export interface Player {
  /** Makes what the scenario's commands expect, before they begin. */
  prepare(): Promise<void>;
  /** Waits until so many milliseconds of the scenario are over. */
  until(at: number): Promise<void>;
  /** Types a command that took the recorder a certain time. Who comes late, since something took longer here, takes as long. */
  run(command: ShellCommand, taken: Pick<LiveStep, 't_ms' | 'end_ms'>): Promise<Played>;
}

/**
 * The cluster runs for a while before the first command, as the recorded one had. How long is seen from what its components did at
 * regular times: the binder of volumes looked at claims again six seconds behind the quarters of a minute, the kubelet two behind tens.
 */
const start = 128_000;
const namespacesAheadMs = 500;

/** A cluster of ours for scenarios that were recorded on one of theirs. */
export interface Cluster {
  readonly engine: Engine;
  readonly client: ReturnType<typeof createPlayground>['client'];
  readonly timeline: Timeline;
  /** When the first scenario began, in milliseconds since 1970; 0 when it is not known. */
  readonly epochMs: number;
}

/** A cluster with what the recorder had put into it before its first scenario. */
export async function createCluster(epochMs: number, load: readonly Load[]): Promise<Cluster> {
  const fresh = freshTape({ nodes: 1 });
  const tape = {
    ...fresh,
    clusters: fresh.clusters.map((it) => ({
      ...it,
      metrics: false,
      users: [recorderUser],
      nodes: it.nodes.map((node) => ({ ...node, ...machine })),
    })),
    ...(epochMs === 0 ? {} : { epoch: new Date(epochMs - start).toISOString() }),
  };
  const engine = createEngine(tape, recorderCluster(load.map(({ fromMs, tasks }) => ({ fromMs: start + fromMs, tasks }))));
  const port = directPort(tape, () => engine);
  const { client } = createPlayground(port, defaultCluster);
  const timeline = createTimeline(engine, port);
  await timeline.play(timeline.until(1_000));
  const furnish = async (): Promise<void> => {
    await client.request({ verb: 'create', group: 'storage.k8s.io', version: 'v1', resource: 'storageclasses', object: storageClass });
    for (const addon of addons) await client.request({ verb: 'delete', ...addon });
  };
  await timeline.play(timeline.during(furnish()));
  return { engine, client, timeline, epochMs };
}

/** A player for one of the scenarios; its namespaces are there a moment before it begins. */
export function createPlayer({ client, timeline, epochMs }: Cluster, scenario: Scenario): Player {
  const { folder, namespace } = scenario;
  const zero = start + scenario.epochMs - epochMs;
  const settings = { namespace, context: 'replay', contexts: ['replay'], server: recorderServer, ...recorder };
  const world: World = {
    client,
    timeline,
    zero,
    settings,
    folder,
    twins: createTwins(client, scenario),
    written: new Map(),
  };
  return {
    async prepare() {
      await timeline.until(zero - namespacesAheadMs);
      for (const name of recordersNamespaces(scenario)) {
        const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
        await client.request({ verb: 'create', group: '', version: 'v1', resource: 'namespaces', object });
      }
    },
    until: (at) => timeline.until(zero + at),
    async run(command, { t_ms, end_ms }) {
      const late = Math.max(0, timeline.now() - zero - t_ms);
      const end = end_ms === undefined ? undefined : end_ms + late;
      const played = await timeline.during(play({ ...world, end }, command));
      return played ?? { code: undefined, output: 'has not ended' };
    },
  };
}

interface World {
  readonly client: Cluster['client'];
  readonly timeline: Timeline;
  /** The scenario's beginning on the timeline. */
  readonly zero: number;
  readonly settings: { namespace: string; context: string; readonly contexts: readonly string[] };
  readonly folder: string;
  /** When the command had ended in the recording, since the scenario began. */
  readonly end?: number | undefined;
  /** Files that commands have written, by path. */
  readonly written: Map<string, string>;
  readonly twins: Twins;
}

async function play(world: World, { words, stdin, inner, script }: ShellCommand): Promise<Played> {
  if (script !== undefined) return playParts(world, script);
  const own = await ourWords(world.twins, words);
  if (inner === undefined) return type(world, own, stdin);
  const found = await type(world, inner, undefined);
  const filled = own.map((word) => word.replace('$()', found.output.trim()));
  return type(world, filled, stdin);
}

async function type(world: World, words: readonly string[], stdin: string | undefined): Promise<Played> {
  let output = '';
  const code = await begin(world, words, { ...(stdin === undefined ? {} : { stdin }), hear: (text) => void (output += text) });
  return { code, output };
}

/** Several commands of one line; those in the background go on while time passes for the others. */
async function playParts(world: World, script: readonly Part[]): Promise<Played> {
  const { timeline, end: _end, ...rest } = world;
  const unpaced: World = { timeline, ...rest };
  let output = '';
  const stage: Stage = {
    async type(words, typed) {
      const own = await ourWords(unpaced.twins, words);
      return begin(unpaced, own, typed);
    },
    sleep: (ms) => timeline.until(timeline.now() + ms),
    read: (path) => filesOf(world, undefined).read(path),
  };
  const code = await playScript(stage, script, (text) => void (output += text));
  return { code, output };
}

/** Starts a command; it goes on while time passes. */
async function begin(world: World, words: readonly string[], { stdin, hear, edit, timeoutMs }: Typed): Promise<number> {
  const files = filesOf(world, stdin);
  const known = await ourFiles(world, words);
  const abort = new AbortController();
  const { timeline, zero } = world;
  const now = () => timeline.now() - zero;
  const wait = (milliseconds: number) => timeline.until(timeline.now() + milliseconds, abort.signal);
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

/** The files that a command names, as they have to be here. */
async function ourFiles(world: World, words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { read } = filesOf(world, undefined);
  const files = new Map<string, string>();
  for (const word of words) {
    const text = word === '-' ? undefined : read(word);
    if (text !== undefined) files.set(word, await ourText(world.twins, text));
  }
  return files;
}

/** How many objects the files of a command hold. */
function objectsNamed(words: readonly string[], read: (path: string) => string | undefined): number {
  const text = words
    .flatMap((word) => (word === '-' || word.endsWith('.yaml') || word.endsWith('.json') ? [read(word) ?? ''] : []))
    .join('\n');
  return [...text.matchAll(/^kind:|^ {0,4}"kind":/gm)].length;
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

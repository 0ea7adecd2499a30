/** Plays a trace's commands, at the times they were given, to a cluster whose nodes are the recordings' stand-ins. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from '#api/request.ts';
import { rowOfKind } from '#api/scheme.ts';
import type { Component } from '#engine/client/component.ts';
import { createEngine } from '#engine/engine.ts';
import { controlPlane } from '#engine/cluster.ts';
import { externalProvisioner } from '#engine/storage/provisioner.ts';
import { changesSince } from '#engine/etcd/store.ts';
import type { Session } from '#engine/session.ts';
import { clusterOf } from '#engine/running.ts';
import type { Tape, UserSpec } from '#api/tape.ts';
import type { KubectlFiles } from '#kubectl/env.ts';
import { runKubectl } from '#kubectl/run.ts';
import { directPort } from '#remote/directPort.ts';
import { createPlayground } from '#remote/page.ts';
import { defaultCluster, freshTape } from '#share/freshTape.ts';
import { replayDoor } from './door.ts';
import { sayAgain, type Answered } from './sayAgain.ts';
import type { Trace, TraceEvent, TraceStep } from './recording.ts';
import { standInNode, type Silence } from './standInNode.ts';

export interface Replay {
  readonly events: readonly TraceEvent[];
  /** What was said by commands whose exit code differs from the recording's. */
  readonly troubles: readonly string[];
  /** What was said to the HTTP door, with both answers. */
  readonly answers: readonly Answered[];
}

/** The cluster runs for a while before the first command, as the recorded one had. */
const settleMs = 5_000;
const afterMs = 3_000;
const commandMaxMs = 120_000;
const recorderDriver = 'example.com/fake';

/** The recorded clusters had these classes; `fake` was the default one only where the trace says so. */
function environmentOf(trace: Trace): Request[] {
  const byDefault =
    trace.description?.includes('default StorageClass') === true
      ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }
      : {};
  return [
    {
      verb: 'delete',
      group: 'storage.k8s.io',
      version: 'v1',
      resource: 'storageclasses',
      name: 'standard',
    },
    ...(['Immediate', 'WaitForFirstConsumer'] as const).map((volumeBindingMode): Request => ({
      verb: 'create',
      group: 'storage.k8s.io',
      version: 'v1',
      resource: 'storageclasses',
      object: {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: volumeBindingMode === 'Immediate' ? { name: 'fake', ...byDefault } : { name: 'fake-wffc' },
        provisioner: recorderDriver,
        reclaimPolicy: 'Delete',
        volumeBindingMode,
      },
    })),
  ];
}

/** Whom the recorded cluster knew; their tokens are their names. */
const recorderUsers: readonly UserSpec[] = [{ name: 'alice', token: 'alice' }];

const plainTerminal = {
  settings: { namespace: 'default', context: 'replay', contexts: ['replay'] },
  signal: new AbortController().signal,
  isTTY: false,
  columns: 80,
};

/** Commands that only look. */
const reads = new Set(['get', 'describe', 'logs', 'auth', 'explain', 'api-resources']);

/** The recorder's cluster had a provisioner of its own, and no driver. */
function recorderControlPlane(): readonly Component[] {
  const own = externalProvisioner(new Map([[recorderDriver, { driver: 'fake.example.com', attach: true }]]));
  return controlPlane({ name: defaultCluster, nodes: [] }).map((it) => (it.address === own.address ? own : it));
}

function recorderCluster(nodes: number, silences: readonly Silence[]): Component[] {
  return [...recorderControlPlane(), ...Array.from({ length: nodes }, (_, i) => standInNode(`node-${i + 1}`, i, silences))];
}

function recorderTape(trace: Trace): Tape {
  const fresh = freshTape({ nodes: 0 });
  const clusters = fresh.clusters.map((spec) => ({ ...spec, users: recorderUsers }));
  return { ...fresh, clusters, epoch: new Date(startOf(trace) - settleMs).toISOString() };
}

/** `corpus` is the folder that the commands' relative paths begin in. */
export async function replay(trace: Trace, nodes: number, corpus: string): Promise<Replay> {
  const silences: Silence[] = [];
  const tape = recorderTape(trace);
  const engine = createEngine(tape, () => recorderCluster(nodes, silences));
  const port = directPort(tape, () => engine);
  const playground = createPlayground(port, defaultCluster);
  // Not through the host: it lets no more than a moment pass before the page has drawn what came of it.
  engine.advance(settleMs, Number.POSITIVE_INFINITY);
  await settled();
  for (const request of environmentOf(trace)) engine.say(defaultCluster, { type: 'request', request });
  const events: TraceEvent[] = [];
  const watch = collector(trace, events, engine.session);
  const start = Number(engine.now());
  silences.push(...silencesIn(trace, start));
  const troubles: string[] = [];
  const door = await replayDoor(engine, defaultCluster);
  const asking = { door, names: new Map(), passTo: (seconds: number) => advanceTo(start + seconds * 1_000) };
  const answers: Answered[] = [];
  const translated = translator(trace.events, events);
  let before = 0;
  for (const step of trace.steps) {
    if (step.api !== undefined) answers.push(await sayAgain(step, before, asking));
    before = step.t;
    if (step.api !== undefined) continue;
    await advanceTo(start + step.t * 1_000);
    if (step.cmd === undefined || reads.has(verbOf(step.cmd))) continue;
    const trouble = await command(step);
    if (trouble !== undefined) troubles.push(trouble);
  }
  await advanceTo(start + (trace.events.at(-1)?.t ?? 0) * 1_000 + afterMs);
  door.close();
  return { events, troubles, answers };

  async function advanceTo(at: number): Promise<void> {
    while (Number(engine.now()) < at) {
      engine.advance(Math.min(at, Number(engine.now()) + 500), Number.POSITIVE_INFINITY);
      watch();
      door.news();
    }
  }

  async function command(step: TraceStep): Promise<string | undefined> {
    let output = '';
    // The recording joined the arguments with blanks, without quotes.
    const argv = step.cmd!.split(' ').slice(1).map(translated);
    let code: number | undefined;
    const running = runKubectl(argv, {
      client: playground.client,
      stdout: (text) => void (output += text),
      stderr: (text) => void (output += text),
      stdin: () => Promise.resolve(step.stdin ?? ''),
      ...plainTerminal,
      files: corpusFiles(corpus),
      wait: (milliseconds) => waitUntil(Number(engine.now()) + milliseconds),
    }).then((it) => (code = it));
    const deadline = Number(engine.now()) + commandMaxMs;
    while (code === undefined && Number(engine.now()) < deadline) {
      await settled();
      if (code === undefined) await tick();
    }
    if (code === undefined) return `${step.cmd}: did not end`;
    await running;
    return code === step.rc ? undefined : `${step.cmd}: exit ${code} instead of ${step.rc}: ${output.slice(0, 300)}`;
  }

  /** Virtual time passes because the command is waited for. */
  async function waitUntil(at: number): Promise<void> {
    while (Number(engine.now()) < at) await settled();
  }

  /** Lets the host serve its watches while time passes. */
  async function tick(): Promise<void> {
    port.pump(16);
    watch();
    await settled();
  }
}

/** When the recording began, by its own wall clock: schedules depend on it. Objects say in whole seconds when they were made. */
function startOf(trace: Trace): number {
  const made = trace.events.filter(({ type }) => type === 'ADDED');
  return Math.max(...made.map(({ t, obj }) => Date.parse(String(obj.metadata.creationTimestamp)) - Math.round(t * 1_000)));
}

/** Nodes that the trace's notes stop. They were told to go on later, but none posted its status again before the trace's end. */
function silencesIn(trace: Trace, start: number): Silence[] {
  return trace.steps.flatMap(({ note, t }) => {
    const node = /^(\S+) heartbeats stopped$/.exec(note ?? '')?.[1];
    return node === undefined ? [] : [{ node, fromMs: start + t * 1_000 }];
  });
}

/** Keeps the changes that the recording would have kept: of its namespace, and cluster-scoped ones that belong to it. */
function collector(trace: Trace, events: TraceEvent[], session: Session): () => void {
  const { store } = clusterOf(session.world, defaultCluster).state.server;
  let told = store.revision;
  const namespace = trace.scenario;
  const kept = new Set(trace.events.map((it) => it.res));
  return () => {
    for (const { type, object } of changesSince(store, told) ?? []) {
      const row = rowOfKind(object.kind);
      if (row === undefined || !kept.has(row.plural)) continue;
      const belongs = row.namespaced
        ? object.metadata.namespace === namespace
        : ['PersistentVolume', 'Node'].includes(object.kind) || object.metadata.name === namespace;
      if (belongs) events.push({ t: session.world.kernel.now / 1_000, type, res: row.plural, obj: object });
    }
    told = store.revision;
  };
}

/** The recording ran beside the corpus: `corpus/...` are its files. */
function corpusFiles(corpus: string): KubectlFiles {
  const local = (path: string) => (path.startsWith('corpus/') ? join(corpus, path.slice('corpus/'.length)) : undefined);
  const isFolder = (path: string | undefined): path is string => path !== undefined && existsSync(path) && statSync(path).isDirectory();
  return {
    read: (path) => {
      const file = local(path);
      return file !== undefined && existsSync(file) && !isFolder(file) ? readFileSync(file, 'utf8') : undefined;
    },
    list: (path) => {
      const folder = local(path);
      return isFolder(folder) ? readdirSync(folder).toSorted() : undefined;
    },
  };
}

/** Commands name recorded objects; those whose names end by chance are ours of the same class, in the same order of creation. */
function translator(recorded: readonly TraceEvent[], ours: readonly TraceEvent[]): (word: string) => string {
  const created = (events: readonly TraceEvent[], generateName: string) =>
    events
      .filter(
        (it) =>
          it.type === 'ADDED' && it.obj.metadata.generateName === generateName && it.obj.metadata.name.length === generateName.length + 5,
      )
      .map((it) => it.obj.metadata.name);
  return (word) => {
    const event = recorded.find(
      (it) => it.type === 'ADDED' && it.obj.metadata.generateName !== undefined && word.endsWith(it.obj.metadata.name),
    );
    if (event === undefined) return word;
    const { name, generateName = '' } = event.obj.metadata;
    const own = created(ours, generateName)[created(recorded, generateName).indexOf(name)];
    return own === undefined ? word : `${word.slice(0, -name.length)}${own}`;
  };
}

function verbOf(cmd: string): string {
  const words = cmd.split(/\s+/).slice(1);
  for (let i = 0; i < words.length; i += 1) {
    if (words[i] === '-n') i += 1;
    else if (!words[i]!.startsWith('-')) return words[i]!;
  }
  return '';
}

/** Lets everything that is ready to run without time passing run. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

/** Plays a trace's commands, at the times they were given, to a cluster whose nodes are the recordings' stand-ins. */
import { rowOfKind } from '#api/scheme.ts';
import type { Component } from '#engine/client/component.ts';
import { createEngine } from '#engine/engine.ts';
import { controlPlane } from '#engine/cluster.ts';
import { externalProvisioner } from '#engine/storage/provisioner.ts';
import { changesSince } from '#engine/etcd/store.ts';
import type { Session } from '#engine/session.ts';
import { clusterOf } from '#engine/running.ts';
import type { Tape, UserSpec } from '#api/tape.ts';
import { directPort } from '#remote/directPort.ts';
import { defaultCluster, freshTape } from '#share/freshTape.ts';
import { settleMsOf, startOf } from './clock.ts';
import { replayDoor } from './door.ts';
import { environmentOf, recorderDriver } from './environment.ts';
import { losing, lostWritesIn, personsChangesIn, type Races } from './lostWrites.ts';
import { sayAgain, type Answered } from './sayAgain.ts';
import type { Trace, TraceEvent } from './recording.ts';
import { standInNode, type Silence } from './standInNode.ts';
import { settled, typist } from './typist.ts';

export interface Replay {
  readonly events: readonly TraceEvent[];
  /** What was said by commands whose exit code differs from the recording's. */
  readonly troubles: readonly string[];
  /** What was said to the HTTP door, with both answers. */
  readonly answers: readonly Answered[];
}

const afterMs = 3_000;

/** Whom the recorded cluster knew; their tokens are their names. */
const recorderUsers: readonly UserSpec[] = [{ name: 'alice', token: 'alice' }];

/** The recorder's cluster had a provisioner of its own, and no driver; its controllers lost some races. */
function recorderControlPlane(races: Races): readonly Component[] {
  const own = externalProvisioner(new Map([[recorderDriver, { driver: 'fake.example.com', attach: true }]]));
  return controlPlane({ name: defaultCluster, nodes: [] }).map((it) => losing(it.address === own.address ? own : it, races));
}

function recorderCluster(nodes: number, mishaps: Mishaps): Component[] {
  return [...recorderControlPlane(mishaps), ...Array.from({ length: nodes }, (_, i) => standInNode(`node-${i + 1}`, i, mishaps.silences))];
}

/** What went wrong in the recorded cluster, filled in once it is known when the trace begins. */
interface Mishaps extends Races {
  readonly silences: Silence[];
}

function recorderTape(trace: Trace, settleMs: number): Tape {
  const fresh = freshTape({ nodes: 0 });
  const clusters = fresh.clusters.map((spec) => ({ ...spec, users: recorderUsers }));
  return { ...fresh, clusters, epoch: new Date(startOf(trace) - settleMs).toISOString() };
}

/** `corpus` is the folder that the commands' relative paths begin in. */
export async function replay(trace: Trace, nodes: number, corpus: string): Promise<Replay> {
  const mishaps: Mishaps = { silences: [], lost: [], changes: [] };
  const settleMs = settleMsOf(trace);
  const tape = recorderTape(trace, settleMs);
  const engine = createEngine(tape, () => recorderCluster(nodes, mishaps));
  const port = directPort(tape, () => engine);
  // Not through the host: it lets no more than a moment pass before the page has drawn what came of it.
  engine.advance(settleMs, Number.POSITIVE_INFINITY);
  await settled();
  for (const request of environmentOf(trace)) engine.say(defaultCluster, { type: 'request', request });
  const events: TraceEvent[] = [];
  const watch = collector(trace, events, engine.session);
  const start = Number(engine.now());
  mishaps.silences.push(...silencesIn(trace, start));
  mishaps.lost.push(...lostWritesIn(trace, start));
  mishaps.changes.push(...personsChangesIn(trace, start));
  const troubles: string[] = [];
  const door = await replayDoor(engine, defaultCluster);
  const asking = { door, names: new Map(), passTo: (seconds: number) => advanceTo(start + seconds * 1_000) };
  const answers: Answered[] = [];
  const type = typist({ engine, port, corpus, trace, start, watch, translated: translator(trace.events, events) });
  let before = 0;
  for (const step of trace.steps) {
    if (step.api !== undefined) answers.push(await sayAgain(step, before, asking));
    before = step.t;
    if (step.api !== undefined) continue;
    await advanceTo(start + step.t * 1_000);
    const trouble = await type(step);
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

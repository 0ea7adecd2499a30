/**
 * What a trace says, apart from chance: for each object (or class of objects whose names end by chance) the order of
 * creates, changes of what is wanted, and deletes; the events about it; its last status.
 */
import type { KubeObject } from '#api/meta.ts';
import type { Trace, TraceEvent } from './recording.ts';

/** Facts by name: `sequence pods/web-*`, `events Pod/web-0`, `final statefulsets/web`. */
export type Facts = ReadonlyMap<string, readonly string[]>;

type Loose = { readonly [key: string]: unknown };
type LooseObject = KubeObject & {
  readonly spec?: Loose;
  readonly status?: Loose;
  readonly [key: string]: unknown;
};

const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}';
const generated = new RegExp(`-${suffix}$`);

export function factsOf(trace: Pick<Trace, 'scenario' | 'events'>): Facts {
  const facts = new Map<string, string[]>();
  const events = trace.events.filter((event) => !isStandInVolume(event));
  const restarted = restartedHashes(events);
  const timeless = (text: string) => restarted.reduce((left, hash) => left.replaceAll(hash, 'restarted'), text);
  const note = (name: string, fact: string) => facts.set(timeless(name), [...(facts.get(timeless(name)) ?? []), timeless(fact)]);
  const classes = classNames(events);
  for (const life of livesOf(events)) {
    const { res, type } = life[0]!;
    if (type !== 'ADDED' && res !== 'nodes') continue; // left over from the scenario before
    const last = life.at(-1)!.obj as LooseObject;
    if (res === 'events') {
      if (isByChance(last)) continue;
      note(`events ${aboutOf(last, classes)}`, eventFact(last));
      continue;
    }
    const name = `${res}/${classOf(last)}`;
    const sequence = withoutSteps(sequenceOf(life)).join(' ');
    if (res === 'nodes' && sequence === '') continue; // only heartbeats
    note(`sequence ${name}`, sequence);
    if (res !== 'nodes') note(`final ${name}`, JSON.stringify(finalOf(last, res)));
  }
  return new Map(
    [...facts].map(([name, values]) => [name, name.startsWith('events') ? [...new Set(values)].toSorted() : values.toSorted()]),
  );
}

/** The hashes of templates that `rollout restart` stamped with the time, by which their names are made. */
function restartedHashes(events: readonly TraceEvent[]): string[] {
  const hashes = events
    .filter((it) => it.res === 'replicasets' && JSON.stringify(it.obj).includes('kubectl.kubernetes.io/restartedAt'))
    .map((it) => it.obj.metadata.labels?.['pod-template-hash'] ?? '')
    .filter((hash) => hash !== '');
  return [...new Set(hashes)];
}

/** Volumes that the recordings' stand-in provisioner made and removed; the real thing had no part in them. */
function isStandInVolume({ res, obj }: TraceEvent): boolean {
  return res === 'persistentvolumes' && obj.metadata.name.startsWith('pvc-');
}

/** What the stand-in provisioner said, and who lost a race for a write. */
function isByChance(event: LooseObject): boolean {
  const source = event['source'] as { component?: string } | undefined;
  return source?.component === 'external-provisioner' || String(event['message']).includes('the object has been modified');
}

/** All events of one life of one object: same name, same uid. */
function livesOf(events: readonly TraceEvent[]): TraceEvent[][] {
  const lives = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const key = `${event.res}/${event.obj.metadata.uid}`;
    const life = lives.get(key);
    if (life === undefined) lives.set(key, [event]);
    else life.push(event);
  }
  return [...lives.values()];
}

/** An object's name without what chance put into it. */
function classOf(object: KubeObject): string {
  const { name, generateName } = object.metadata;
  return generateName !== undefined && generated.test(name) ? `${name.replace(generated, '')}-*` : name;
}

function classNames(events: readonly TraceEvent[]): ReadonlyMap<string, string> {
  return new Map(events.filter((it) => it.res !== 'events').map((it) => [it.obj.metadata.uid, classOf(it.obj)]));
}

function aboutOf(event: LooseObject, classes: ReadonlyMap<string, string>): string {
  const about = event['involvedObject'] as { kind: string; name: string; uid?: string };
  return `${about.kind}/${classes.get(about.uid ?? '') ?? about.name.replace(generated, '-*')}`;
}

function eventFact(event: LooseObject): string {
  return `${String(event['type'])} ${String(event['reason'])}: ${withoutChance(String(event['message']))}`;
}

/** Random suffixes, uids, addresses, node choices and counts of nodes of other runs. */
function withoutChance(text: string): string {
  return text
    .replace(new RegExp(`-${suffix}\\b`, 'g'), '-*')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '*')
    .replace(/^\(combined from similar events\): /, '')
    .replace(/^(Scaled (?:up|down) replica set \S+) to \d+ from \d+$/, '$1 to # from #')
    .replace(/\bnode-\d\b/g, 'node-*')
    .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, '*');
}

function sequenceOf(life: readonly TraceEvent[]): string[] {
  const tokens: string[] = [];
  let before: LooseObject | undefined;
  for (const event of life) {
    const object = event.obj as LooseObject;
    if (event.type === 'ADDED') tokens.push('created');
    else if (event.type === 'DELETED') tokens.push('deleted');
    else tokens.push(...changesOf(before, object));
    before = object;
  }
  return tokens;
}

/**
 * How many steps a rollout takes depends on how many pods happen to become ready between two looks of its controller.
 * Of counts that rise (or fall) one after the other only the last says what was meant.
 */
function withoutSteps(tokens: readonly string[]): string[] {
  const result: string[] = [];
  let count: number | undefined;
  let direction = 0;
  for (const token of tokens) {
    const next = /^replicas=(\d+)$/.exec(token)?.[1];
    if (next === undefined) {
      result.push(token);
      count = undefined;
      direction = 0;
      continue;
    }
    const turn = count === undefined ? 0 : Math.sign(Number(next) - count);
    if (count !== undefined && (direction === 0 || turn === direction)) result.pop();
    if (count !== undefined) direction = turn;
    count = Number(next);
    result.push(token);
  }
  return result;
}

/** Changes of what is wanted of an object; its status is another matter. */
function changesOf(before: LooseObject | undefined, now: LooseObject): string[] {
  if (before === undefined) return [];
  const tokens: string[] = [];
  if (before.metadata.deletionTimestamp === undefined && now.metadata.deletionTimestamp !== undefined) tokens.push('deleting');
  const [a, b] = [before.spec ?? {}, now.spec ?? {}];
  for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted()) {
    if (JSON.stringify(a[key]) === JSON.stringify(b[key])) continue;
    tokens.push(typeof b[key] === 'number' ? `${key}=${b[key]}` : key);
  }
  for (const key of ['labels', 'ownerReferences'] as const) {
    if (JSON.stringify(before.metadata[key]) !== JSON.stringify(now.metadata[key])) tokens.push(key);
  }
  return tokens;
}

const chance = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastProbeTime',
  'startTime',
  'completionTime',
  'startedAt',
  'finishedAt',
  'managedFields',
  'podIP',
  'podIPs',
  'hostIP',
  'hostIPs',
  'clusterIP',
  'clusterIPs',
  'nodePort',
  'healthCheckNodePort',
  'nodeName',
  'volumeName',
  'deletionTimestamp',
  'containerStatuses',
  'deletionGracePeriodSeconds',
  'zone',
  'annotations',
  'generation',
  'ca.crt',
]);

function finalOf(object: LooseObject, res: string): unknown {
  if (res === 'pods') return podFinal(object);
  const { metadata, apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  const { labels, ownerReferences, finalizers } = metadata;
  const status = res === 'replicasets' ? { status: { ...object.status, observedGeneration: undefined } } : {};
  return strip({ labels, ownerReferences, finalizers, ...rest, ...status });
}

/** A pod's status is mostly its node's doing, which the recordings stand in for. */
function podFinal(object: LooseObject): unknown {
  const conditions = (object.status?.['conditions'] ?? []) as {
    type: string;
    status: string;
    reason?: string;
  }[];
  const { labels, ownerReferences } = object.metadata;
  return strip({
    labels,
    ownerReferences,
    phase: object.status?.['phase'],
    conditions: conditions.map(({ type, status }) => `${type}=${status}`).toSorted(),
  });
}

function strip(value: unknown): unknown {
  if (typeof value === 'string') return withoutChance(value);
  if (Array.isArray(value)) return value.map(strip).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !chance.has(key) && item !== undefined && item !== null)
      .map(([key, item]) => [key, strip(item)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

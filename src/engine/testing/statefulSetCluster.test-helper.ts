/**
 * A whole cluster with one StatefulSet `web`, told what to do in lines of text. Only for tests.
 *
 * Said:     `set 3 claims paused`, `wait 20`, `scale 0`, `image 1.25`, `patch {...}`, `delete 0`, `evict 0`, `label 0 app=x`, `orphan`,
 *           `remove`, `again`, `continue 0` and `pause 0` (a pod made with `paused` is ready only after `continue`), `run 0 COMMAND`,
 *           `remember 0`, `lose-claim 0`, `crowd`, `uncrowd` (somebody takes the host port on every node).
 * Expected: `= 0* 1` (pods by ordinal, a star for ready), `images 1.24 1.25`, `claims 0 1`, `owned 0 1`, `same 0`, `new 0`,
 *           `prints TEXT` (what the last `run` said), `status readyReplicas=3`, `revisions same|differ`.
 */
import { expect } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Kind, KindMap, Pod, StatefulSet } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import { apiVersionOf, groupResource, scheme } from '#api/scheme.ts';
import { createEngine } from '../engine.ts';
import { list } from '../etcd/store.ts';
import { clusterOf } from '../running.ts';

type Fields = { readonly [field: string]: Json };
type Words = readonly string[];

const cluster = 'orrery';
const namespace = 'default';

/** Plays a script; every line that begins with an expectation is checked. */
export function playScript(script: string): void {
  const it = start();
  const lines = script.split('\n').map((line) => line.trim());
  for (const line of lines.filter((text) => text !== '')) {
    const [word = '', ...rest] = line.split(' ');
    const step = (steps as Readonly<Record<string, (it: Stage, words: Words) => void>>)[word];
    if (step === undefined) throw new Error(`no step ${word}`);
    it.line = line;
    step(it, rest);
  }
}

interface Stage {
  readonly engine: ReturnType<typeof createEngine>;
  /** The line that is being played: what a failed expectation shows. */
  line: string;
  printed: string;
  spec: Fields;
  readonly uids: Map<string, string>;
}

function start(): Stage {
  const nodes = [{ name: 'node-1' }, { name: 'node-2' }, { name: 'node-3' }];
  const engine = createEngine({ version: 1, seed: 1, epoch: '2026-01-01T09:00:00Z', clusters: [{ name: cluster, nodes }], inputs: [] });
  engine.advance(5_000, Number.POSITIVE_INFINITY);
  return { engine, line: '', printed: '', spec: {}, uids: new Map() };
}

function ask(it: Stage, kind: Kind, rest: Omit<Request, 'group' | 'version' | 'resource'>): void {
  const { group, version, plural: resource } = scheme[kind];
  const answer = it.engine.say(cluster, { type: 'request', request: { group, version, resource, namespace, ...rest } });
  if (answer === undefined || answer.code >= 400) throw new Error(`${it.line}: ${JSON.stringify(answer?.body)}`);
}

function all<K extends Kind>({ engine }: Stage, kind: K): readonly KindMap[K][] {
  const { store } = clusterOf(engine.session.world, cluster).state.server;
  return list(store, groupResource(scheme[kind]), namespace) as readonly unknown[] as readonly KindMap[K][];
}

function create(it: Stage, kind: Kind, name: string, spec: Fields): void {
  ask(it, kind, { verb: 'create', object: { apiVersion: apiVersionOf(scheme[kind]), kind, metadata: { name }, spec } });
}

function setOf(it: Stage): StatefulSet {
  return all(it, 'StatefulSet')[0]!;
}

function podsOf(it: Stage): readonly Pod[] {
  const ordinal = ({ metadata }: Pod) => Number(metadata.name.slice('web-'.length));
  return all(it, 'Pod')
    .filter(({ metadata }) => metadata.name.startsWith('web-'))
    .toSorted((a, b) => ordinal(a) - ordinal(b));
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true;
}

const tellingFile = '/tmp/continue';

/** What a word after `set N` makes of the specification. */
function specOf(replicas: number, words: Words): Fields {
  const option = (name: string) => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const claims = words.includes('claims');
  const probe = { exec: { command: ['test', '-f', tellingFile] }, periodSeconds: 1 };
  const container = {
    name: 'c',
    image: 'nginx:1.24',
    ...(words.includes('paused') ? { readinessProbe: probe } : {}),
    ...(words.includes('hostPort') ? { ports: [{ containerPort: 80, hostPort: 8_080 }] } : {}),
    ...(claims ? { volumeMounts: [{ name: 'data', mountPath: '/data' }] } : {}),
  };
  const rollingUpdate = { partition: Number(option('partition') ?? 0) };
  const kept = { whenScaled: option('whenScaled') ?? 'Retain', whenDeleted: option('whenDeleted') ?? 'Retain' };
  const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
  return {
    replicas,
    serviceName: 'web',
    selector: { matchLabels: { app: 'web' } },
    podManagementPolicy: words.includes('parallel') ? 'Parallel' : 'OrderedReady',
    updateStrategy: words.includes('onDelete') ? { type: 'OnDelete' } : { type: 'RollingUpdate', rollingUpdate },
    minReadySeconds: Number(option('minReady') ?? 0),
    ...(option('start') === undefined ? {} : { ordinals: { start: Number(option('start')) } }),
    template: { metadata: { labels: { app: 'web' } }, spec: { terminationGracePeriodSeconds: 1, containers: [container] } },
    volumeClaimTemplates: claims ? [claim] : [],
    persistentVolumeClaimRetentionPolicy: kept,
  };
}

function patchSet(it: Stage, body: Json): void {
  ask(it, 'StatefulSet', { verb: 'patch', name: 'web', patch: { type: 'strategic', body } });
}

function removeSet(it: Stage, propagationPolicy: 'Orphan' | 'Background'): void {
  ask(it, 'StatefulSet', { verb: 'delete', name: 'web', options: { delete: { propagationPolicy } } });
}

function run(it: Stage, ordinal: string, command: string): void {
  const query = { container: ['c'], command: ['sh', '-c', command], stdout: ['true'], stderr: ['true'] };
  const request: Request = {
    verb: 'connect',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace,
    name: `web-${ordinal}`,
    subresource: 'exec',
    options: { query },
  };
  it.engine.takeStreams();
  it.engine.say(cluster, { type: 'connect', stream: `s${it.engine.now()}`, request });
  wait(it, 1);
  it.printed = it.engine
    .takeStreams()
    .map((chunk) => (chunk.type === 'exit' ? (chunk.message ?? '') : chunk.data))
    .join('')
    .trim();
}

function wait({ engine }: Stage, seconds: number): void {
  engine.advance(Number(engine.now()) + seconds * 1_000, Number.POSITIVE_INFINITY);
}

function uidOf(it: Stage, ordinal: string): string | undefined {
  return podsOf(it).find(({ metadata }) => metadata.name === `web-${ordinal}`)?.metadata.uid;
}

/** Pods that hold the host port of the set's on every node. */
function crowd(it: Stage): void {
  for (const [i, node] of ['node-1', 'node-2', 'node-3'].entries()) {
    const containers = [{ name: 'c', image: 'nginx:1.24', ports: [{ containerPort: 80, hostPort: 8_080 }] }];
    create(it, 'Pod', `crowd-${i}`, { nodeName: node, terminationGracePeriodSeconds: 0, containers });
  }
}

const ordinals = (names: readonly string[]): string => names.map((name) => name.slice(name.lastIndexOf('-') + 1)).join(' ');

const steps = {
  set(it: Stage, [replicas = '1', ...words]: Words) {
    it.spec = specOf(Number(replicas), words);
    create(it, 'Service', 'web', { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 80 }] });
    create(it, 'StatefulSet', 'web', it.spec);
  },
  again: (it: Stage) => create(it, 'StatefulSet', 'web', it.spec),
  wait: (it: Stage, [seconds]: Words) => wait(it, Number(seconds)),
  scale: (it: Stage, [replicas]: Words) => patchSet(it, { spec: { replicas: Number(replicas) } }),
  image: (it: Stage, [tag]: Words) =>
    patchSet(it, { spec: { template: { spec: { containers: [{ name: 'c', image: `nginx:${tag}` }] } } } }),
  patch: (it: Stage, words: Words) => patchSet(it, { spec: JSON.parse(words.join(' ')) as Json }),
  delete: (it: Stage, [ordinal]: Words) => ask(it, 'Pod', { verb: 'delete', name: `web-${ordinal}` }),
  'lose-claim': (it: Stage, [ordinal]: Words) => ask(it, 'PersistentVolumeClaim', { verb: 'delete', name: `data-web-${ordinal}` }),
  orphan: (it: Stage) => removeSet(it, 'Orphan'),
  remove: (it: Stage) => removeSet(it, 'Background'),
  label(it: Stage, [ordinal, label = '']: Words) {
    const [key = '', value = ''] = label.split('=');
    ask(it, 'Pod', { verb: 'patch', name: `web-${ordinal}`, patch: { type: 'merge', body: { metadata: { labels: { [key]: value } } } } });
  },
  continue: (it: Stage, [ordinal = '']: Words) => run(it, ordinal, `touch ${tellingFile}`),
  pause: (it: Stage, [ordinal = '']: Words) => run(it, ordinal, `rm ${tellingFile}`),
  run: (it: Stage, [ordinal = '', ...command]: Words) => run(it, ordinal, command.join(' ')),
  remember(it: Stage, [ordinal = '']: Words) {
    it.uids.set(ordinal, uidOf(it, ordinal) ?? '');
  },
  crowd,
  uncrowd(it: Stage) {
    for (const i of [0, 1, 2]) ask(it, 'Pod', { verb: 'delete', name: `crowd-${i}` });
  },

  '=': (it: Stage, words: Words) =>
    expect(
      podsOf(it)
        .map((pod) => ordinals([pod.metadata.name]) + (isReady(pod) ? '*' : ''))
        .join(' '),
      it.line,
    ).toBe(words.join(' ')),
  images: (it: Stage, words: Words) =>
    expect(
      podsOf(it)
        .map(({ spec }) => spec.containers[0]!.image?.replace('nginx:', ''))
        .join(' '),
      it.line,
    ).toBe(words.join(' ')),
  claims: (it: Stage, words: Words) =>
    expect(ordinals(all(it, 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)), it.line).toBe(words.join(' ')),
  owned: (it: Stage, words: Words) => {
    const owned = podsOf(it).filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === setOf(it).metadata.uid));
    expect(ordinals(owned.map(({ metadata }) => metadata.name)), it.line).toBe(words.join(' '));
  },
  same: (it: Stage, [ordinal = '']: Words) => expect(uidOf(it, ordinal), it.line).toBe(it.uids.get(ordinal)),
  new: (it: Stage, [ordinal = '']: Words) => expect(uidOf(it, ordinal), it.line).not.toBe(it.uids.get(ordinal)),
  prints: (it: Stage, words: Words) => expect(it.printed, it.line).toBe(words.join(' ')),
  status(it: Stage, words: Words) {
    const wanted = Object.fromEntries(words.map((word) => word.split('=')).map(([field = '', value]) => [field, Number(value)]));
    const status = setOf(it).status as Readonly<Record<string, unknown>>;
    expect(Object.fromEntries(Object.keys(wanted).map((field) => [field, status[field] ?? 0])), it.line).toEqual(wanted);
  },
  revisions(it: Stage, [how]: Words) {
    const { currentRevision, updateRevision } = setOf(it).status;
    expect(currentRevision === updateRevision ? 'same' : 'differ', it.line).toBe(how);
  },
};

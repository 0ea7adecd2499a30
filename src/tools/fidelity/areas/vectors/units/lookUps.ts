/**
 * Small tables about finding one thing among many: a volume for a claim, a port of a pod, a path's subscript, indexes that may go on,
 * where a proxied request leads.
 * upstream: pkg/controller/volume/persistentvolume (index.go), pkg/api/v1/pod, pkg/fieldpath, pkg/controller/job, pkg/registry/core
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod, Service } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import { dialFor } from '#engine/apiserver/proxyTarget.ts';
import { isStatus } from '#engine/apiserver/status.ts';
import { ask, create, podServer, testServer, type TestServer } from '#engine/apiserver/testServer.ts';
import { portsFor } from '#engine/controllers/common/endpoints/podEndpoint.ts';
import { readyIndexes } from '#engine/controllers/job/perIndex.ts';
import { bestMatch } from '#engine/controllers/persistentvolume/match.ts';
import { fieldText } from '#engine/kubelet/env/fields.ts';
import { errorText, inputOf, isFields, outputOf, rowsOf, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs, timesIn } from './objects.ts';

/** The volumes of the test: name, size, modes (o for once, r for many readers, w for many writers), class, what else is to be known. */
const volumes: readonly PersistentVolume[] = [
  'gce-pd-10 10G or',
  'gce-pd-20 20G or - Bound',
  'nfs-5 5G orw',
  'gce-pd-1 1G or - Bound',
  'nfs-10 10G orw',
  'gce-pd-5 5G or',
  'nfs-1 1G orw',
  'gce-pd-2 20000G o - Available labelled',
  'gce-pd-silver1 10000G o silver Available labelled',
  'gce-pd-silver2 100G o silver',
  'gce-pd-gold 50G o gold',
  'local-pd-very-large 200E orw large',
  'local-pd-extremely-large 800E orw large',
  'affinity-pv 100G or wait',
  'affinity-pv2 150G or wait',
  'affinity-pv3 200G or wait',
].map((text) => {
  const [name = '', storage, modes = '', storageClassName = '', phase = 'Available', labelled] = text.split(' ');
  const accessModes = [...modes].map((mode) => ({ o: 'ReadWriteOnce', r: 'ReadOnlyMany', w: 'ReadWriteMany' })[mode]);
  const claimRef = phase === 'Bound' ? { claimRef: { uid: 'another', name: 'another', namespace: 'another' } } : {};
  return {
    metadata: { name, labels: labelled === undefined ? {} : { 'should-exist': 'true' } },
    spec: {
      capacity: { storage },
      accessModes,
      volumeMode: 'Filesystem',
      ...claimRef,
      ...(storageClassName === '-' ? {} : { storageClassName }),
    },
    status: { phase },
  } as unknown as PersistentVolume;
});

const matched: Adapter = (row) => {
  const { claim, expectedMatch } = inputOf(row);
  const given = objectAs<PersistentVolumeClaim>(claim);
  const asked = { ...given, metadata: { ...given.metadata, uid: 'claim' } } as PersistentVolumeClaim;
  return { expected: expectedMatch, got: bestMatch(asked, volumes, false)?.metadata.name ?? '' };
};

export const volumeMatches: Adapters = { TestMatchVolume: matched };

/** A pod's port by the number or name that a Service names. */
const foundPort: Adapter = (row) => {
  const { containers, port: targetPort, expected, pass } = inputOf(row);
  const pod = { metadata: {}, spec: { containers: objectAs<object[]>(containers) } } as unknown as Pod;
  const service = { spec: { ports: [{ port: 1, targetPort: intOrString(targetPort) }] } } as unknown as Service;
  return { expected: pass === true ? expected : undefined, got: portsFor(pod, service)[0]?.port };
};

function intOrString(value: unknown): unknown {
  return isFields(value) ? (value['IntVal'] ?? value['StrVal']) : value;
}

export const podPorts: Adapters = { TestFindPort: foundPort };

/** The value under a subscript is found where the path is understood. */
const subscripts: Adapter = (row) => {
  const { fieldPath, expectedPath, expectedSubscript, expectedOK } = inputOf(row);
  const map = { [String(expectedSubscript)]: 'found' };
  const pod = { metadata: { annotations: map, labels: map }, spec: {} } as unknown as Pod;
  if (expectedOK === true && !/^metadata\.(annotations|labels)$/.test(String(expectedPath)))
    return { leftOut: 'only annotations and labels have subscripts' };
  return { expected: expectedOK, got: fieldText({ pod, podIp: '', hostIp: '', allocatable: {} }, String(fieldPath)) === 'found' };
};

/** All labels as one text; upstream's own is of no order that counts. */
const mapTexts: Adapter = (row) => {
  const { args } = inputOf(row);
  const labels = objectAs<object>(isFields(args) ? (args['m'] ?? {}) : {});
  const lines = (text: unknown) =>
    String(text ?? '')
      .split('\n')
      .toSorted();
  const pod = { metadata: { labels }, spec: {} } as unknown as Pod;
  const got = fieldText({ pod, podIp: '', hostIp: '', allocatable: {} }, 'metadata.labels');
  return { expected: lines(outputOf(row)['gotFmtStr']), got: lines(got) };
};

export const fieldTexts: Adapters = { TestSplitMaybeSubscriptedPath: subscripts, TestFormatMap: mapTexts };

/** The table has one clock, which is the last moment that any of its rows names. */
export function creationTimes(tests: Fields): Adapters {
  const name = 'TestGetPodCreationInfoForIndependentIndexes';
  const rows = rowsOf(tests, name);
  const now = Math.max(0, ...rows.flatMap((row) => timesIn(row.in)).map((time) => Date.parse(time)));
  return {
    [name](row) {
      const { indexesToAdd, podsWithDelayedDeletionPerIndex: delayed, wantIndexesToAdd, wantRemainingTime } = inputOf(row);
      const held = new Map(Object.entries(isFields(delayed) ? delayed : {}).map(([index, pod]) => [Number(index), objectAs<Pod>(pod)]));
      const pods = new Map([...held].map(([index, pod]) => [index, { ...pod, status: pod.status ?? {} } as Pod]));
      const got = readyIndexes(Array.isArray(indexesToAdd) ? indexesToAdd.map(Number) : [], pods, now);
      return { expected: [wantIndexesToAdd ?? [], wantRemainingTime], got: [got.now, `${got.waitMs / 1000}s`] };
    },
  };
}

/** `ip:port` to which a request to a proxy leads, or why to none. */
function leadsTo(it: TestServer, resource: string, name: string): string {
  const request: Request = { verb: 'get', group: '', version: 'v1', resource, subresource: 'proxy', namespace: 'default', name };
  let to = '';
  const send = (_to: string, message: object) => {
    const { to: target } = message as { readonly to?: { readonly ip: string; readonly port: number } };
    to = target === undefined ? 'kubelet' : `${target.ip}:${target.port}`;
  };
  const answer = dialFor(it.server, 's', request, { ...it.env, send });
  return isStatus(answer) ? (answer.message ?? '') : to;
}

const owned = (name: string, more: Fields): Fields => ({ metadata: { name, namespace: 'default', uid: name }, ...more });
const subset = (ip: string, ports: readonly object[]) => ({ subsets: [{ addresses: [{ ip, nodeName: 'n' }], ports }] });

/** The Services of the test and their endpoints. */
function withServices(): TestServer {
  const it = testServer();
  const named = [
    { name: 'p', port: 93, targetPort: 80 },
    { name: 'q', port: 76, targetPort: 81 },
  ];
  for (const name of ['unnamed', 'unnamed2', 'no-endpoints'])
    create(it, 'Service', name, { spec: { ports: [{ port: 93, targetPort: 80 }] } });
  create(it, 'Service', 'named', { spec: { ports: named } });
  create(it, 'Endpoints', 'unnamed', owned('unnamed', subset('1.2.3.4', [{ port: 80 }])) as never);
  create(it, 'Endpoints', 'unnamed2', owned('unnamed2', subset('1.2.3.5', [{ port: 80 }])) as never);
  const both = named.map(({ name, targetPort }) => ({ name, port: targetPort }));
  create(it, 'Endpoints', 'named', owned('named', subset('1.2.3.6', both)) as never);
  create(it, 'Endpoints', 'no-endpoints', owned('no-endpoints', { subsets: [] }) as never);
  return it;
}

const serviceProxy: Adapter = (row) => {
  const { query, expect } = inputOf(row);
  if (typeof query !== 'string') return { leftOut: 'the row is the name of a Service that the test makes' };
  const words = errorText(outputOf(row)['err']);
  const got = leadsTo(withServices(), 'services', query);
  return { expected: words ?? String(expect).replace(/^.*\/\//, ''), got };
};

export const serviceProxies: Adapters = { TestServiceRegistryResourceLocation: serviceProxy };

/** A pod's first address, at the port that is asked for or the first it declares. */
const podProxy: Adapter = (row) => {
  const { query, pod, location, err } = inputOf(row);
  if (err !== undefined && err !== null && err !== false) return { leftOut: 'the row has no place to be led to' };
  const given = objectAs<Pod>(pod);
  const it = podServer();
  const spec = {
    ...given.spec,
    nodeName: 'n',
    containers: (given.spec?.containers ?? []).map((container) => ({ image: 'i', ...container })),
  };
  const whole = spec.containers.length === 0 ? { ...spec, containers: [{ name: 'c', image: 'i' }] } : spec;
  create(it, 'Pod', 'foo', { spec: whole } as never);
  ask(it, 'Pod', { verb: 'patch', name: 'foo', subresource: 'status', patch: { type: 'merge', body: { status: given.status } as never } });
  const got = leadsTo(it, 'pods', String(query));
  const [, six, four, port = '80'] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(String(location)) ?? [];
  return { expected: `${six ?? four}:${port}`, got };
};

export const podProxies: Adapters = { TestResourceLocation: podProxy };

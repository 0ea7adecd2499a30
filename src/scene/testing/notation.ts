/**
 * Clusters in one line an object, for tests: `node n1`, `sts web 3 data`, `pod web-0 Running n1 @StatefulSet/web`,
 * `pvc data-web-0 Bound pv-0`, `pv pv-0 Bound`, `svc web None`, `slice web web-0 web-1!` (`!` is not ready), `deploy api 2`,
 * `rs api-1a 2 @Deployment/api`. Names' first letters before `-` become the label `app`.
 */
import type { KubeObject } from '#api/meta.ts';
import { objectKey } from '#api/meta.ts';
import type { Mirror } from '../model.ts';

type Fields = Readonly<Record<string, unknown>>;

export function cluster(...lines: readonly string[]): Mirror {
  const kinds = new Map<string, Map<string, KubeObject>>();
  lines.forEach((line, index) => {
    const object = read(line, index);
    const of = kinds.get(object.kind) ?? new Map<string, KubeObject>();
    kinds.set(object.kind, of);
    of.set(objectKey(object.metadata.namespace, object.metadata.name), object);
  });
  return { kinds };
}

function read(line: string, index: number): KubeObject {
  const owner = /@(\w+)\/(\S+)/.exec(line);
  const [word = '', name = '', ...rest] = line.replace(/@\S+/, '').trim().split(/\s+/);
  const reader = readers[word];
  if (reader === undefined) throw new Error(`no such thing as ${word}`);
  const { kind, scope, ...fields } = reader(name, rest);
  const metadata = {
    name: word === 'slice' ? `${name}-slice` : name,
    ...(scope === 'cluster' ? {} : { namespace: 'default' }),
    uid: `${String(kind)}-${name}`,
    resourceVersion: String(index),
    creationTimestamp: `2026-01-01T00:00:${String(index % 60).padStart(2, '0')}Z`,
    labels: { app: name.split('-')[0], ...(word === 'slice' ? { 'kubernetes.io/service-name': name } : {}) },
    ...(owner === null
      ? {}
      : { ownerReferences: [{ apiVersion: 'apps/v1', kind: owner[1], name: owner[2], uid: `${owner[1]}-${owner[2]}`, controller: true }] }),
    ...(rest.includes('Terminating') ? { deletionTimestamp: '2026-01-01T01:00:00Z' } : {}),
  };
  return { apiVersion: 'v1', kind, metadata, ...fields } as unknown as KubeObject;
}

const readers: Readonly<
  Record<string, (name: string, rest: readonly string[]) => Fields & { readonly kind: string; readonly scope?: string }>
> = {
  node: (_name, [ready = 'Ready']) => ({
    kind: 'Node',
    scope: 'cluster',
    spec: {},
    status: {
      conditions: [{ type: 'Ready', status: ready === 'Ready' ? 'True' : 'Unknown' }],
      allocatable: { cpu: '2', memory: '4Gi', pods: '110' },
    },
  }),
  sts: (name, [replicas = '1', ...templates]) => ({
    kind: 'StatefulSet',
    spec: {
      replicas: Number(replicas),
      serviceName: name,
      template: template(name),
      volumeClaimTemplates: templates.map((one) => ({ metadata: { name: one } })),
    },
    status: {},
  }),
  deploy: (name, [replicas = '1']) => ({ kind: 'Deployment', spec: { replicas: Number(replicas), template: template(name) }, status: {} }),
  rs: (name, [replicas = '1']) => ({ kind: 'ReplicaSet', spec: { replicas: Number(replicas), template: template(name) }, status: {} }),
  pod: (_name, [word = 'Running', node = '-', claim]) => pod(word, node, claim),
  pvc: (_name, [phase = 'Bound', volume]) => ({
    kind: 'PersistentVolumeClaim',
    spec: { accessModes: ['ReadWriteMany'], ...(volume === undefined ? {} : { volumeName: volume }) },
    status: { phase },
  }),
  pv: (_name, [phase = 'Bound', claimUid]) => ({
    kind: 'PersistentVolume',
    scope: 'cluster',
    spec: { capacity: { storage: '100Mi' }, ...(claimUid === undefined ? {} : { claimRef: { uid: claimUid } }) },
    status: { phase },
  }),
  attached: (_name, [volume = '', nodeName = '', word = 'yes']) => ({
    kind: 'VolumeAttachment',
    scope: 'cluster',
    spec: { nodeName, source: { persistentVolumeName: volume } },
    status: { attached: word === 'yes', ...(word === 'failed' ? { attachError: { message: 'no' } } : {}) },
  }),
  svc: (name, [ip = '10.96.0.10']) => ({
    kind: 'Service',
    spec: { clusterIP: ip, selector: { app: name.split('-')[0] }, ports: [{ port: 80 }] },
    status: {},
  }),
  cron: () => ({ kind: 'CronJob', spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: template('cron') } } }, status: {} }),
  job: (name) => ({ kind: 'Job', spec: { completions: 1, template: template(name) }, status: {} }),
  cm: () => ({ kind: 'ConfigMap', data: { key: 'value' } }),
  sa: () => ({ kind: 'ServiceAccount' }),
  role: () => ({ kind: 'Role', rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
  binding: (_name, [role = '', account = '']) => ({
    kind: 'RoleBinding',
    roleRef: { kind: role.split('/')[0], name: role.split('/')[1] },
    subjects: [{ kind: 'ServiceAccount', name: account }],
  }),
  pdb: (_name, [app = '']) => ({ kind: 'PodDisruptionBudget', spec: { selector: { matchLabels: { app } } }, status: {} }),
  widget: () => ({ kind: 'Widget', spec: {} }),
  slice: (service, pods) => ({ kind: 'EndpointSlice', endpoints: pods.map((one) => endpoint(one, service)) }),
};

function template(name: string): Fields {
  return { metadata: { labels: { app: name.split('-')[0] } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
}

function endpoint(word: string, service: string): Fields {
  const name = word.replace('!', '');
  const isNamed = /^-\d+$/.test(name.slice(service.length));
  return {
    addresses: ['10.0.0.1'],
    ...(isNamed ? { hostname: name } : {}),
    conditions: { ready: !word.endsWith('!') },
    targetRef: { kind: 'Pod', namespace: 'default', name },
  };
}

function pod(word: string, node: string, claim: string | undefined): Fields & { readonly kind: string } {
  const isReady = word === 'Running';
  const phase = ['Pending', 'Succeeded', 'Failed'].includes(word) ? word : isReady || word === 'Terminating' ? 'Running' : 'Pending';
  return {
    kind: 'Pod',
    spec: {
      containers: [{ name: 'c', image: 'i' }],
      ...(node === '-' ? {} : { nodeName: node }),
      ...(claim === undefined ? {} : { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: claim } }] }),
    },
    status: {
      phase,
      podIP: '10.0.0.1',
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      containerStatuses:
        node === '-'
          ? []
          : [
              {
                name: 'c',
                ready: isReady,
                restartCount: 0,
                image: 'i',
                imageID: '',
                state: isReady ? { running: {} } : phase === 'Pending' && word !== 'Pending' ? { waiting: { reason: word } } : {},
              },
            ],
    },
  };
}

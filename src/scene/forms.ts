/** Everything that is no workload, pod, claim, Service or node: which form it has, in which lens it stands, and what it says. */
import type { KubeObject } from '#api/meta.ts';
import { fields, listAt, recordAt, textAt } from './fields.ts';
import type { Form, Lens, Tone } from './model.ts';

export interface FormRow {
  readonly form: Form;
  /** The one lens whose question it answers; absent means it always stands on the map. */
  readonly lens?: Lens;
  /** One or two short lines. */
  readonly facts: (object: KubeObject) => readonly string[];
  readonly tone?: (object: KubeObject) => Tone;
}

const none = (): readonly string[] => [];

function keysOf(...paths: readonly string[]): (object: KubeObject) => readonly string[] {
  return (object) => [paths.flatMap((path) => Object.keys(recordAt(object, path))).join(' ')];
}

/** Kinds that come and go by themselves or belong to a component: the table and the search still have them. */
const unseen: ReadonlySet<string> = new Set([
  'Event',
  'Lease',
  'EndpointSlice',
  'Endpoints',
  'ControllerRevision',
  'CSINode',
  'CSIDriver',
  'VolumeAttachment',
  'Namespace',
  'APIService',
  'FlowSchema',
  'PriorityLevelConfiguration',
]);

/** Kinds that have a picture of their own elsewhere. */
const drawnElsewhere: ReadonlySet<string> = new Set([
  'Pod',
  'Node',
  'Service',
  'StatefulSet',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'DaemonSet',
  'Job',
  'CronJob',
  'PersistentVolume',
  'PersistentVolumeClaim',
]);

const rules = (object: KubeObject): readonly string[] =>
  listAt(object, 'rules')
    .slice(0, 2)
    .map((rule) => `${wordsAt(rule, 'verbs')} ${wordsAt(rule, 'resources')}`);

const binding: FormRow = {
  form: 'clip',
  lens: 'rbac',
  facts: (object) => [
    `→ ${textAt(object, 'roleRef.name')}`,
    listAt(object, 'subjects')
      .map((subject) => textAt(subject, 'name'))
      .join(' '),
  ],
};

function wordsAt(value: unknown, path: string): string {
  return fields(value, path).join(',');
}

const generic: FormRow = { form: 'card', facts: (object) => [object.apiVersion] };

const rows: Readonly<Record<string, FormRow>> = {
  ConfigMap: { form: 'sheet', facts: keysOf('data', 'binaryData') },
  Secret: { form: 'seal', facts: keysOf('data') },
  Fault: {
    form: 'fence',
    facts: (object) => [
      [textAt(object, 'status.phase'), textAt(object, 'status.message')].filter((text) => text !== '').join(': '),
      textAt(object, 'spec.type'),
      textAt(object, 'spec.target'),
    ],
    tone: (object) => (['Done', 'Drained'].includes(textAt(object, 'status.phase')) ? 'done' : 'bad'),
  },
  Ingress: {
    form: 'gate',
    facts: (object) => listAt(object, 'spec.rules').map((rule) => textAt(rule, 'host') || '*'),
    tone: (object) => (listAt(object, 'status.loadBalancer.ingress').length > 0 ? 'ready' : 'idle'),
  },
  IngressClass: { form: 'card', lens: 'network', facts: (object) => [textAt(object, 'spec.controller')] },
  NetworkPolicy: {
    form: 'fence',
    lens: 'network',
    facts: (object) => [`${wordsAt(object, 'spec.policyTypes')} · ${pairs(recordAt(object, 'spec.podSelector.matchLabels'))}`],
  },
  HorizontalPodAutoscaler: {
    form: 'gauge',
    facts: (object) => [
      `${textAt(object, 'status.currentReplicas') || '?'} of ${textAt(object, 'spec.minReplicas')}–${textAt(object, 'spec.maxReplicas')}`,
    ],
  },
  PodDisruptionBudget: {
    form: 'fence',
    facts: (object) => [`${textAt(object, 'status.currentHealthy') || 0}/${textAt(object, 'status.desiredHealthy') || 0} healthy`],
    tone: (object) => (Number(textAt(object, 'status.disruptionsAllowed')) > 0 ? 'ready' : 'idle'),
  },
  ServiceAccount: { form: 'badge', lens: 'rbac', facts: none },
  Role: { form: 'scroll', lens: 'rbac', facts: rules },
  ClusterRole: { form: 'scroll', lens: 'rbac', facts: rules },
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  ResourceQuota: {
    form: 'gauge',
    facts: (object) =>
      Object.entries(recordAt(object, 'spec.hard'))
        .slice(0, 2)
        .map(([name, hard]) => `${name} ${String(recordAt(object, 'status.used')[name] ?? 0)}/${String(hard)}`),
  },
  LimitRange: { form: 'gauge', facts: (object) => listAt(object, 'spec.limits').map((limit) => textAt(limit, 'type')) },
  StorageClass: { form: 'card', lens: 'storage', facts: (object) => [textAt(object, 'provisioner')] },
  PriorityClass: { form: 'card', lens: 'scheduling', facts: (object) => [textAt(object, 'value')] },
  RuntimeClass: { form: 'card', facts: (object) => [textAt(object, 'handler')] },
  PodTemplate: { form: 'card', facts: none },
  CustomResourceDefinition: {
    form: 'scroll',
    facts: (object) => [`${textAt(object, 'spec.names.kind')} · ${textAt(object, 'spec.group')}`],
  },
};

/** The row of a kind; undefined for what is drawn elsewhere or not at all. A kind that nobody here knows is a plain card. */
export function formOf(kind: string): FormRow | undefined {
  if (unseen.has(kind) || drawnElsewhere.has(kind)) return undefined;
  return rows[kind] ?? generic;
}

/** Whether things of a kind ever stand on the map. */
export function isDrawn(kind: string): boolean {
  return !unseen.has(kind);
}

/** What the cluster made for itself says nothing about what a person built. */
export function isMadeBySystem({ kind, metadata }: KubeObject): boolean {
  const { name, labels } = metadata;
  if (labels?.['kubernetes.io/bootstrapping'] !== undefined || name.startsWith('system:') || name.startsWith('system-')) return true;
  if (kind === 'ConfigMap') return name === 'kube-root-ca.crt';
  if (kind === 'ServiceAccount') return name === 'default';
  if (kind === 'ClusterRole' || kind === 'ClusterRoleBinding')
    return (
      name.startsWith('kubeadm:') ||
      name === 'cluster-admin' ||
      name.startsWith('external-provisioner') ||
      name.startsWith('csi-provisioner')
    );
  return false;
}

function pairs(record: Readonly<Record<string, unknown>>): string {
  const found = Object.entries(record).map(([key, value]) => `${key}=${String(value)}`);
  return found.length === 0 ? '*' : found.join(' ');
}

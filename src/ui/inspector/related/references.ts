/** Whom an object names: its owners, what its fields point to, and the pods that its selector means. Pure. */
import type { LabelSelector, Pod } from '#api/kinds.ts';
import { matchesLabels, selectorOf, selectorOfLabels } from '#api/machinery/labels.ts';
import type { KubeObject } from '#api/meta.ts';
import { listAt, recordAt, textAt } from '#scene/fields.ts';
import { struckBy } from '#scene/faults.ts';
import { idOf } from '#scene/model.ts';
import { backendsOf } from '#scene/relations.ts';

type Ids = readonly string[];

const one = (kind: string, namespace: string | undefined, name: string): Ids => (name === '' ? [] : [idOf(kind, namespace, name)]);

/** What a pod, or a pod template, takes in: claims, configuration, its account and its priority. */
function ofPodSpec(spec: unknown, namespace: string | undefined): Ids {
  const config = (name: string): Ids => one('ConfigMap', namespace, name);
  const secret = (name: string): Ids => one('Secret', namespace, name);
  const volumes = listAt(spec, 'volumes').flatMap((volume) => [
    ...one('PersistentVolumeClaim', namespace, textAt(volume, 'persistentVolumeClaim.claimName')),
    ...[volume, ...listAt(volume, 'projected.sources')].flatMap((source) => [
      ...config(textAt(source, 'configMap.name')),
      ...secret(textAt(source, 'secret.secretName') || textAt(source, 'secret.name')),
    ]),
  ]);
  const environment = [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')].flatMap((container) => [
    ...listAt(container, 'envFrom').flatMap((from) => [
      ...config(textAt(from, 'configMapRef.name')),
      ...secret(textAt(from, 'secretRef.name')),
    ]),
    ...listAt(container, 'env').flatMap((variable) => [
      ...config(textAt(variable, 'valueFrom.configMapKeyRef.name')),
      ...secret(textAt(variable, 'valueFrom.secretKeyRef.name')),
    ]),
  ]);
  return [
    ...one('Node', undefined, textAt(spec, 'nodeName')),
    ...volumes,
    ...environment,
    ...listAt(spec, 'imagePullSecrets').flatMap((pull) => secret(textAt(pull, 'name'))),
    ...one('ServiceAccount', namespace, textAt(spec, 'serviceAccountName')),
    ...one('PriorityClass', undefined, textAt(spec, 'priorityClassName')),
    ...one('RuntimeClass', undefined, textAt(spec, 'runtimeClassName')),
  ];
}

function ofBinding(object: KubeObject): Ids {
  const { namespace } = object.metadata;
  const role = textAt(object, 'roleRef.kind');
  return [
    ...one(role, role === 'Role' ? namespace : undefined, textAt(object, 'roleRef.name')),
    ...listAt(object, 'subjects').flatMap((subject) =>
      textAt(subject, 'kind') === 'ServiceAccount'
        ? one('ServiceAccount', textAt(subject, 'namespace') || namespace, textAt(subject, 'name'))
        : [],
    ),
  ];
}

const template = (object: KubeObject): Ids => ofPodSpec(recordAt(object, 'spec.template.spec'), object.metadata.namespace);

const readers: Readonly<Record<string, (object: KubeObject) => Ids>> = {
  Pod: (pod) => ofPodSpec(recordAt(pod, 'spec'), pod.metadata.namespace),
  Deployment: template,
  ReplicaSet: template,
  ReplicationController: template,
  DaemonSet: template,
  Job: template,
  StatefulSet: (set) => [...template(set), ...one('Service', set.metadata.namespace, textAt(set, 'spec.serviceName'))],
  CronJob: (cron) => ofPodSpec(recordAt(cron, 'spec.jobTemplate.spec.template.spec'), cron.metadata.namespace),
  PersistentVolumeClaim: (claim) => [
    ...one('PersistentVolume', undefined, textAt(claim, 'spec.volumeName')),
    ...one('StorageClass', undefined, textAt(claim, 'spec.storageClassName')),
  ],
  PersistentVolume: (volume) => [
    ...one('PersistentVolumeClaim', textAt(volume, 'spec.claimRef.namespace'), textAt(volume, 'spec.claimRef.name')),
    ...one('StorageClass', undefined, textAt(volume, 'spec.storageClassName')),
  ],
  VolumeAttachment: (attachment) => [
    ...one('Node', undefined, textAt(attachment, 'spec.nodeName')),
    ...one('PersistentVolume', undefined, textAt(attachment, 'spec.source.persistentVolumeName')),
  ],
  Ingress: (ingress) => [
    ...backendsOf(ingress).flatMap((name) => one('Service', ingress.metadata.namespace, name)),
    ...one('IngressClass', undefined, textAt(ingress, 'spec.ingressClassName')),
    ...listAt(ingress, 'spec.tls').flatMap((tls) => one('Secret', ingress.metadata.namespace, textAt(tls, 'secretName'))),
  ],
  HorizontalPodAutoscaler: (scaler) =>
    one(textAt(scaler, 'spec.scaleTargetRef.kind'), scaler.metadata.namespace, textAt(scaler, 'spec.scaleTargetRef.name')),
  Endpoints: (endpoints) => one('Service', endpoints.metadata.namespace, endpoints.metadata.name),
  RoleBinding: ofBinding,
  ClusterRoleBinding: ofBinding,
  ServiceAccount: (account) =>
    listAt(account, 'secrets').flatMap((secret) => one('Secret', account.metadata.namespace, textAt(secret, 'name'))),
  Fault: (fault) => {
    const struck = struckBy(fault);
    return struck === undefined ? [] : one(struck.kind, struck.namespace, struck.name);
  },
};

const known = new WeakMap<KubeObject, Ids>();

/** Ids of what an object's fields point to, each once. Remembered, as objects are never changed in place. */
export function referencesOf(object: KubeObject): Ids {
  const before = known.get(object);
  if (before !== undefined) return before;
  const found = [...new Set(readers[object.kind]?.(object) ?? [])];
  known.set(object, found);
  return found;
}

const workloadSelector = (object: KubeObject) => selectorOf(recordAt(object, 'spec.selector') as LabelSelector);

/** Which pods of its namespace an object means by their labels; undefined for kinds that mean none. */
export function meansPod(object: KubeObject): ((pod: Pod) => boolean) | undefined {
  const { kind, metadata } = object;
  const selector =
    kind === 'Service'
      ? Object.keys(recordAt(object, 'spec.selector')).length === 0
        ? undefined
        : selectorOfLabels(recordAt(object, 'spec.selector') as Readonly<Record<string, string>>)
      : kind === 'NetworkPolicy'
        ? selectorOf(recordAt(object, 'spec.podSelector') as LabelSelector)
        : kind === 'PodDisruptionBudget'
          ? workloadSelector(object)
          : undefined;
  if (selector === undefined) return undefined;
  return (pod) => pod.metadata.namespace === metadata.namespace && matchesLabels(selector, pod.metadata.labels);
}

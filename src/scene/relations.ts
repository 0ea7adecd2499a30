/** What each lens asks, answered from watched objects (and, for scheduling, from what the scheduler said). */
import type { Pod, Volume } from '#api/kinds.ts';
import { keyOf, objectKey } from '#api/meta.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import type { LabelSelector } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { listAt, recordAt, textAt } from './fields.ts';
import { idOf, idOfObject, type Tone } from './model.ts';
import { podFacts } from './podFacts.ts';
import type { World } from './world.ts';

export type Line = (from: string, to: string, tone: Tone, look?: { readonly label?: string; readonly dashed?: boolean }) => void;

export function ownership(world: World, line: Line): void {
  for (const [kind, objects] of world.input.mirror.kinds) {
    if (kind === 'Event' || kind === 'EndpointSlice') continue;
    for (const object of objects.values()) {
      for (const owner of object.metadata.ownerReferences ?? []) {
        line(idOf(owner.kind, owner.kind === 'Node' ? undefined : object.metadata.namespace, owner.name), idOfObject(object), 'idle', {
          dashed: owner.controller !== true,
        });
      }
    }
  }
  for (const scaler of world.others.get('HorizontalPodAutoscaler') ?? []) {
    const target = idOf(textAt(scaler, 'spec.scaleTargetRef.kind'), scaler.metadata.namespace, textAt(scaler, 'spec.scaleTargetRef.name'));
    line(idOfObject(scaler), target, 'done', { dashed: true });
  }
}

export function placement(world: World, line: Line): void {
  for (const pod of world.pods) {
    const { node, tone } = podFacts(pod);
    if (node !== '') line(podFacts(pod).id, idOf('Node', undefined, node), tone);
  }
}

export function storage(world: World, line: Line): void {
  for (const pod of world.pods) {
    for (const claim of claimsOf(pod)) line(podFacts(pod).id, claim, 'ready');
    for (const source of configOf(pod)) line(podFacts(pod).id, source, 'idle', { dashed: true });
  }
  for (const claim of world.claims) {
    const name = claim.spec.volumeName ?? '';
    if (name !== '')
      line(idOfObject(claim), idOf('PersistentVolume', undefined, name), claim.status.phase === 'Bound' ? 'ready' : 'moving');
    const storageClass = claim.spec.storageClassName ?? '';
    if (storageClass !== '') line(idOfObject(claim), idOf('StorageClass', undefined, storageClass), 'idle', { dashed: true });
  }
  for (const attachment of world.input.mirror.kinds.get('VolumeAttachment')?.values() ?? []) {
    const volume = textAt(attachment, 'spec.source.persistentVolumeName');
    const node = textAt(attachment, 'spec.nodeName');
    const tone = attachmentTone(attachment);
    line(idOf('PersistentVolume', undefined, volume), idOf('Node', undefined, node), tone, { dashed: tone !== 'ready' });
  }
}

/** A disk at its node, on its way there or away from it, or kept from it. */
function attachmentTone(attachment: KubeObject): Tone {
  if (textAt(attachment, 'metadata.deletionTimestamp') !== '') return 'leaving';
  if (recordAt(attachment, 'status')['attached'] === true) return 'ready';
  return textAt(attachment, 'status.attachError.message') === '' ? 'moving' : 'bad';
}

/** ConfigMaps and Secrets that stand in the pod's volumes or environment. */
function configOf(pod: Pod): string[] {
  const { namespace } = pod.metadata;
  const config = (name: string | undefined): string => idOf('ConfigMap', namespace, name ?? '');
  const secret = (name: string | undefined): string => idOf('Secret', namespace, name ?? '');
  const mounted = (volume: Volume): string[] => [
    config(volume.configMap?.name),
    secret(volume.secret?.secretName),
    ...(volume.projected?.sources ?? []).flatMap((source) => [config(source.configMap?.name), secret(source.secret?.name)]),
  ];
  return [
    ...(pod.spec.volumes ?? []).flatMap(mounted),
    ...[...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap((container) => [
      ...(container.envFrom ?? []).flatMap((from) => [config(from.configMapRef?.name), secret(from.secretRef?.name)]),
      ...(container.env ?? []).flatMap((one) => [config(one.valueFrom?.configMapKeyRef?.name), secret(one.valueFrom?.secretKeyRef?.name)]),
    ]),
  ];
}

/** Ids of the claims that a pod mounts. */
export function claimsOf(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const name = volume.persistentVolumeClaim?.claimName;
    return name === undefined ? [] : [idOf('PersistentVolumeClaim', pod.metadata.namespace, name)];
  });
}

/** Each ready endpoint is as likely as the others: kube-proxy's chain of probabilities comes to that. A headless Service has no lines: it routes nothing. */
export function network(world: World, line: Line): void {
  for (const service of world.services) {
    const view = world.endpoints.get(keyOf(service));
    if (view === undefined || service.spec.clusterIP === 'None') continue;
    const id = idOfObject(service);
    const share = percent(view.ready.length);
    for (const pod of view.ready) line(id, pod, 'ready', { label: share });
    for (const pod of view.notReady) line(id, pod, 'moving', { dashed: true });
  }
  for (const ingress of world.others.get('Ingress') ?? []) {
    for (const name of backendsOf(ingress)) line(idOfObject(ingress), idOf('Service', ingress.metadata.namespace, name), 'ready');
  }
  for (const policy of world.others.get('NetworkPolicy') ?? []) {
    toSelected(world, line, policy, 'spec.podSelector');
  }
}

/** Names of the Services that an Ingress leads to. */
export function backendsOf(ingress: KubeObject): readonly string[] {
  return [
    textAt(ingress, 'spec.defaultBackend.service.name'),
    ...listAt(ingress, 'spec.rules').flatMap((rule) => listAt(rule, 'http.paths').map((path) => textAt(path, 'backend.service.name'))),
  ].filter((name) => name !== '');
}

/** Lines to the pods that a selector of this object means. */
function toSelected(world: World, line: Line, from: KubeObject, path: string): void {
  const selector = selectorOf(recordAt(from, path) as LabelSelector);
  for (const pod of world.pods) {
    if (pod.metadata.namespace === from.metadata.namespace && matchesLabels(selector, pod.metadata.labels))
      line(idOfObject(from), podFacts(pod).id, 'done', { dashed: true });
  }
}

function percent(count: number): string {
  const tenths = Math.round(1000 / count);
  return tenths % 10 === 0 ? `${tenths / 10}%` : `${(tenths / 10).toFixed(1)}%`;
}

export function dns(world: World, line: Line): void {
  for (const service of world.services) {
    const view = world.endpoints.get(objectKey(service.metadata.namespace, service.metadata.name));
    for (const pod of view?.names.keys() ?? []) line(idOfObject(service), pod, 'ready', { dashed: true });
  }
}

/** Who may do what: a binding joins a role to its subjects, and pods speak as their account. */
export function rbac(world: World, line: Line): void {
  for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
    for (const binding of world.others.get(kind) ?? []) {
      const { namespace } = binding.metadata;
      const role = textAt(binding, 'roleRef.kind');
      line(idOfObject(binding), idOf(role, role === 'Role' ? namespace : undefined, textAt(binding, 'roleRef.name')), 'ready');
      for (const subject of listAt(binding, 'subjects')) {
        if (textAt(subject, 'kind') !== 'ServiceAccount') continue;
        const account = idOf('ServiceAccount', textAt(subject, 'namespace') || namespace, textAt(subject, 'name'));
        line(account, idOfObject(binding), 'ready');
      }
    }
  }
  for (const pod of world.pods) {
    const account = idOf('ServiceAccount', pod.metadata.namespace, pod.spec.serviceAccountName ?? 'default');
    line(podFacts(pod).id, account, 'idle', { dashed: true });
  }
}

/** Why a pod is where it is, or nowhere: the scheduler's last word about each, and who may evict it. */
export function scheduling(world: World, line: Line): void {
  for (const pod of world.pods) {
    const { id, node, tone } = podFacts(pod);
    const verdict = world.input.verdicts?.get(id);
    if (node !== '') line(id, idOf('Node', undefined, node), tone);
    else
      for (const { node: refusing, reason } of verdict?.refused ?? [])
        line(id, idOf('Node', undefined, refusing), 'bad', { label: reason, dashed: true });
    const priority = pod.spec.priorityClassName ?? '';
    if (priority !== '') line(idOf('PriorityClass', undefined, priority), id, 'idle', { dashed: true });
  }
  for (const budget of world.others.get('PodDisruptionBudget') ?? []) {
    toSelected(world, line, budget, 'spec.selector');
  }
}

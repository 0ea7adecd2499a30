/**
 * Refuses pods that a namespace's level of security forbids, warns of templates whose pods it would forbid, and says
 * which pods a change of the labels leaves in breach. It looks at nothing where the level is privileged.
 * upstream: staging/src/k8s.io/pod-security-admission/admission/admission.go
 */
import type { Namespace, Pod, PodTemplateSpec } from '#api/kinds.ts';
import { controllerOf } from '#api/meta.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Status } from '#api/request.ts';
import { get, list } from '#engine/etcd/store.ts';
import { messageOf } from '../../fieldError.ts';
import { fieldOf, isRecord, nameToBe, type AnyObject } from '../../object.ts';
import type { Call } from '../../state.ts';
import { forbidden, invalid } from '../../status.ts';
import { compareLevels, policyOf, type NamespacePolicy } from './labels.ts';
import type { Subject } from './look.ts';
import { detailsOf, findingsOf, policyName, reasonsOf, type LevelVersion } from './policy.ts';

const templated = new Set([
  'ReplicationController',
  'PodTemplate',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
]);

/** As many pods are looked at when a namespace's labels change. */
const maxPods = 3000;

export function checkPodSecurity(call: Call, object: AnyObject, old?: AnyObject): Status | undefined {
  const { kind } = call.row;
  const { subresource } = call.request;
  if (kind === 'Namespace') return subresource === undefined ? checkNamespace(call, object, old) : undefined;
  if (kind === 'Pod') return subresource === undefined || subresource === 'ephemeralcontainers' ? checkPod(call, object, old) : undefined;
  if (subresource === undefined && templated.has(kind)) warnOfTemplate(call, object);
  return undefined;
}

function namespacePolicy({ server }: Call, { metadata }: AnyObject): NamespacePolicy {
  return policyOf(get(server.store, 'namespaces', undefined, metadata.namespace ?? '')?.metadata.labels);
}

function checkPod(call: Call, object: AnyObject, old: AnyObject | undefined): Status | undefined {
  const { enforce, warn } = namespacePolicy(call, object);
  if (enforce.level === 'privileged' && warn.level === 'privileged') return undefined;
  if (old !== undefined && !changesSecurity(object as unknown as Pod, old as unknown as Pod)) return undefined;
  const subject = { annotations: object.metadata.annotations ?? {}, spec: object.spec as unknown as Pod['spec'] };
  const findings = findingsOf(enforce, subject);
  if (findings.length > 0) {
    const why = `violates PodSecurity ${policyName(enforce)}: ${detailsOf(findings)}`;
    return forbidden(call.row, nameToBe(object.metadata), why);
  }
  warnOf(call, warn, subject);
  return undefined;
}

function warnOf(call: Call, warn: LevelVersion, subject: Subject): void {
  const findings = findingsOf(warn, subject);
  if (findings.length > 0) call.warnings.push(`would violate PodSecurity ${policyName(warn)}: ${detailsOf(findings)}`);
}

function warnOfTemplate(call: Call, object: AnyObject): void {
  const { warn } = namespacePolicy(call, object);
  if (warn.level === 'privileged') return;
  const template = templateOf(object);
  if (template?.spec === undefined) return;
  warnOf(call, warn, { annotations: template.metadata?.annotations ?? {}, spec: template.spec });
}

function templateOf(object: AnyObject): PodTemplateSpec | undefined {
  if (object.kind === 'PodTemplate') return fieldOf(object, 'template') as PodTemplateSpec | undefined;
  if (object.kind !== 'CronJob') return object.spec?.['template'] as PodTemplateSpec | undefined;
  const job = object.spec?.['jobTemplate'];
  const spec = isRecord(job) ? job['spec'] : undefined;
  return isRecord(spec) ? (spec['template'] as PodTemplateSpec | undefined) : undefined;
}

/** Most of a pod cannot change, and labels do not matter. */
function changesSecurity(pod: Pod, old: Pod): boolean {
  const images = ({ spec }: Pod) =>
    [spec.initContainers, spec.containers, spec.ephemeralContainers].map((them) =>
      (them ?? []).map(({ name, image }) => [name, image ?? '']),
    );
  const relevant = ({ metadata }: Pod) =>
    Object.entries(metadata.annotations ?? {}).filter(([key]) => /^(container\.)?(apparmor|seccomp)\.security\./.test(key));
  return !equalJson(images(pod), images(old)) || !equalJson(relevant(pod), relevant(old));
}

function checkNamespace(call: Call, object: AnyObject, old: AnyObject | undefined): Status | undefined {
  const { name, labels } = object.metadata;
  const now = policyOf(labels);
  const before = old === undefined ? undefined : policyOf(old.metadata.labels);
  const told = now.errors.length > 0 && (before === undefined || messageOf(now.errors) !== messageOf(before.errors));
  if (told) return invalid(call.row, name, now.errors);
  if (before === undefined || now.enforce.level === 'privileged' || equalJson(now.enforce, before.enforce)) return undefined;
  if (now.enforce.version === before.enforce.version && compareLevels(now.enforce.level, before.enforce.level) < 1) return undefined;
  const pods = (list(call.server.store, 'pods', name) as readonly unknown[] as readonly Pod[]).slice(0, maxPods);
  call.warnings.push(...podsInBreach(object as unknown as Namespace, now.enforce, pods));
  return undefined;
}

/** Pods with the same faults share a line; of a controller's pods one is looked at. */
function podsInBreach({ metadata }: Namespace, enforce: LevelVersion, pods: readonly Pod[]): readonly string[] {
  const controlled = new Set<string>();
  const single = pods.filter((pod) => {
    const owner = controllerOf(pod)?.uid;
    if (owner === undefined) return true;
    if (controlled.has(owner)) return false;
    controlled.add(owner);
    return true;
  });
  const byFault = new Map<string, { readonly first: string; count: number }>();
  for (const pod of [...single, ...pods.filter((it) => !single.includes(it))]) {
    const fault = reasonsOf(findingsOf(enforce, { annotations: pod.metadata.annotations ?? {}, spec: pod.spec }));
    if (fault === '') continue;
    const known = byFault.get(fault);
    if (known === undefined) byFault.set(fault, { first: pod.metadata.name, count: 1 });
    else known.count += 1;
  }
  if (byFault.size === 0) return [];
  const lines = [...byFault].map(([fault, { first, count }]) => `${first}${others(count - 1)}: ${fault}`);
  return [
    `existing pods in namespace "${metadata.name}" violate the new PodSecurity enforce level ${policyName(enforce)}`,
    ...lines.toSorted(),
  ];
}

function others(count: number): string {
  if (count === 0) return '';
  return ` (and ${count} other ${count === 1 ? 'pod' : 'pods'})`;
}

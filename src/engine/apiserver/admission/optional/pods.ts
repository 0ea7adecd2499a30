/**
 * Plugins about pods that are off unless a cluster switches them on.
 * upstream: plugin/pkg/admission (alwayspullimages, antiaffinity, podnodeselector, podtolerationrestriction, extendedresourcetoleration,
 * securitycontext/scdeny)
 */
import type { Container, Namespace, Pod } from '#api/kinds.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import type { Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { isBestEffort } from '#api/machinery/qos.ts';
import { isExtendedResource } from '#api/machinery/resourceNames.ts';
import { nameToBe, type AnyObject } from '../../object.ts';
import type { Call } from '../../state.ts';
import { failureStatus, forbidden, internalError } from '../../status.ts';
import { areAllowed, mergeTolerations, withToleration, type Toleration } from './tolerations.ts';

type PodSpec = Pod['spec'];
const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

function withSpec(object: AnyObject, changes: Partial<PodSpec>): AnyObject {
  return { ...object, spec: { ...object.spec, ...changes } };
}

function specOf(object: AnyObject): PodSpec {
  return (object as unknown as Pod).spec;
}

function refused(call: Call, object: AnyObject, why: string): Status {
  return forbidden(call.row, nameToBe(object.metadata), why);
}

/** AlwaysPullImages: nobody uses an image that only lies on the node. An update that brings no new image is left alone. */
export function pullAlways(_call: Call, object: AnyObject, old: AnyObject | undefined): AnyObject {
  const spec = specOf(object);
  if (old !== undefined && imagesOf(spec).every((it) => imagesOf(specOf(old)).includes(it))) return object;
  const changed = containerLists.flatMap((list) => {
    const containers = spec[list] as readonly Container[] | undefined;
    return containers === undefined ? [] : [[list, containers.map((it) => ({ ...it, imagePullPolicy: 'Always' }))] as const];
  });
  return withSpec(object, Object.fromEntries(changed) as Partial<PodSpec>);
}

function imagesOf(spec: PodSpec): readonly string[] {
  return containerLists.flatMap((list) => ((spec[list] ?? []) as readonly Container[]).map(({ image = '' }) => image));
}

/** LimitPodHardAntiAffinityTopology: a pod may keep others off its node, not off a whole zone. */
export function limitAntiAffinity(call: Call, object: AnyObject): Status | undefined {
  if (call.resource !== 'pods' || call.request.subresource !== undefined) return undefined;
  const terms = specOf(object).affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const wrong = terms.find(({ topologyKey }) => topologyKey !== 'kubernetes.io/hostname');
  if (wrong === undefined) return undefined;
  const why = `affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey ${wrong.topologyKey} but only key kubernetes.io/hostname is allowed`;
  return refused(call, object, why);
}

/** SecurityContextDeny: nobody chooses a user, a group of volumes or an SELinux context. */
export function denySecurityContext(call: Call, object: AnyObject): Status | undefined {
  if (call.resource !== 'pods' || call.request.subresource !== undefined) return undefined;
  const { securityContext: ofPod = {}, initContainers = [], containers } = specOf(object);
  const inPod = (['supplementalGroups', 'seLinuxOptions', 'runAsUser', 'fsGroup'] as const).find((field) => ofPod[field] !== undefined);
  if (inPod !== undefined) return refused(call, object, `pod.Spec.SecurityContext.${goNames[inPod]} is forbidden`);
  for (const { securityContext: own = {} } of [...initContainers, ...containers]) {
    const field = (['seLinuxOptions', 'runAsUser'] as const).find((it) => own[it] !== undefined);
    if (field !== undefined) return refused(call, object, `SecurityContext.${goNames[field]} is forbidden`);
  }
  return undefined;
}

const goNames = { supplementalGroups: 'SupplementalGroups', seLinuxOptions: 'SELinuxOptions', runAsUser: 'RunAsUser', fsGroup: 'FSGroup' };

/** ExtendedResourceToleration: who asks for a device tolerates the taint of the nodes that have it. */
export function tolerateExtendedResources(_call: Call, object: AnyObject): AnyObject {
  const spec = specOf(object);
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const asked = new Set(all.flatMap(({ resources }) => Object.keys(resources?.requests ?? {})).filter(isExtendedResource));
  if (asked.size === 0) return object;
  const extra = [...asked].toSorted(compareKeys).map((key): Toleration => ({ key, operator: 'Exists', effect: 'NoSchedule' }));
  return withSpec(object, { tolerations: extra.reduce(withToleration, spec.tolerations ?? []) });
}

function namespaceOf({ server }: Call, object: AnyObject): Namespace | undefined {
  return get(server.store, 'namespaces', undefined, object.metadata.namespace ?? '') as unknown as Namespace | undefined;
}

const selectorNote = 'scheduler.alpha.kubernetes.io/node-selector';

/** PodNodeSelector: pods run on the nodes of their namespace. */
export function selectNodes(call: Call, object: AnyObject): AnyObject | Status {
  const { podNodeSelector = {} } = call.server.admission;
  const text = namespaceOf(call, object)?.metadata.annotations?.[selectorNote] ?? podNodeSelector['clusterDefaultNodeSelector'] ?? '';
  const wanted = labelsIn(text);
  const allowed = labelsIn(podNodeSelector[object.metadata.namespace ?? ''] ?? '');
  if (typeof wanted === 'string' || typeof allowed === 'string') return plainError(String(typeof wanted === 'string' ? wanted : allowed));
  const own = specOf(object).nodeSelector ?? {};
  if (Object.keys(wanted).some((key) => Object.hasOwn(own, key) && own[key] !== wanted[key]))
    return refused(call, object, 'pod node label selector conflicts with its namespace node label selector');
  const nodeSelector = { ...wanted, ...own };
  const isInside = Object.entries(nodeSelector).every(([key, value]) => allowed[key] === value);
  if (Object.keys(allowed).length > 0 && !isInside)
    return refused(call, object, 'pod node label selector labels conflict with its namespace whitelist');
  return Object.keys(nodeSelector).length === 0 ? object : withSpec(object, { nodeSelector });
}

/** `a=b, c=d` as labels; a text says what is wrong. upstream: apimachinery/pkg/labels (ConvertSelectorToLabelsMap) */
function labelsIn(text: string): Readonly<Record<string, string>> | string {
  const labels: Record<string, string> = {};
  if (text === '') return labels;
  for (const label of text.split(',')) {
    const parts = label.split('=');
    if (parts.length !== 2) return `invalid selector: [${label.trim()}]`;
    labels[parts[0]!.trim()] = parts[1]!.trim();
  }
  return labels;
}

/** An error of upstream's that is no Status. */
function plainError(message: string): Status {
  return failureStatus(500, { reason: '', message });
}

const defaultsNote = 'scheduler.alpha.kubernetes.io/defaultTolerations';
const allowedNote = 'scheduler.alpha.kubernetes.io/tolerationsWhitelist';

/** PodTolerationRestriction: a namespace says what its pods tolerate, and may tolerate. */
export function restrictTolerations(call: Call, object: AnyObject, old: AnyObject | undefined): AnyObject | Status {
  const namespace = namespaceOf(call, object);
  const defaults = old === undefined ? tolerationsIn(namespace, defaultsNote) : [];
  const allowed = tolerationsIn(namespace, allowedNote);
  if (typeof defaults === 'string' || typeof allowed === 'string')
    return internalError(String(typeof defaults === 'string' ? defaults : allowed));
  const spec = specOf(object);
  const pressure: Toleration = { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' };
  const extra = isBestEffort(spec) ? defaults : [...defaults, pressure];
  const tolerations = extra.length === 0 ? (spec.tolerations ?? []) : mergeTolerations(spec.tolerations ?? [], extra);
  if (!areAllowed(tolerations, allowed))
    return plainError('pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist');
  return extra.length === 0 ? object : withSpec(object, { tolerations });
}

function tolerationsIn(namespace: Namespace | undefined, note: string): readonly Toleration[] | string {
  const text = namespace?.metadata.annotations?.[note] ?? '';
  if (text === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    const isList = Array.isArray(value) && value.every((it) => typeof it === 'object' && it !== null && !Array.isArray(it));
    return isList ? (value as Toleration[]) : 'json: cannot unmarshal into Go value of type []v1.Toleration';
  } catch {
    return 'invalid character in the annotation';
  }
}

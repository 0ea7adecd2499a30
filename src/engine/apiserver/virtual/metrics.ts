/**
 * metrics.k8s.io: what pods and nodes use. Nothing is measured here: the load is what the person says (helpers/load.ts).
 * As with metrics-server, a sample is taken every 15 s, and a pod has none before it ran through one.
 * upstream: kubernetes-sigs/metrics-server, staging/src/k8s.io/metrics/pkg/apis/metrics/v1beta1
 */
import type { EndpointSlice, Fault, Node, Pod } from '#api/kinds.ts';
import { formatQuantity, makeQuantity } from '#api/machinery/quantity.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { controllerOf, type KubeObject } from '#api/meta.ts';
import type { Response, Status } from '#api/request.ts';
import { groupResource, rowOfKind, scheme } from '#api/scheme.ts';
import { isPodReady, readySince } from '#api/machinery/podReadiness.ts';
import { get, list } from '#engine/etcd/store.ts';
import { containerLoad, type LoadView } from '#engine/helpers/load.ts';
import type { AnyObject } from '../object.ts';
import { parseSelection, selects } from '../selection.ts';
import { nowOf, type Call } from '../state.ts';
import { isStatus, notFound, respond } from '../status.ts';
import { strategyOf } from '../strategies.ts';

const periodMs = 15_000;
const apiVersion = 'metrics.k8s.io/v1beta1';
/** What a node's own services use, in thousandths. */
const system = { cpu: 100, memory: 400 * 1024 * 1024 * 1000 };

function sampledAt({ env }: Call): number {
  const now = nowOf(env);
  return now - (now % periodMs);
}

/** The store, as far as the load of pods depends on it, seen by a sample that ends at a moment. */
function viewOf({ server: { store } }: Call, atMs: number): LoadView {
  const owner = (object: KubeObject): KubeObject | undefined => {
    const reference = controllerOf(object);
    const row = reference === undefined ? undefined : rowOfKind(reference.kind);
    return row === undefined ? undefined : get(store, groupResource(row), object.metadata.namespace, reference!.name);
  };
  const owners = (pod: Pod): readonly KubeObject[] => {
    const first = owner(pod as unknown as KubeObject);
    const second = first === undefined ? undefined : owner(first);
    return [...(first === undefined ? [] : [first]), ...(second === undefined ? [] : [second])];
  };
  const shared = new Map<string, readonly Pod[]>();
  const sharers = ({ metadata: { namespace, uid } }: KubeObject): readonly Pod[] => {
    let pods = shared.get(uid);
    if (pods === undefined) {
      const below = podsIn(store, namespace).filter((pod) => owners(pod).some((it) => it.metadata.uid === uid));
      shared.set(uid, (pods = longest(below, atMs)));
    }
    return pods;
  };
  const calls = (list(store, groupResource(scheme.Fault)) as unknown as readonly Fault[])
    .filter(({ spec, metadata }) => spec.type === 'ServiceLoaded' && metadata.deletionTimestamp === undefined)
    .map((fault) => ({ fault, pods: longest(podsBehind(store, fault), atMs) }));
  return { owners, sharers, calls };
}

/** The pods that a loaded Service's slices name. */
function podsBehind(store: Call['server']['store'], { spec: { target = '' } }: Fault): readonly Pod[] {
  const [namespace = '', service = ''] = target.split('/');
  const slices = list(store, groupResource(scheme.EndpointSlice), namespace) as unknown as readonly EndpointSlice[];
  const own = slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);
  const names = own.flatMap(({ endpoints }) =>
    (endpoints ?? []).flatMap(({ targetRef }) => (targetRef?.kind === 'Pod' ? (targetRef.name ?? []) : [])),
  );
  return [...new Set(names)].flatMap((name) => (get(store, 'pods', namespace, name) as unknown as Pod | undefined) ?? []);
}

/**
 * The pods that were ready through all of a sample; if there are none, those that are ready. A sample is the mean of its
 * window, in which the load was theirs alone: an autoscaler leaves out the newer ones just as long.
 */
function longest(pods: readonly Pod[], atMs: number): readonly Pod[] {
  const ready = pods.filter(isPodReady);
  const through = ready.filter((pod) => (readySince(pod) ?? 0) + periodMs <= atMs);
  return through.length > 0 ? through : ready;
}

function podsIn(store: Call['server']['store'], namespace: string | undefined): readonly Pod[] {
  return list(store, 'pods', namespace) as readonly unknown[] as readonly Pod[];
}

/** Objects of a kind that the request's selectors take in. */
function selected(call: Call, kind: 'Pod' | 'Node', objects: readonly AnyObject[]): readonly AnyObject[] | Status {
  const strategy = strategyOf(kind);
  const selection = parseSelection(call.request.options ?? {}, strategy, '');
  return isStatus(selection) ? selection : objects.filter((object) => selects(selection, object, strategy));
}

function usage(cpu: number, memory: number): object {
  return {
    cpu: formatQuantity(makeQuantity(cpu, 'DecimalSI', -3)),
    memory: `${Math.ceil(memory / 1000 / 1024)}Ki`,
  };
}

function isSampled({ status }: Pod, atMs: number): boolean {
  return status.phase === 'Running' && (parseTime(status.startTime ?? '') ?? Number.POSITIVE_INFINITY) + periodMs <= atMs;
}

function sample(
  name: string,
  { namespace, labels }: { namespace?: string | undefined; labels?: object | undefined },
  atMs: number,
): object {
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    creationTimestamp: formatTime(atMs),
    ...(labels === undefined ? {} : { labels }),
  };
  return { metadata, timestamp: formatTime(atMs), window: '15s' };
}

function podMetrics(pod: Pod, view: LoadView, atMs: number): object {
  const containers = pod.spec.containers.map((container) => ({
    name: container.name,
    usage: usage(containerLoad(pod, container, 'cpu', view), containerLoad(pod, container, 'memory', view)),
  }));
  const { name, namespace, labels } = pod.metadata;
  return { kind: 'PodMetrics', apiVersion, ...sample(name, { namespace, labels }, atMs), containers };
}

export function listPodMetrics(call: Call): Response {
  const atMs = sampledAt(call);
  const view = viewOf(call, atMs);
  const namespace = call.request.namespace === '' ? undefined : call.request.namespace;
  const all = list(call.server.store, 'pods', namespace) as readonly AnyObject[];
  const pods = selected(call, 'Pod', all);
  if (isStatus(pods)) return respond(pods);
  const sampled = (pods as readonly unknown[] as readonly Pod[]).filter((pod) => isSampled(pod, atMs));
  return respond({ kind: 'PodMetricsList', apiVersion, metadata: {}, items: sampled.map((pod) => podMetrics(pod, view, atMs)) });
}

export function getPodMetrics(call: Call): Response {
  const { namespace, name = '' } = call.request;
  const pod = get(call.server.store, 'pods', namespace, name) as unknown as Pod | undefined;
  const atMs = sampledAt(call);
  if (pod === undefined || !isSampled(pod, atMs))
    return respond(notFound({ group: 'metrics.k8s.io', plural: 'podmetrics' }, `${namespace}/${name}`));
  return respond(podMetrics(pod, viewOf(call, atMs), atMs));
}

function nodeMetrics(call: Call, { metadata }: Node, view: LoadView): object {
  const atMs = sampledAt(call);
  let { cpu, memory } = system;
  for (const pod of podsIn(call.server.store, undefined)) {
    if (pod.spec.nodeName !== metadata.name || !isSampled(pod, atMs)) continue;
    for (const container of pod.spec.containers) {
      cpu += containerLoad(pod, container, 'cpu', view);
      memory += containerLoad(pod, container, 'memory', view);
    }
  }
  return { kind: 'NodeMetrics', apiVersion, ...sample(metadata.name, { labels: metadata.labels }, atMs), usage: usage(cpu, memory) };
}

export function listNodeMetrics(call: Call): Response {
  const nodes = selected(call, 'Node', list(call.server.store, 'nodes') as readonly AnyObject[]);
  if (isStatus(nodes)) return respond(nodes);
  const view = viewOf(call, sampledAt(call));
  const items = (nodes as readonly unknown[] as readonly Node[]).map((node) => nodeMetrics(call, node, view));
  return respond({ kind: 'NodeMetricsList', apiVersion, metadata: {}, items });
}

export function getNodeMetrics(call: Call): Response {
  const { name = '' } = call.request;
  const node = get(call.server.store, 'nodes', undefined, name) as unknown as Node | undefined;
  return respond(
    node === undefined
      ? notFound({ group: 'metrics.k8s.io', plural: 'nodemetrics' }, name)
      : nodeMetrics(call, node, viewOf(call, sampledAt(call))),
  );
}

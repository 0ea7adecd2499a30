/** The requests that a plan's workloads and acts are made of. */
import { faultNeeds } from '#api/fault.ts';
import type { Json } from '#api/immutable.ts';
import type { Deployment, Pod } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import { autoscaledMost, nodeCount, type Act, type Fault, type Plan, type Workload } from './plan.ts';

const namespace = 'default';
const loadNote = 'load.orrery.dev/cpu';

type Of<K extends Workload['kind']> = Extract<Workload, { readonly kind: K }>;

export function startRequests(plan: Plan): Request[] {
  return plan.workloads.flatMap(requestsOf);
}

function requestsOf(it: Workload): Request[] {
  switch (it.kind) {
    case 'statefulset':
      return [service(it.name), statefulSet(it)];
    case 'deployment':
      return [service(it.name), deployment(it)];
    case 'daemonset':
      return [daemonSet(it)];
    case 'job':
      return [job(it)];
    case 'cronjob':
      return [cronJob(it)];
    case 'autoscaler':
      return [autoscaler(it), load(it.of, 1)];
    case 'budget':
      return [budget(it)];
  }
}

/** The requests of an act; what it is about depends on which pods there are. */
export function actRequests(act: Act, pods: readonly Pod[]): Request[] {
  switch (act.do) {
    case 'kill':
    case 'evict': {
      const own = podsOf(act.name, pods);
      const pod = own[act.which % Math.max(own.length, 1)]?.metadata.name;
      return pod === undefined ? [] : [act.do === 'kill' ? remove(pod) : evict(pod)];
    }
    case 'scale':
      return [patch(act.name, { spec: { replicas: act.replicas } })];
    case 'load':
      return [load(act.name, act.pods)];
    case 'image':
      return [patch(act.name, { spec: { template: { spec: { containers: [{ name: 'c', image: act.image }] } } } })];
    case 'drain': {
      const node = nodeName(act.node);
      return [cordon(act.node, true), ...pods.filter(({ spec }) => spec.nodeName === node).map(({ metadata }) => evict(metadata.name))];
    }
    case 'uncordon':
      return [cordon(act.node, false)];
  }
}

/** Makes the object that says what goes wrong; undefined when what it is about is not there. */
export function beginFault({ fault, which = 0 }: Fault, name: string, pods: readonly Pod[]): Request | undefined {
  const isAboutPod = faultNeeds[fault.type].target === 'pod';
  const own = isAboutPod ? podsOf(fault.target ?? '', pods) : [];
  if (isAboutPod && own.length === 0) return undefined;
  const target = own.length === 0 ? {} : { target: `${namespace}/${own[which % own.length]!.metadata.name}` };
  const object = { apiVersion: 'orrery.dev/v1', kind: 'Fault', metadata: { name }, spec: { ...fault, ...target } };
  return { verb: 'create', group: 'orrery.dev', version: 'v1', resource: 'faults', object };
}

export function endFault(name: string): Request {
  return { verb: 'delete', group: 'orrery.dev', version: 'v1', resource: 'faults', name };
}

function podsOf(name: string, pods: readonly Pod[]): readonly Pod[] {
  return pods.filter(({ metadata }) => metadata.name.startsWith(`${name}-`));
}

export function nodeName(node: number): string {
  return `node-${(node % nodeCount) + 1}`;
}

function remove(name: string): Request {
  return { verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace, name };
}

function evict(name: string): Request {
  const object = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  return { verb: 'create', group: '', version: 'v1', resource: 'pods', namespace, name, subresource: 'eviction', object };
}

function cordon(node: number, unschedulable: boolean): Request {
  const body = { spec: { unschedulable } };
  return { verb: 'patch', group: '', version: 'v1', resource: 'nodes', name: nodeName(node), patch: { type: 'strategic', body } };
}

function patch(name: string, body: Json): Request {
  const resource = name.startsWith('set') ? 'statefulsets' : name.startsWith('dep') ? 'deployments' : 'daemonsets';
  return { verb: 'patch', group: 'apps', version: 'v1', resource, namespace, name, patch: { type: 'strategic', body } };
}

function template(app: string, mounts: Json = []): { readonly metadata: Json; readonly spec: { readonly [field: string]: Json } } {
  const resources = { requests: { cpu: `${requestMilli}m` } };
  const container = { name: 'c', image: 'nginx:1.24', ports: [{ containerPort: 80 }], resources, volumeMounts: mounts };
  return { metadata: { labels: { app } }, spec: { terminationGracePeriodSeconds: 5, containers: [container] } };
}

function statefulSet({ name, replicas, parallel, claims }: Of<'statefulset'>): Request {
  const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
  return create('apps', 'statefulsets', 'StatefulSet', name, {
    serviceName: name,
    replicas,
    podManagementPolicy: parallel ? 'Parallel' : 'OrderedReady',
    selector: { matchLabels: { app: name } },
    template: template(name, claims ? [{ name: 'data', mountPath: '/data' }] : []),
    volumeClaimTemplates: claims ? [claim] : [],
  });
}

function deployment({ name, replicas, surge, unavailable }: Of<'deployment'>): Request {
  const rollingUpdate = { maxSurge: surge + unavailable === 0 ? 1 : surge, maxUnavailable: unavailable };
  return create('apps', 'deployments', 'Deployment', name, {
    replicas,
    strategy: { type: 'RollingUpdate', rollingUpdate },
    selector: { matchLabels: { app: name } },
    template: template(name),
  });
}

/** What a pod of the sweep asks for, and how much of it an autoscaler wants used. */
const requestMilli = 100;
const usedPercent = 50;

/** A load for which no other number of pods is near enough to be left alone: half a pod's share away from the next. */
function load(name: string, pods: number): Request {
  const milli = (pods - 0.5) * requestMilli * (usedPercent / 100);
  return patch(name, { metadata: { annotations: { [loadNote]: `${milli}m` } } });
}

/** How many pods a Deployment's load asks for. */
export function podsForLoad({ metadata }: Deployment): number {
  return Math.ceil(Number.parseInt(metadata.annotations?.[loadNote] ?? '0', 10) / (requestMilli * (usedPercent / 100)));
}

function autoscaler({ name, of, windowSeconds }: Of<'autoscaler'>): Request {
  const target = { type: 'Utilization', averageUtilization: usedPercent };
  return create('autoscaling', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', name, {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: of },
    minReplicas: 1,
    maxReplicas: autoscaledMost,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: windowSeconds } },
  });
}

function daemonSet({ name, surge }: Of<'daemonset'>): Request {
  const rollingUpdate = { maxSurge: surge ? 1 : 0, maxUnavailable: surge ? 0 : 1 };
  const pods = template(name);
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate };
  return create('apps', 'daemonsets', 'DaemonSet', name, { updateStrategy, selector: { matchLabels: { app: name } }, template: pods });
}

function jobSpec(seconds: number): { readonly [field: string]: Json } {
  const container = { name: 'c', image: 'busybox:1.36', command: ['sleep', String(seconds)] };
  const spec = { restartPolicy: 'OnFailure', terminationGracePeriodSeconds: 1, containers: [container] };
  return { backoffLimit: 1_000, template: { spec } };
}

function job({ name, completions, parallelism, indexed }: Of<'job'>): Request {
  const completionMode = indexed ? 'Indexed' : 'NonIndexed';
  return create('batch', 'jobs', 'Job', name, { completions, parallelism, completionMode, ...jobSpec(5) });
}

function cronJob({ name, policy }: Of<'cronjob'>): Request {
  const spec = { schedule: '* * * * *', concurrencyPolicy: policy, jobTemplate: { spec: jobSpec(45) } };
  return create('batch', 'cronjobs', 'CronJob', name, spec);
}

function budget({ name, of, minAvailable }: Of<'budget'>): Request {
  return create('policy', 'poddisruptionbudgets', 'PodDisruptionBudget', name, { minAvailable, selector: { matchLabels: { app: of } } });
}

function service(name: string): Request {
  return create('', 'services', 'Service', name, { selector: { app: name }, ports: [{ port: 80 }] });
}

function create(group: string, resource: string, ...[kind, name, spec]: readonly [string, string, Json]): Request {
  const version = group === 'autoscaling' ? 'v2' : 'v1';
  const object = { apiVersion: group === '' ? 'v1' : `${group}/${version}`, kind, metadata: { name }, spec };
  return { verb: 'create', group, version, resource, namespace, object };
}

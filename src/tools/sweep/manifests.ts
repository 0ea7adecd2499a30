/** The requests that a plan's workloads and acts are made of. */
import type { Json } from '#api/immutable.ts';
import type { Pod } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import { nodeCount, type Act, type Plan, type Workload } from './plan.ts';

const namespace = 'default';

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
    case 'budget':
      return [budget(it)];
  }
}

/** The requests of an act; what it is about depends on which pods there are. */
export function actRequests(act: Act, pods: readonly Pod[]): Request[] {
  switch (act.do) {
    case 'kill':
    case 'evict': {
      const own = pods.filter(({ metadata }) => metadata.name.startsWith(`${act.name}-`));
      const pod = own[act.which % Math.max(own.length, 1)]?.metadata.name;
      return pod === undefined ? [] : [act.do === 'kill' ? remove(pod) : evict(pod)];
    }
    case 'scale':
      return [patch(act.name, { spec: { replicas: act.replicas } })];
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
  const container = { name: 'c', image: 'nginx:1.24', ports: [{ containerPort: 80 }], volumeMounts: mounts };
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
  const object = { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata: { name }, spec };
  return { verb: 'create', group, version: 'v1', resource, namespace, object };
}

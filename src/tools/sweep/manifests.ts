/** The requests that a plan's workloads and acts are made of. */
import type { Json } from '#api/immutable.ts';
import type { Request } from '#api/request.ts';
import type { Act, DeploymentPlan, Plan, SetPlan } from './plan.ts';

const namespace = 'default';

export function startRequests(plan: Plan): Request[] {
  return [
    ...plan.sets.flatMap((set) => [service(set.name), statefulSet(set)]),
    ...plan.deployments.flatMap((it) => [service(it.name), deployment(it)]),
  ];
}

/** The request of an act; killing one needs to know which pods there are. */
export function actRequest(act: Act, pods: readonly string[]): Request | undefined {
  if (act.do === 'kill') {
    const own = pods.filter((name) => name.startsWith(`${act.name}-`));
    return own.length === 0
      ? undefined
      : { verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace, name: own[act.which % own.length]! };
  }
  const body: Json =
    act.do === 'scale'
      ? { spec: { replicas: act.replicas } }
      : { spec: { template: { spec: { containers: [{ name: 'c', image: act.image }] } } } };
  return { verb: 'patch', group: 'apps', version: 'v1', resource: act.kind, namespace, name: act.name, patch: { type: 'strategic', body } };
}

function template(app: string, mounts: Json): Json {
  return {
    metadata: { labels: { app } },
    spec: {
      terminationGracePeriodSeconds: 5,
      containers: [{ name: 'c', image: 'nginx:1.24', ports: [{ containerPort: 80 }], volumeMounts: mounts }],
    },
  };
}

function statefulSet({ name, replicas, parallel, claims }: SetPlan): Request {
  return create('statefulsets', {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      serviceName: name,
      replicas,
      podManagementPolicy: parallel ? 'Parallel' : 'OrderedReady',
      selector: { matchLabels: { app: name } },
      template: template(name, claims ? [{ name: 'data', mountPath: '/data' }] : []),
      volumeClaimTemplates: claims
        ? [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }]
        : [],
    },
  });
}

function deployment({ name, replicas }: DeploymentPlan): Request {
  return create('deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name, []) },
  });
}

function service(name: string): Request {
  const object: Json = { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } };
  return { verb: 'create', group: '', version: 'v1', resource: 'services', namespace, object };
}

function create(resource: string, object: Json): Request {
  return { verb: 'create', group: 'apps', version: 'v1', resource, namespace, object };
}

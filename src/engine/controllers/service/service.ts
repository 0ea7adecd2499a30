/**
 * The part of a cloud that gives Services of type LoadBalancer an address: there only where a cluster has a cloud.
 * Owns their status.loadBalancer and one finalizer. Reads Services and nodes. What it balances to are the node ports and
 * kube-proxy's rules; the cloud itself is a range of addresses, and which are taken is what the Services say.
 * upstream: staging/src/k8s.io/cloud-provider/controllers/service/controller.go, service/helpers/helper.go
 */
import type { Node, Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import type { Json } from '#api/immutable.ts';
import type { Controller } from '#engine/client/controller.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { isNotFound } from '#engine/client/client.ts';
import { changesOf } from './changes.ts';
import { addressFor } from './addresses.ts';

export const cleanupFinalizer = 'service.kubernetes.io/load-balancer-cleanup';
const excluded = 'node.kubernetes.io/exclude-from-external-load-balancers';
const nodesKey = 'nodes';

interface Memory {
  /** As they were when their load balancers were last looked after. */
  readonly served: Map<string, Service>;
  /** Addresses by Service: one that was just given may not be seen yet on the Service itself. */
  readonly given: Map<string, string>;
  /** The nodes that the load balancers send to. */
  hosts: readonly string[];
}

type Run = Reconcile<Memory>;

export function serviceController(range: string): Controller {
  return controller<Memory>({
    name: 'service',
    eventSource: 'service-controller',
    watches: [
      { kind: 'Service', keys: ownKey },
      { kind: 'Node', keys: () => [nodesKey] },
    ],
    memory: () => ({ served: new Map(), given: new Map(), hosts: [] }),
    reconcile: (key, r) => (key === nodesKey ? syncNodes(r) : syncService(key, r, range)),
  });
}

function syncService(key: string, r: Run, range: string): Outcome | undefined {
  const service = r.see.get('Service', key);
  const served = r.memory.served.get(key);
  if (service === undefined) {
    forget(key, r);
    return undefined;
  }
  const wants = wantsLoadBalancer(service) && !needsCleanup(service);
  if (!wants && !hasFinalizer(service) && served === undefined) return undefined;
  if (wants && served !== undefined) {
    const { needed, events } = changesOf(served, service);
    for (const { reason, message } of events) tell(service, r, reason, message);
    if (!needed) return undefined;
  }
  const problem = wants ? ensure(key, service, r, range) : clean(key, service, r);
  if (problem === undefined) {
    if (wants) r.memory.served.set(key, service);
    return undefined;
  }
  const what = wants ? 'ensure' : 'delete';
  r.event({
    object: service as unknown as KubeObject,
    type: 'Warning',
    reason: 'SyncLoadBalancerFailed',
    message: `Error syncing load balancer: failed to ${what} load balancer: ${problem}`,
  });
  return { error: problem };
}

export function wantsLoadBalancer({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;
}

function hasFinalizer({ metadata }: Service): boolean {
  return metadata.finalizers?.includes(cleanupFinalizer) === true;
}

/** One that is on its way out, or wants none any more, and has not been cleaned up after. */
function needsCleanup(service: Service): boolean {
  return hasFinalizer(service) && (service.metadata.deletionTimestamp !== undefined || service.spec.type !== 'LoadBalancer');
}

function tell(service: Service, r: Run, reason: string, message: string): void {
  r.event({ object: service as unknown as KubeObject, type: 'Normal', reason, message });
}

/** Answers what went wrong. */
function ensure(key: string, service: Service, r: Run, range: string): string | undefined {
  tell(service, r, 'EnsuringLoadBalancer', 'Ensuring load balancer');
  if (!hasFinalizer(service)) {
    const problem = patch(service, r, { metadata: { finalizers: [...(service.metadata.finalizers ?? []), cleanupFinalizer] } });
    if (problem !== undefined) return problem;
  }
  const hosts = hostsOf(r);
  if (hosts.length === 0)
    r.event({
      object: service as unknown as KubeObject,
      type: 'Warning',
      reason: 'UnAvailableLoadBalancer',
      message: 'There are no available nodes for LoadBalancer',
    });
  const address = addressFor(service, takenBesides(key, r), range);
  if ('problem' in address) return address.problem;
  const ingress = [{ ip: address.ip }];
  const problem = equalJson(service.status.loadBalancer?.ingress ?? [], ingress)
    ? undefined
    : patch(service, r, { status: { loadBalancer: { ingress } } });
  if (problem !== undefined) return problem;
  r.memory.given.set(key, address.ip);
  tell(service, r, 'EnsuredLoadBalancer', 'Ensured load balancer');
  return undefined;
}

function takenBesides(key: string, r: Run): ReadonlySet<string> {
  const others = r.see.list('Service').filter((service) => keyOf(service) !== key);
  const seen = others.flatMap(({ status }) => (status.loadBalancer?.ingress ?? []).map(({ ip = '' }) => ip));
  const given = [...r.memory.given].filter(([owner]) => owner !== key).map(([, ip]) => ip);
  return new Set([...seen, ...given]);
}

function forget(key: string, r: Run): void {
  r.memory.served.delete(key);
  r.memory.given.delete(key);
}

function clean(key: string, service: Service, r: Run): string | undefined {
  const { finalizers = [] } = service.metadata;
  if ((service.status.loadBalancer?.ingress ?? []).length > 0) tell(service, r, 'DeletingLoadBalancer', 'Deleting load balancer');
  const left = finalizers.filter((it) => it !== cleanupFinalizer);
  const problem = patch(service, r, { metadata: { finalizers: left }, status: { loadBalancer: null } });
  if (problem !== undefined) return problem;
  tell(service, r, 'DeletedLoadBalancer', 'Deleted load balancer');
  forget(key, r);
  return undefined;
}

/** Through the status, where metadata may be changed too: it is all that the controller may write. */
function patch({ metadata }: Service, r: Run, body: Json): string | undefined {
  const written = r.client.patch('Service', metadata, { type: 'merge', body, subresource: 'status' });
  return written.ok || isNotFound(written.status) ? undefined : (written.status.message ?? 'the patch failed');
}

function hostsOf({ see }: Run): readonly string[] {
  return see
    .list('Node')
    .filter(takesLoad)
    .map(({ metadata }) => metadata.name)
    .toSorted();
}

function takesLoad({ metadata, spec }: Node): boolean {
  const leaves = spec.taints?.some(({ key }) => key === 'ToBeDeletedByClusterAutoscaler') === true;
  return !Object.hasOwn(metadata.labels ?? {}, excluded) && !leaves;
}

/** Load balancers that are there already are told of the nodes that came or went. */
function syncNodes(r: Run): undefined {
  const hosts = hostsOf(r);
  if (equalJson(hosts, r.memory.hosts)) return;
  r.memory.hosts = hosts;
  for (const service of r.memory.served.values())
    if (wantsLoadBalancer(service)) tell(service, r, 'UpdatedLoadBalancer', 'Updated load balancer with new hosts');
}

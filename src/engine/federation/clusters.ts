/**
 * The members of a federation as its kind Cluster: asked every 40 seconds whether they are well, and where they stand.
 * Owns the Clusters' status. Reads the members' nodes. Joins the members of the cluster's spec once, as `kubefed join` does;
 * whoever deletes a Cluster takes it out of the federation, and creating it again takes it back.
 * upstream: federation/pkg/federation-controller/cluster/{clustercontroller,cluster_client}.go of 1.5
 */
import type { FederatedClusterCondition, ICluster } from '#api/federation.ts';
import type { Cluster, Node } from '#api/kinds.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { apiClient, isAlreadyExists } from '#engine/client/client.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';

/** Where the federation's own objects are; its being there says that the members have been joined. */
export const federationNamespace = 'federation-system';
/** upstream: --cluster-monitor-period */
const monitorMs = 40_000;

export const joining: Controller = controller({
  name: 'cluster-join',
  eventSource: 'kubefed',
  watches: [{ kind: 'Namespace', keys: ({ object }) => (object.metadata.name === 'kube-system' ? ['members'] : []) }],
  memory: () => undefined,
  reconcile: (_key, r) => join(r),
});

function join({ see, client, context }: Reconcile): Outcome | undefined {
  if (see.get('Namespace', federationNamespace) !== undefined) return undefined;
  for (const name of context.peers?.keys() ?? []) {
    const spec = { serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: `https://${name}` }], secretRef: { name } };
    const made = client.create('Cluster', { apiVersion: 'federation/v1beta1', kind: 'Cluster', metadata: { name }, spec });
    if (!made.ok && !isAlreadyExists(made.status)) return { error: made.status.message ?? `${name} could not be joined` };
  }
  const done = client.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: federationNamespace }, spec: {} });
  return done.ok ? undefined : { error: done.status.message ?? 'the members could not be joined' };
}

export const clusterController: Controller = controller({
  name: 'cluster',
  eventSource: 'cluster-controller',
  watches: [{ kind: 'Cluster', keys: ownKey }],
  memory: () => undefined,
  reconcile: (key, r) => monitor(key, r),
  resync: { everyMs: monitorMs, keys: (see) => see.list('Cluster').map(({ metadata }) => metadata.name) },
});

/** Its own write wakes it too: a cluster that was asked a moment ago is not asked again. */
function monitor(key: string, r: Reconcile): Outcome | undefined {
  const cluster = r.see.get('Cluster', key);
  if (cluster === undefined) return undefined;
  const asked = parseTime(cluster.status?.conditions?.[0]?.lastProbeTime ?? '');
  if (asked !== undefined && r.wallMs - asked < monitorMs / 2) return undefined;
  const written = r.client.updateStatus('Cluster', { ...cluster, status: statusOf(cluster, r) });
  return written.ok ? undefined : { error: written.status.message ?? 'the status could not be written' };
}

function statusOf({ metadata, status }: Cluster, { context, wallMs }: Reconcile): NonNullable<ICluster['status']> {
  const request = context.peers?.get(metadata.name);
  const nodes = request === undefined ? undefined : apiClient(request).list('Node');
  const now = formatTime(wallMs);
  if (nodes === undefined || !nodes.ok) {
    const offline = { type: 'Offline', status: 'True', reason: 'ClusterNotReachable', message: 'cluster is not reachable' } as const;
    return { ...status, conditions: [timed(offline, status, now)] };
  }
  const ready = { type: 'Ready', status: 'True', reason: 'ClusterReady', message: '/healthz responded with ok' } as const;
  return { conditions: [timed(ready, status, now)], ...placeOf(nodes.value) };
}

function timed(condition: FederatedClusterCondition, before: ICluster['status'], now: string): FederatedClusterCondition {
  const same = before?.conditions?.find(({ type, status }) => type === condition.type && status === condition.status);
  return { ...condition, lastProbeTime: now, lastTransitionTime: same?.lastTransitionTime ?? now };
}

/** As the nodes' labels say. upstream: getZoneNameForNode, getRegionNameForNode */
function placeOf(nodes: readonly Node[]): Pick<NonNullable<ICluster['status']>, 'zones' | 'region'> {
  const named = (labels: readonly string[]) =>
    nodes.flatMap(({ metadata }) => labels.flatMap((label) => metadata.labels?.[label] ?? []).slice(0, 1));
  const zones = [...new Set(named(['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone']))].toSorted();
  const [region] = named(['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region']);
  return { ...(zones.length === 0 ? {} : { zones }), ...(region === undefined ? {} : { region }) };
}

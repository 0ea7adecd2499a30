/**
 * Services of a federation: each member gets one, and where they take traffic from outside is noted cluster by cluster.
 * Owns the copies in the members, and the federation's Services' status with the note of its ingresses. A member whose Service has
 * no ready endpoint is not noted: nobody is to be led there.
 * upstream: federation/pkg/federation-controller/service/servicecontroller.go of 1.5, ingress/ingress.go of 1.6
 */
import type { Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { applyCopy, removeCopies } from './copies.ts';
import { members, readyMembers, type Member } from './members.ts';

export const ingressNote = 'federation.kubernetes.io/service-ingresses';
const lookMs = 5_000;

interface ClusterIngress {
  readonly cluster: string;
  readonly items: readonly { readonly ip?: string; readonly hostname?: string }[];
}

export const federatedServices: Controller = controller({
  name: 'federated-service',
  eventSource: 'federation-service-controller',
  watches: [{ kind: 'Service', keys: ownKey }],
  memory: () => undefined,
  reconcile: (key, r) => (isLocalService(key) ? undefined : sync(key, r)),
  resync: { everyMs: lookMs, keys: (see) => see.list('Service').map(keyOf) },
});

/** What every cluster has of its own. */
export function isLocalService(key: string): boolean {
  return key === 'default/kubernetes' || key.startsWith('kube-system/');
}

/** Where the members take traffic for a Service, as its note says. */
export function ingressesOf({ metadata }: Service): readonly ClusterIngress[] {
  try {
    const value = JSON.parse(metadata.annotations?.[ingressNote] ?? '{}') as { readonly items?: unknown };
    return Array.isArray(value.items) ? value.items.filter(isClusterIngress) : [];
  } catch {
    return [];
  }
}

function isClusterIngress(value: unknown): value is ClusterIngress {
  const { cluster, items } = (value ?? {}) as Partial<ClusterIngress>;
  return typeof cluster === 'string' && Array.isArray(items) && items.every((it: unknown) => typeof it === 'object' && it !== null);
}

function sync(key: string, r: Reconcile): Outcome | undefined {
  const own = r.see.get('Service', key);
  if (own === undefined || own.metadata.deletionTimestamp !== undefined) return removeCopies('Service', key, members(r));
  const errors: string[] = [];
  const ingresses: ClusterIngress[] = [];
  for (const member of readyMembers(r)) {
    const found = member.client.get('Service', own.metadata.namespace, own.metadata.name);
    const there = found.ok ? found.value : undefined;
    const problem = applyCopy(member.client, 'Service', wantedOf(own, there), there as KubeObject | undefined);
    if (problem !== undefined) errors.push(`${member.name}: ${problem}`);
    const items = there === undefined ? [] : takesTraffic(member, there);
    if (items.length > 0) ingresses.push({ cluster: member.name, items });
  }
  errors.push(...note(own, ingresses, r));
  return errors.length === 0 ? undefined : { error: errors.join(', ') };
}

/** Addresses and ports that nobody asked for are each member's own. */
function wantedOf({ apiVersion, kind, metadata, spec }: Service, there: Service | undefined): KubeObject {
  const { clusterIP, clusterIPs: _ips, ipFamilies: _families, ipFamilyPolicy: _policy, healthCheckNodePort: _port, ...asked } = spec;
  const { [ingressNote]: _note, ...annotations } = metadata.annotations ?? {};
  const ports = spec.ports?.map(({ nodePort: _own, ...port }) => {
    const same = there?.spec.ports?.find((it) => it.port === port.port && it.protocol === port.protocol);
    return { ...port, ...(same?.nodePort === undefined ? {} : { nodePort: same.nodePort }) };
  });
  const headless = clusterIP === 'None' ? { clusterIP } : {};
  const next = { ...there?.spec, ...asked, ...headless, ...(ports === undefined ? {} : { ports }) };
  return { apiVersion, kind, metadata: { ...metadata, annotations }, spec: next } as unknown as KubeObject;
}

function takesTraffic({ client }: Member, { metadata, status }: Service): ClusterIngress['items'] {
  const endpoints = client.get('Endpoints', metadata.namespace, metadata.name);
  const hasReady = endpoints.ok && (endpoints.value.subsets ?? []).some(({ addresses }) => (addresses ?? []).length > 0);
  return hasReady ? (status.loadBalancer?.ingress ?? []).map(addressOf) : [];
}

function addressOf({ ip, hostname = '' }: ClusterIngress['items'][number]): ClusterIngress['items'][number] {
  return ip === undefined ? { hostname } : { ip };
}

function note(own: Service, items: readonly ClusterIngress[], { client }: Reconcile): string[] {
  const text = items.length === 0 ? undefined : JSON.stringify({ items });
  const { [ingressNote]: before, ...others } = own.metadata.annotations ?? {};
  let current = own;
  if (before !== text) {
    const annotations = { ...others, ...(text === undefined ? {} : { [ingressNote]: text }) };
    const written = client.update('Service', { ...own, metadata: { ...own.metadata, annotations } });
    if (!written.ok) return [written.status.message ?? 'the ingresses could not be noted'];
    current = written.value;
  }
  const ingress = items.flatMap((it) => it.items);
  const status = { ...current.status, loadBalancer: ingress.length === 0 ? {} : { ingress } };
  if (equalJson(status, current.status)) return [];
  const written = client.updateStatus('Service', { ...current, status });
  return written.ok ? [] : [written.status.message ?? 'the status could not be written'];
}

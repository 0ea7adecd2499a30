/**
 * The controllers of a federation: a cluster without nodes, whose objects are spread over other clusters.
 * Owns the copies in its members. Reads and writes the members' API servers as a client from outside; the members do not know of it.
 * Deliberately not: Ingresses, which lived by one cloud's load balancer across all clusters; webhooks that admit objects by placement.
 * upstream: federation/cmd/federation-controller-manager of 1.5
 */
import type { Kind } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import type { Component } from '#engine/client/component.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { controllerManager } from '#engine/client/runner.ts';
import { clusterController, federationNamespace, joining } from './clusters.ts';
import { applyCopy, removeCopies } from './copies.ts';
import { members, readyMembers } from './members.ts';
import { serviceDns, type ZoneOptions } from './serviceDns.ts';
import { federatedServices } from './services.ts';
import { federatedWorkloads } from './workloads.ts';

const lookMs = 30_000;

export function federationControllerManager(zone: ZoneOptions): Component {
  return controllerManager({
    address: 'federation-controller-manager',
    user: { name: 'federation-controller-manager', groups: ['system:masters', 'system:authenticated'] },
    controllers: [
      joining,
      clusterController,
      federatedCopies('Namespace'),
      federatedCopies('ConfigMap'),
      federatedCopies('Secret'),
      federatedCopies('DaemonSet'),
      federatedServices,
      serviceDns(zone),
      federatedWorkloads('ReplicaSet'),
      federatedWorkloads('Deployment'),
    ],
  });
}

type CopiedKind = 'Namespace' | 'ConfigMap' | 'Secret' | 'DaemonSet';

/** Namespaces that every cluster has of its own. */
const local = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', federationNamespace]);

/** Every member gets the object as it is. */
function federatedCopies(kind: CopiedKind): Controller {
  return controller({
    name: `federated-${kind.toLowerCase()}`,
    eventSource: `federation-${kind.toLowerCase()}-controller`,
    watches: [{ kind, keys: ownKey }],
    memory: () => undefined,
    reconcile: (key, r) => (isLocal(kind, key) ? undefined : copy(kind, key, r)),
    resync: { everyMs: lookMs, keys: (see) => see.list(kind).map(keyOf) },
  });
}

function isLocal(kind: Kind, key: string): boolean {
  return kind === 'Namespace' ? local.has(key) : key.startsWith('kube-') || key.startsWith(`${federationNamespace}/`);
}

function copy(kind: CopiedKind, key: string, r: Reconcile): Outcome | undefined {
  const own = r.see.get(kind, key) as unknown as KubeObject | undefined;
  if (own === undefined || own.metadata.deletionTimestamp !== undefined) return removeCopies(kind, key, members(r));
  const errors = readyMembers(r).flatMap(({ name, client }) => {
    const found = client.get(kind, own.metadata.namespace, own.metadata.name);
    const problem = applyCopy(client, kind, own, found.ok ? (found.value as unknown as KubeObject) : undefined);
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
  return errors.length === 0 ? undefined : { error: errors.join(', ') };
}

/**
 * The ReplicaSet controller: as many pods of one template as asked, no more and no fewer.
 * Owns, reads, writes: see common/replicas.ts, the core it shares with ReplicationController.
 * Deliberately not: rollouts; those are the Deployment controller's.
 * upstream: pkg/controller/replicaset/replica_set.go
 */
import { controller, ownKey, type Controller } from '#engine/client/controller.ts';
import { watchOwned } from '../common/podWatch.ts';
import { selectorFor, syncReplicas, type PodSet, type ReplicasMemory } from '../common/replicas.ts';
import { createThrottle } from '../common/throttle.ts';

export const replicaset: Controller = controller<ReplicasMemory>({
  name: 'replicaset',
  eventSource: 'replicaset-controller',
  watches: [
    { kind: 'ReplicaSet', keys: ownKey },
    watchOwned('Pod', { ownerKind: 'ReplicaSet', selector: (owner) => selectorFor(owner as PodSet) }),
  ],
  memory: () => ({ throttle: createThrottle() }),
  reconcile: (key, r) => syncReplicas('ReplicaSet', key, r),
});

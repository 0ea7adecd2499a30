/**
 * The ReplicationController controller: the elder of ReplicaSet, with a plain map of labels as its selector.
 * Owns, reads, writes: see common/replicas.ts, the core it shares with ReplicaSet.
 * Deliberately not: rolling updates, which kubectl once did from outside.
 * upstream: pkg/controller/replication/replication_controller.go
 */
import { controller, ownKey, type Controller } from '#engine/client/controller.ts';
import { watchOwned } from '../common/podWatch.ts';
import { selectorFor, syncReplicas, type PodSet, type ReplicasMemory } from '../common/replicas.ts';
import { createThrottle } from '../common/throttle.ts';

export const replicationcontroller: Controller = controller<ReplicasMemory>({
  name: 'replicationcontroller',
  eventSource: 'replication-controller',
  watches: [
    { kind: 'ReplicationController', keys: ownKey },
    watchOwned('Pod', { ownerKind: 'ReplicationController', selector: (owner) => selectorFor(owner as PodSet) }),
  ],
  memory: () => ({ throttle: createThrottle() }),
  reconcile: (key, r) => syncReplicas('ReplicationController', key, r),
});

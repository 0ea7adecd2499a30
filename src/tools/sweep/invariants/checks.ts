/** Every promise that one change can break, looked at after every single change. */
import type { Deployment, EndpointSlice, Pod, PodDisruptionBudget } from '#api/kinds.ts';
import type { Change, Store } from '#engine/etcd/store.ts';
import { writerOf } from '../look.ts';
import { budgetViolations } from './budgets.ts';
import { daemonUpdateViolations, daemonViolations } from './daemons.ts';
import { endpointViolations } from './endpoints.ts';
import { notePod, type Memory } from './memory.ts';
import { orderViolations } from './ordinals.ts';
import { noteDeployment, rolloutViolations, type SetChange } from './rollout.ts';
import { noteSet, updateViolations } from './update.ts';
import { attachmentViolations, bindingViolations } from './volumes.ts';

export function violationsOf(change: Change, store: Store, memory: Memory, now: number): string[] {
  const { type, resource, object, old } = change;
  if (type === 'DELETED' && resource !== 'pods') return [];
  switch (resource) {
    case 'pods': {
      const pod = object as unknown as Pod;
      notePod(memory, { pod, type, writer: writerOf(change, store) }, now);
      if (type === 'MODIFIED')
        return [...updateViolations(change, store, memory, now), ...daemonUpdateViolations(change, store, memory, now)];
      return type === 'ADDED' ? [...orderViolations(pod, store, memory, now), ...daemonViolations(pod, store, memory, now)] : [];
    }
    case 'persistentvolumeclaims':
    case 'persistentvolumes':
      return bindingViolations(store);
    case 'volumeattachments.storage.k8s.io':
      return attachmentViolations(store);
    case 'daemonsets.apps':
    case 'statefulsets.apps':
      noteSet(memory, change, now);
      return [];
    case 'deployments.apps':
      if (old !== undefined) noteDeployment(memory, old as unknown as Deployment, now);
      return [];
    case 'replicasets.apps':
      return rolloutViolations({ set: object, before: old } as unknown as SetChange, store, memory, now);
    case 'endpointslices.discovery.k8s.io':
      return endpointViolations(object as unknown as EndpointSlice, memory, now);
    case 'poddisruptionbudgets.policy':
      return budgetViolations(object as unknown as PodDisruptionBudget);
    default:
      return [];
  }
}

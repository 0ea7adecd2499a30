/** Every promise that one change can break, looked at after every single change. */
import type { PodDisruptionBudget } from '#api/kinds.ts';
import type { Scene } from '../scene.ts';
import { budgetViolations } from './budgets.ts';
import { daemonSetViolations } from './daemons.ts';
import { endpointsViolations, sliceViolations } from './endpoints.ts';
import { statefulSetViolations } from './ordinals.ts';
import { autoscalerViolations, collectionViolations, cronJobViolations } from './owners.ts';
import { jobPodViolations, jobStatusViolations, replicaSetStatusViolations, replicaSetViolations } from './replicas.ts';
import { rolloutViolations } from './rollout.ts';
import { attachmentViolations, bindingViolations } from './volumes.ts';

type Check = (scene: Scene) => readonly string[];

const standing =
  (check: (scene: Scene) => readonly string[]): Check =>
  (scene) =>
    scene.change.type === 'DELETED' ? [] : check(scene);

const checks: { readonly [resource: string]: readonly Check[] } = {
  pods: [statefulSetViolations, daemonSetViolations, replicaSetViolations, jobPodViolations],
  persistentvolumeclaims: [standing(({ store }) => bindingViolations(store))],
  persistentvolumes: [standing(({ store }) => bindingViolations(store))],
  'volumeattachments.storage.k8s.io': [standing(({ store }) => attachmentViolations(store))],
  'deployments.apps': [autoscalerViolations],
  'replicasets.apps': [rolloutViolations, replicaSetStatusViolations],
  'jobs.batch': [cronJobViolations, standing(jobStatusViolations)],
  endpoints: [standing(endpointsViolations)],
  'endpointslices.discovery.k8s.io': [standing(sliceViolations)],
  'poddisruptionbudgets.policy': [standing(({ change }) => budgetViolations(change.object as unknown as PodDisruptionBudget))],
};

export function violationsOf(scene: Scene): string[] {
  const { change, writer, memory } = scene;
  if (change.type === 'DELETED' && change.resource === 'pods' && writer === 'faults') memory.forced.add(change.object.metadata.uid);
  return [collectionViolations, ...(checks[change.resource] ?? [])].flatMap((check) => check(scene));
}

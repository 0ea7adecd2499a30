/** upstream: pkg/kubelet/container/helpers.go (ShouldContainerBeRestarted) */
import type { Pod } from '#api/kinds.ts';
import type { ContainerRecord } from '../state.ts';

/** Whether a container of this pod, whose newest record this is, is to be started (again). */
export function shouldRestart(pod: Pod, newest: Pick<ContainerRecord, 'state' | 'exitCode'> | undefined): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  if (newest === undefined) return true;
  if (newest.state === 'running') return false;
  if (newest.state === 'created') return true;
  if (pod.spec.restartPolicy === 'Never') return false;
  return pod.spec.restartPolicy !== 'OnFailure' || newest.exitCode !== 0;
}

/** How far a rollout is. upstream: kubectl/pkg/polymorphichelpers/rollout_status.go */
import type { DaemonSet, Deployment, StatefulSet } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { failure } from '../failure.ts';

export interface RolloutStatus {
  readonly text: string;
  readonly done: boolean;
}

/** The status of an object of one of the three kinds that roll out; refused for others. */
export function rolloutStatus(object: KubeObject, revision = 0): RolloutStatus {
  switch (object.kind) {
    case 'Deployment':
      refuseOtherRevision(object, revision);
      return deploymentStatus(object as unknown as Deployment);
    case 'DaemonSet':
      return daemonSetStatus(object as unknown as DaemonSet);
    case 'StatefulSet':
      return statefulSetStatus(object as unknown as StatefulSet);
    default:
      throw failure(`no status viewer has been implemented for ${kindOf(object)}`);
  }
}

function kindOf({ apiVersion, kind }: KubeObject): string {
  return apiVersion.includes('/') ? `${kind}.${apiVersion.split('/')[0] ?? ''}` : kind;
}

function refuseOtherRevision({ metadata }: KubeObject, wanted: number): void {
  const running = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  if (wanted > 0 && wanted !== running) throw failure(`desired revision (${wanted}) is different from the running revision (${running})`);
}

function waiting(text: string): RolloutStatus {
  return { text: `${text}\n`, done: false };
}

function done(text: string): RolloutStatus {
  return { text: `${text}\n`, done: true };
}

function deploymentStatus({ metadata, spec, status }: Deployment): RolloutStatus {
  const name = JSON.stringify(metadata.name);
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for deployment spec update to be observed...');
  if (status.conditions?.some((one) => one.type === 'Progressing' && one.reason === 'ProgressDeadlineExceeded') === true)
    throw failure(`deployment ${name} exceeded its progress deadline`);
  const wanted = spec.replicas ?? 0;
  const updated = status.updatedReplicas ?? 0;
  const total = status.replicas ?? 0;
  const available = status.availableReplicas ?? 0;
  const head = `Waiting for deployment ${name} rollout to finish:`;
  if (updated < wanted) return waiting(`${head} ${updated} out of ${wanted} new replicas have been updated...`);
  if (total > updated) return waiting(`${head} ${total - updated} old replicas are pending termination...`);
  if (available < updated) return waiting(`${head} ${available} of ${updated} updated replicas are available...`);
  return done(`deployment ${name} successfully rolled out`);
}

const onlyRolling = 'rollout status is only available for RollingUpdate strategy type';

function daemonSetStatus({ metadata, spec, status }: DaemonSet): RolloutStatus {
  const name = JSON.stringify(metadata.name);
  if (spec.updateStrategy?.type !== 'RollingUpdate') throw failure(onlyRolling);
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed...');
  const updated = status.updatedNumberScheduled ?? 0;
  const available = status.numberAvailable ?? 0;
  const wanted = status.desiredNumberScheduled;
  const head = `Waiting for daemon set ${name} rollout to finish:`;
  if (updated < wanted) return waiting(`${head} ${updated} out of ${wanted} new pods have been updated...`);
  if (available < wanted) return waiting(`${head} ${available} of ${wanted} updated pods are available...`);
  return done(`daemon set ${name} successfully rolled out`);
}

function statefulSetStatus({ metadata, spec, status }: StatefulSet): RolloutStatus {
  if (spec.updateStrategy?.type !== 'RollingUpdate') throw failure(onlyRolling);
  const observed = status.observedGeneration ?? 0;
  if (observed === 0 || (metadata.generation ?? 0) > observed) return waiting('Waiting for statefulset spec update to be observed...');
  const wanted = spec.replicas ?? 0;
  const ready = status.readyReplicas ?? 0;
  const updated = status.updatedReplicas ?? 0;
  if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`);
  const partition = spec.updateStrategy.rollingUpdate?.partition;
  if (spec.updateStrategy.rollingUpdate !== undefined) {
    if (partition !== undefined && updated < wanted - partition)
      return waiting(`Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`);
    return done(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  if (status.updateRevision !== status.currentRevision)
    return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${status.updateRevision ?? ''}...`);
  return done(`statefulset rolling update complete ${status.currentReplicas ?? 0} pods at revision ${status.currentRevision ?? ''}...`);
}

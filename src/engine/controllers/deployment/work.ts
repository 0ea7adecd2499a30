/**
 * One look at one Deployment, and the writes its steps share.
 * upstream: pkg/controller/deployment/sync.go (scaleReplicaSet)
 */
import type { Deployment, ReplicaSet } from '#api/kinds.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { withReplicasAnnotations } from './annotations.ts';
import type { DeploymentStatus } from './conditions.ts';
import { sizeOf } from './replicaSets.ts';

export interface Work {
  /** As it was when the look began, with what this look has put into it: of its writes no answer is taken up. */
  d: Deployment;
  readonly r: Reconcile;
  /** All ReplicaSets that belong to the Deployment; one that is brought up to date on the way is replaced. */
  sets: readonly ReplicaSet[];
}

/**
 * Writes the Deployment's status; annotations go with it, as the server lets them. Whoever writes a second time in one look
 * meets a conflict, as the recorded controller did after each new ReplicaSet, and the next look goes on from there.
 */
export function writeStatus(work: Work, status: DeploymentStatus, annotations = work.d.metadata.annotations): string | undefined {
  const metadata =
    annotations === work.d.metadata.annotations || annotations === undefined ? work.d.metadata : { ...work.d.metadata, annotations };
  const written = work.r.client.updateStatus('Deployment', { ...work.d, metadata, status });
  work.d = { ...work.d, metadata, status };
  return written.ok ? undefined : messageOf(written.status);
}

export interface Scaled {
  readonly rs: ReplicaSet;
  readonly scaled: boolean;
}

/** Gives a ReplicaSet a size, with an event; does nothing when it has it already. */
export function scaleTo(work: Work, rs: ReplicaSet, size: number): Outcome<Scaled> {
  return sizeOf(rs) === size ? success({ rs, scaled: false }) : scaleAndNote(work, rs, size);
}

/** Gives a ReplicaSet a size and notes the Deployment's own size on it; either alone is reason enough to write. */
export function scaleAndNote(work: Work, rs: ReplicaSet, size: number): Outcome<Scaled> {
  const before = rs.metadata.annotations ?? {};
  const annotations = withReplicasAnnotations(before, work.d);
  const old = sizeOf(rs);
  if (old === size && annotations === before) return success({ rs, scaled: false });
  const written = work.r.client.update('ReplicaSet', {
    ...rs,
    metadata: { ...rs.metadata, annotations },
    spec: { ...rs.spec, replicas: size },
  });
  if (!written.ok) return failure(messageOf(written.status));
  if (old !== size) {
    const message = `Scaled ${size > old ? 'up' : 'down'} replica set ${rs.metadata.name} to ${size} from ${old}`;
    work.r.event({ object: work.d, type: 'Normal', reason: 'ScalingReplicaSet', message });
  }
  return success({ rs: written.value, scaled: old !== size });
}

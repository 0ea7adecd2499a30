/**
 * Creating, mending and deleting the pods of a set together with their claims, and the events that tell of it.
 * upstream: pkg/controller/statefulset/stateful_pod_control.go
 */
import type { PersistentVolumeClaim, Pod, StatefulSet } from '#api/kinds.ts';
import { aggregate } from '#api/machinery/goText.ts';
import { objectKey } from '#api/meta.ts';
import { isAlreadyExists, isConflict, isNotFound } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { claimsOf, identityMatches, storageMatches, withIdentity, withStorage, type ClaimDraft } from './identity.ts';
import { isStale, ownersMatch, retentionOf, withOwners } from './retention.ts';

/** What these functions need. Each answers undefined when it went well, otherwise what went wrong. */
export type Does = Pick<Reconcile, 'client' | 'event' | 'see'>;

export function createStatefulPod(set: StatefulSet, pod: Pod, r: Does): string | undefined {
  const claimError = createClaims(set, pod, r);
  if (claimError !== undefined) return recordPod('create', set, pod, { r, error: claimError });
  const created = r.client.create('Pod', pod);
  if (!created.ok)
    return isAlreadyExists(created.status)
      ? messageOf(created.status)
      : recordPod('create', set, pod, { r, error: messageOf(created.status) });
  const ownerError = setClaimOwners(set, created.value, r);
  if (ownerError !== undefined) return recordPod('update', set, pod, { r, error: ownerError });
  return recordPod('create', set, pod, { r });
}

/** Mends what distinguishes the pod from what it should be; tries again on a conflict with the pod as it is by then. */
export function updateStatefulPod(set: StatefulSet, pod: Pod, r: Does): string | undefined {
  let current = pod;
  for (let attempt = 0; attempt < 4; attempt += 1) {
    let wanted = identityMatches(set, current) ? current : withIdentity(set, current);
    if (!storageMatches(set, current)) {
      wanted = withStorage(set, wanted);
      const error = createClaims(set, current, r);
      if (error !== undefined) return recordPod('update', set, pod, { r, error });
    }
    const claimsMatch = claimOwnersMatch(set, current, r);
    const error = claimsMatch ? undefined : setClaimOwners(set, current, r);
    if (error !== undefined) return recordPod('update', set, pod, { r, error });
    if (wanted === current && claimsMatch) return undefined;
    const written = r.client.update('Pod', wanted);
    if (written.ok) return recordPod('update', set, pod, { r });
    if (!isConflict(written.status) || attempt === 3) return recordPod('update', set, pod, { r, error: messageOf(written.status) });
    const fresh = r.client.get('Pod', pod.metadata.namespace, pod.metadata.name);
    if (fresh.ok) current = fresh.value;
  }
  return undefined;
}

/** `gone` when there was nothing to delete any more. */
export function deleteStatefulPod(set: StatefulSet, pod: Pod, r: Does): { readonly error?: string; readonly gone?: true } {
  const deleted = r.client.delete('Pod', { namespace: pod.metadata.namespace, name: pod.metadata.name });
  if (deleted.ok) {
    recordPod('delete', set, pod, { r });
    return {};
  }
  const error = messageOf(deleted.status);
  recordPod('delete', set, pod, { r, error });
  return isNotFound(deleted.status) ? { error, gone: true } : { error };
}

/** Creates the claims that are missing; a claim on its way out stands in the way. */
function createClaims(set: StatefulSet, pod: Pod, r: Does): string | undefined {
  const errors: string[] = [];
  for (const draft of claimsOf(set, pod)) {
    const { name } = draft.metadata;
    const known = claimInCache(draft, r);
    if (known !== undefined) {
      if (known.metadata.deletionTimestamp !== undefined) errors.push(`pvc ${name} is being deleted`);
      continue;
    }
    const created = r.client.create('PersistentVolumeClaim', draft);
    const error = created.ok ? undefined : messageOf(created.status);
    if (error !== undefined) errors.push(`failed to create PVC ${name}: ${error}`);
    if (created.ok || !isAlreadyExists(created.status)) recordClaim(set, pod, name, { r, ...(error === undefined ? {} : { error }) });
  }
  return errors.length === 0 ? undefined : aggregate(errors);
}

function claimInCache(draft: ClaimDraft, r: Does): PersistentVolumeClaim | undefined {
  return r.see.get('PersistentVolumeClaim', objectKey(draft.metadata.namespace, draft.metadata.name));
}

/** For a pod that waits: its claims may have been taken away from under it. */
export function createMissingClaims(set: StatefulSet, pod: Pod, r: Does): string | undefined {
  const error = createClaims(set, pod, r);
  if (error !== undefined) return error;
  const ownerError = setClaimOwners(set, pod, r);
  return ownerError === undefined ? undefined : recordPod('update', set, pod, { r, error: ownerError });
}

/** A claim that is not there (yet) counts as matching; the next look sees it. */
export function claimOwnersMatch(set: StatefulSet, pod: Pod, r: Does): boolean {
  return claimsOf(set, pod).every((draft) => {
    const claim = claimInCache(draft, r);
    return claim === undefined || ownersMatch(claim, set, pod);
  });
}

export function setClaimOwners(set: StatefulSet, pod: Pod, r: Does): string | undefined {
  for (const draft of claimsOf(set, pod)) {
    const claim = claimInCache(draft, r);
    if (claim === undefined || ownersMatch(claim, set, pod)) continue;
    const written = r.client.update('PersistentVolumeClaim', withOwners(claim, set, pod));
    if (!written.ok) return `could not update claim ${claim.metadata.name} for delete policy ownerRefs: ${messageOf(written.status)}`;
  }
  return undefined;
}

/** Whether a claim still belongs to an earlier pod of this name; a pod that is scaled up again waits until it is gone. */
export function claimIsStale(set: StatefulSet, pod: Pod, r: Does): boolean {
  if (retentionOf(set).whenScaled === 'Retain') return false;
  return claimsOf(set, pod).some((draft) => {
    const claim = claimInCache(draft, r);
    return claim !== undefined && isStale(claim, pod);
  });
}

interface How {
  readonly r: Does;
  readonly error?: string;
}

/** Records how something went with a pod; answers the error, so that it can be handed on. */
function recordPod(verb: 'create' | 'update' | 'delete', set: StatefulSet, pod: Pod, { r, error }: How): string | undefined {
  const what = `${verb} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
  const title = `${verb[0]!.toUpperCase()}${verb.slice(1)}`;
  if (error === undefined) r.event({ object: set, type: 'Normal', reason: `Successful${title}`, message: `${what} successful` });
  else r.event({ object: set, type: 'Warning', reason: `Failed${title}`, message: `${what} failed error: ${error}` });
  return error;
}

function recordClaim(set: StatefulSet, pod: Pod, claim: string, { r, error }: How): void {
  const what = `create Claim ${claim} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
  if (error === undefined) r.event({ object: set, type: 'Normal', reason: 'SuccessfulCreate', message: `${what} success` });
  else r.event({ object: set, type: 'Warning', reason: 'FailedCreate', message: `${what} failed error: ${error}` });
}

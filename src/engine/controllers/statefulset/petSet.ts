/**
 * A StatefulSet that behaves as the PetSet of Kubernetes 1.3 to 1.5 did, because an annotation says so: one pet that is not
 * well stops the making and removing of all others; a person may hold a pet back with an annotation; pets are nobody's
 * property, so they outlive their set; a changed template changes no pet.
 * Owns: the pods that its selector selects, the claims its templates name, the set's status.
 * Deliberately not: revisions, rolling updates, retention of claims, owner references. None of them was there.
 * upstream: pkg/controller/petset of 1.5.2 (pet_set.go, pet.go, iterator.go, identity_mappers.go)
 */
import type { Container, Pod, StatefulSet } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { behavesAs, hostnameNote, initContainerNotes, initializedNote, subdomainNote } from '#api/petSet.ts';
import { controllerOf, keyOf, objectKey } from '#api/meta.ts';
import { isAlreadyExists, isNotFound, type Draft } from '#engine/client/client.ts';
import type { Outcome, Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { messageOf } from '../common/claim.ts';
import { claimsOf, withStorage } from './identity.ts';
import { podName, replicasOf } from './names.ts';
import { isFailed, isRunningAndReady, isTerminating } from './podState.ts';
import { writeStatus } from './status.ts';

/** Sets are looked at from time to time even when nothing happens. */
export const petResyncMs = 30_000;

export function isPetSet(set: StatefulSet): boolean {
  return set.metadata.annotations?.[behavesAs] === 'PetSet';
}

/** The sets that a pod without an owner may be a pet of. */
export function petKeys(delta: Delta, see: Lister): readonly string[] {
  const { namespace, labels } = delta.object.metadata;
  if (labels === undefined || controllerOf(delta.object) !== undefined) return [];
  const sets = see.list('StatefulSet', namespace ?? '').filter(isPetSet);
  return sets.filter((set) => matchesLabels(selectorOf(set.spec.selector), labels)).map(keyOf);
}

/** What one look works on; `blocking` is the pet that everything waits for. */
interface Look {
  readonly set: StatefulSet;
  readonly r: Reconcile;
  blocking: string | undefined;
}

export function syncPets(set: StatefulSet, r: Reconcile): Outcome | undefined {
  if (set.metadata.deletionTimestamp !== undefined) return undefined;
  const selector = selectorOf(set.spec.selector);
  const pods = r.see.list('Pod', set.metadata.namespace ?? '').filter((pod) => matchesLabels(selector, pod.metadata.labels));
  const known = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  const look: Look = { set, r, blocking: pods.find((pod) => !isHealthy(pod))?.metadata.name };
  const wanted = Array.from({ length: replicasOf(set) }, (_, index) => podName(set, index));
  const errors: string[] = [];
  let count = 0;
  for (const [index, name] of wanted.entries()) {
    const done = syncPet(look, index, known.get(name));
    if (done === 'synced') count += 1;
    else if (done !== 'waits') errors.push(done.error);
  }
  for (const pod of pods.filter(({ metadata }) => !wanted.includes(metadata.name)).toSorted(newestFirst)) {
    const error = removePet(look, pod);
    if (error !== undefined) errors.push(error);
  }
  const status = { ...set.status, observedGeneration: set.metadata.generation ?? 0, replicas: count };
  const error = errors[0] ?? writeStatus(set, status, r);
  return error === undefined ? undefined : { error };
}

function newestFirst(a: Pod, b: Pod): number {
  return compareKeys(b.metadata.creationTimestamp, a.metadata.creationTimestamp) || compareKeys(b.metadata.name, a.metadata.name);
}

/** Ready, staying, and not held back by a person; a note that cannot be read holds nothing back. */
function isHealthy(pod: Pod): boolean {
  const held = /^(0|f|F|false|FALSE|False)$/.test(pod.metadata.annotations?.[initializedNote] ?? '');
  return isRunningAndReady(pod) && !held && !isTerminating(pod);
}

function syncPet(look: Look, index: number, pod: Pod | undefined): 'synced' | 'waits' | { readonly error: string } {
  const { set, r } = look;
  const name = podName(set, index);
  const claims = makeClaims(look, name);
  if (claims !== undefined) return { error: claims };
  if (pod !== undefined) {
    if (!isFailed(pod)) return 'synced';
    const error = deletePet(look, pod);
    return error === undefined ? 'waits' : { error };
  }
  if (look.blocking !== undefined) return 'waits';
  // It counts as made even when that fails: no pet may be skipped.
  look.blocking = name;
  const created = r.client.create('Pod', newPet(set, index) as Draft<'Pod'>);
  if (created.ok) {
    r.event({ object: set, type: 'Normal', reason: 'SuccessfulCreate', message: `pet: ${name}` });
    return 'synced';
  }
  const error = messageOf(created.status);
  r.event({ object: set, type: 'Warning', reason: 'FailedCreate', message: `pet: ${name}, error: ${error}` });
  return { error };
}

/** A pet too many goes when no other pet is made, removed or unwell. */
function removePet(look: Look, pod: Pod): string | undefined {
  if (look.blocking !== undefined && look.blocking !== pod.metadata.name) return undefined;
  look.blocking = pod.metadata.name;
  return isTerminating(pod) ? undefined : deletePet(look, pod);
}

function deletePet({ set, r }: Look, pod: Pod): string | undefined {
  const { namespace, name } = pod.metadata;
  const deleted = r.client.delete('Pod', { namespace, name });
  if (!deleted.ok && !isNotFound(deleted.status)) {
    const error = messageOf(deleted.status);
    r.event({ object: set, type: 'Warning', reason: 'FailedDelete', message: `pet: ${name}, error: ${error}` });
    return error;
  }
  r.event({ object: set, type: 'Normal', reason: 'SuccessfulDelete', message: `pet: ${name}` });
  return undefined;
}

/** Claims are made for every pet at once, also for those that wait. */
function makeClaims({ set, r }: Look, pet: string): string | undefined {
  for (const draft of claimsOf(set, { metadata: { name: pet } })) {
    const { name, namespace } = draft.metadata;
    if (r.see.get('PersistentVolumeClaim', objectKey(namespace, name)) !== undefined) continue;
    const created = r.client.create('PersistentVolumeClaim', draft);
    if (!created.ok && isAlreadyExists(created.status)) continue;
    if (!created.ok) {
      const error = messageOf(created.status);
      r.event({ object: set, type: 'Warning', reason: 'FailedCreate', message: `pvc: ${name}, error: ${error}` });
      return error;
    }
    r.event({ object: set, type: 'Normal', reason: 'SuccessfulCreate', message: `pvc: ${name}` });
  }
  return undefined;
}

/** The pod of a pet: its name and place in DNS are told by notes, as they were, and by the fields that are read today. */
function newPet(set: StatefulSet, index: number): Pod {
  const name = podName(set, index);
  const { labels, annotations = {} } = set.spec.template.metadata ?? {};
  const { namespace } = set.metadata;
  const { serviceName = '' } = set.spec;
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    annotations: { ...annotations, [hostnameNote]: name, ...(serviceName === '' ? {} : { [subdomainNote]: serviceName }) },
  };
  const inits = initContainersIn(annotations);
  const spec = {
    ...set.spec.template.spec,
    hostname: name,
    ...(serviceName === '' ? {} : { subdomain: serviceName }),
    ...(inits === undefined ? {} : { initContainers: inits }),
  };
  return withStorage(set, { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: {} } as unknown as Pod);
}

/** Init containers had no field yet: they were a list in a note. */
function initContainersIn(annotations: Readonly<Record<string, string>>): readonly Container[] | undefined {
  const text = initContainerNotes.map((key) => annotations[key]).find((it) => it !== undefined);
  if (text === undefined) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? (list as Container[]) : undefined;
  } catch {
    return undefined;
  }
}

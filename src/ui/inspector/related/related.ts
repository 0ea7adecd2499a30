/** Everything that has to do with an object, as names to go to: what it owns, uses and selects, and who does that with it. */
import type { Pod } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { idOfObject, refOf, type Mirror, type Ref } from '#scene/model.ts';
import { meansPod, referencesOf } from './references.ts';

export type Relation = 'ownedBy' | 'owns' | 'uses' | 'usedBy' | 'selects' | 'selectedBy';

export type Related = Readonly<Partial<Record<Relation, readonly Ref[]>>>;

/** Told elsewhere, or too many to be a relation. */
const quiet = new Set(['Event', 'Lease']);
/** The kinds that mean pods by their labels. */
const selecting = ['Service', 'NetworkPolicy', 'PodDisruptionBudget'];

/** Only what the cluster has now: a name that leads nowhere is no relation. */
export function relatedTo(object: KubeObject, { kinds }: Mirror): Related {
  const id = idOfObject(object);
  const uses = new Set(referencesOf(object));
  const found: Record<Relation, Ref[]> = { ownedBy: [], owns: [], uses: [], usedBy: [], selects: [], selectedBy: [] };
  const owners = new Set((object.metadata.ownerReferences ?? []).map((owner) => owner.uid));
  for (const [kind, objects] of kinds) {
    if (quiet.has(kind)) continue;
    for (const other of objects.values()) {
      if (owners.has(other.metadata.uid)) found.ownedBy.push(refOf(other));
      if (isOwner(object, other)) found.owns.push(refOf(other));
      else if (referencesOf(other).includes(id)) found.usedBy.push(refOf(other));
      if (uses.has(idOfObject(other))) found.uses.push(refOf(other));
    }
  }
  const pods = [...(kinds.get('Pod')?.values() ?? [])].map((pod) => pod as Pod);
  const means = meansPod(object);
  if (means !== undefined) found.selects.push(...pods.filter(means).map(refOf));
  if (object.kind === 'Pod') found.selectedBy.push(...selectorsOf(object as Pod, kinds));
  return Object.fromEntries(Object.entries(found).filter(([, refs]) => refs.length > 0));
}

function isOwner({ metadata: { uid } }: KubeObject, other: KubeObject): boolean {
  return other.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true;
}

function selectorsOf(pod: Pod, kinds: Mirror['kinds']): readonly Ref[] {
  return selecting.flatMap((kind) => [...(kinds.get(kind)?.values() ?? [])].filter((one) => meansPod(one)?.(pod) === true).map(refOf));
}

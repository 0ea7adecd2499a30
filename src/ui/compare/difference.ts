/** What differs between two branches at one moment: objects that only one has, and those whose state is another. */
import type { Pod } from '#api/kinds.ts';
import { objectKey, type KubeObject } from '#api/meta.ts';
import { textAt } from '#scene/fields.ts';
import { idOfObject, refOf, type Mirror, type Ref } from '#scene/model.ts';
import { podFacts } from '#scene/podFacts.ts';

export interface Difference {
  readonly id: string;
  readonly ref: Ref;
  readonly kind: string;
  readonly name: string;
  /** What each side says; undefined where the object is not. */
  readonly here: string | undefined;
  readonly there: string | undefined;
}

const quiet = new Set(['Event', 'Lease', 'EndpointSlice', 'Endpoints', 'ControllerRevision']);

/** The state of an object in a few words: what a person would call the difference. */
function stateOf(object: KubeObject): string {
  if (object.kind === 'Pod') {
    const { word, readyCount, containers, node } = podFacts(object as Pod);
    return `${word} ${readyCount}/${containers}${node === '' ? '' : ` ${node}`}`;
  }
  const replicas = textAt(object, 'spec.replicas');
  if (replicas !== '') return `${textAt(object, 'status.readyReplicas') || 0}/${replicas}`;
  return textAt(object, 'status.phase') || `generation ${textAt(object, 'metadata.generation') || 1}`;
}

export function mirrorOf(objects: readonly KubeObject[]): Mirror {
  const kinds = new Map<string, Map<string, KubeObject>>();
  for (const object of objects) {
    const of = kinds.get(object.kind) ?? new Map<string, KubeObject>();
    kinds.set(object.kind, of);
    of.set(objectKey(object.metadata.namespace, object.metadata.name), object);
  }
  return { kinds };
}

export function differences(here: Mirror, there: Mirror): readonly Difference[] {
  const found: Difference[] = [];
  for (const kind of new Set([...here.kinds.keys(), ...there.kinds.keys()])) {
    if (quiet.has(kind)) continue;
    const ours = here.kinds.get(kind) ?? new Map<string, KubeObject>();
    const theirs = there.kinds.get(kind) ?? new Map<string, KubeObject>();
    for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
      const a = ours.get(key);
      const b = theirs.get(key);
      const one = a ?? b;
      if (one === undefined) continue;
      const left = a === undefined ? undefined : stateOf(a);
      const right = b === undefined ? undefined : stateOf(b);
      if (left === right) continue;
      found.push({ id: idOfObject(one), ref: refOf(one), kind, name: one.metadata.name, here: left, there: right });
    }
  }
  return found.sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.name < b.name ? -1 : 1));
}

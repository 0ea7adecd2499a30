/** As much of patching as tests of controllers need: maps merge, owner references merge by uid. */
import type { Json } from '#api/immutable.ts';
import type { KubeObject, OwnerReference } from '#api/meta.ts';

/** The strategic directive that takes values out of a list, such as finalizers. */
const deletes = '$deleteFromPrimitiveList/';

export type Fields = { readonly [key: string]: Json };

export function applyPatch(object: KubeObject, body: Fields): KubeObject {
  const { metadata: patchMeta, ...rest } = body;
  const { ownerReferences, uid: _uid, ...meta } = (patchMeta ?? {}) as Fields;
  const merged = mergeMaps(object as unknown as Fields, rest) as unknown as KubeObject;
  const metadata = mergeMaps(object.metadata as unknown as Fields, meta) as unknown as KubeObject['metadata'];
  if (ownerReferences === undefined) return { ...merged, metadata };
  const owners = mergeOwners(
    object.metadata.ownerReferences ?? [],
    ownerReferences as unknown as readonly (OwnerReference & { $patch?: string })[],
  );
  const { ownerReferences: _before, ...others } = metadata;
  return { ...merged, metadata: owners.length === 0 ? others : { ...others, ownerReferences: owners } };
}

function mergeOwners(
  owners: readonly OwnerReference[],
  patch: readonly (OwnerReference & { $patch?: string })[],
): readonly OwnerReference[] {
  const kept = owners.filter(({ uid }) => !patch.some((reference) => reference.uid === uid));
  return [...kept, ...patch.filter(({ $patch }) => $patch !== 'delete')];
}

function mergeMaps(base: Fields, patch: Fields): Fields {
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(deletes)) {
      const list = key.slice(deletes.length);
      const left = ((base[list] ?? []) as readonly Json[]).filter((it) => !(value as readonly Json[]).includes(it));
      if (left.length === 0) delete result[list];
      else result[list] = left;
      continue;
    }
    const below = base[key];
    if (value === null) delete result[key];
    else result[key] = isMap(value) && isMap(below) ? mergeMaps(below, value) : value;
  }
  return result;
}

function isMap(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

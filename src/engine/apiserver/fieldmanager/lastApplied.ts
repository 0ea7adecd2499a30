/**
 * Objects that kubectl applied on its own before it let the server do it: what its annotation shows as its own is no conflict,
 * and the annotation stays up to date.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal (lastappliedmanager.go, lastappliedupdater.go)
 */
import { parseJson } from '#api/machinery/exactInteger.ts';
import type { Json } from '#api/immutable.ts';
import { compare } from '#api/machinery/fieldpath/compare.ts';
import { difference, isEmptySet, union, type FieldSet } from '#api/machinery/fieldpath/fieldSet.ts';
import type { FieldType } from '#api/machinery/fieldpath/fieldType.ts';
import { toFieldSet } from '#api/machinery/fieldpath/toFieldSet.ts';
import { validateTyped } from '#api/machinery/fieldpath/validateTyped.ts';
import { isMap, type JsonMap } from '#api/machinery/patch/refusal.ts';
import { stableJson } from '#api/machinery/stableJson.ts';
import { withMeta, type AnyObject } from '../object.ts';
import type { Managed } from './managed.ts';
import { applyManaged, type Application, type Applied, type Conflict, type Endpoint } from './updater.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
const ANNOTATIONS_MAX = 256 * 1024;

/** The only applier whose annotation is looked at. */
const kubectl = 'kubectl';

/** An apply; of kubectl, what its annotation shows as its own is no conflict. */
export function applyOverLast(managed: Managed, application: Application, endpoint: Endpoint): Applied {
  const { live, who } = application;
  const applied = applyManaged(managed, application, endpoint);
  const type = endpoint.typeIn(who.apiVersion);
  if (!('conflicts' in applied) || who.manager !== kubectl || type === undefined) return applied;
  const left = conflictsBeyondLastApplied(applied.conflicts, live as unknown as AnyObject, type);
  if (left === undefined) return applied;
  return left.length > 0 ? { conflicts: left } : applyManaged(managed, { ...application, force: true }, endpoint);
}

/** The conflicts that stay when what kubectl applied before is taken for its own; undefined when there is nothing to go by. */
function conflictsBeyondLastApplied(conflicts: readonly Conflict[], live: AnyObject, type: FieldType): readonly Conflict[] | undefined {
  const allowed = ownedByLastApplied(live, type);
  if (allowed === undefined) return undefined;
  return conflicts.map((one) => ({ ...one, set: difference(one.set, allowed) })).filter(({ set }) => !isEmptySet(set));
}

/** The fields of the last applied configuration that the live object still has as they were. */
function ownedByLastApplied(live: AnyObject, type: FieldType): FieldSet | undefined {
  const text = live.metadata.annotations?.[annotation];
  const applied = text === undefined ? undefined : readObject(text);
  if (applied === undefined || applied['apiVersion'] !== live.apiVersion || validateTyped(applied, type) !== undefined) return undefined;
  const { added, modified, removed } = compare(applied, live as unknown as Json, type);
  return difference(toFieldSet(applied, type), union(union(modified, added), removed));
}

function readObject(text: string): JsonMap | undefined {
  try {
    const value = parseJson(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What kubectl applied, with its annotation telling the new configuration if it has the annotation. */
export function withLastApplied(object: AnyObject, config: JsonMap, manager: string): AnyObject {
  const { annotations } = object.metadata;
  if (manager !== kubectl || annotations?.[annotation] === undefined) return object;
  const text = `${stableJson(withoutBookkeeping(config))}\n`;
  const others = Object.entries(annotations).reduce((size, [key, value]) => size + key.length + (key === annotation ? 0 : value.length), 0);
  return withMeta(object, { annotations: { ...annotations, [annotation]: others + text.length > ANNOTATIONS_MAX ? '' : text } });
}

function withoutBookkeeping(config: JsonMap): JsonMap {
  const metadata = isMap(config['metadata']) ? { ...config['metadata'] } : {};
  delete metadata['managedFields'];
  if (isMap(metadata['annotations'])) {
    const { [annotation]: _gone, ...rest } = metadata['annotations'];
    metadata['annotations'] = rest;
  }
  return { ...config, metadata };
}

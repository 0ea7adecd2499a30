/** What the table of merging says, in the words of OpenAPI. */
import { mergeOf, type FieldMerge } from '#api/machinery/mergeFacts.ts';
import type { Schema } from '#schema/schema.ts';

interface ListFacts {
  readonly own: Schema;
  readonly fields: Readonly<Record<string, Schema>>;
}

/** What is known of a definition such as `io.k8s.api.core.v1.PodSpec` and of its fields. */
export function listFacts(name: string, { properties = {} }: Schema): ListFacts {
  const [group = '', version = '', kind = ''] = name.split('.').slice(-3);
  const special = mergeOf(`${version}.${kind}@${group}`);
  const { atomic, fields } = special.atomic || special.fields.size > 0 ? special : mergeOf(`${version}.${kind}`);
  const told = Object.entries(properties).flatMap(([field, schema]) => {
    const merge = fields.get(field);
    return merge === undefined ? [] : [[field, { ...shapeOf(merge, schema), ...strategyOf(merge) }] as const];
  });
  return { own: atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}, fields: Object.fromEntries(told) };
}

function shapeOf({ shape }: FieldMerge, schema: Schema): Schema {
  if (shape === '') return {};
  if (typeof shape !== 'string') return { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': shape };
  const isMap = schema.additionalProperties !== undefined || schema.$ref !== undefined;
  return isMap ? { 'x-kubernetes-map-type': shape } : { 'x-kubernetes-list-type': shape };
}

function strategyOf({ merge, mergeKey, retainKeys, replace }: FieldMerge): Schema {
  const strategies = [...(merge ? ['merge'] : []), ...(retainKeys ? ['retainKeys'] : []), ...(replace ? ['replace'] : [])];
  return {
    ...(mergeKey === '' ? {} : { 'x-kubernetes-patch-merge-key': mergeKey }),
    ...(strategies.length === 0 ? {} : { 'x-kubernetes-patch-strategy': strategies.join(',') }),
  };
}

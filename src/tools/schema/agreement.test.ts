import { expect, test } from 'vitest';
import { allRows } from '#api/scheme.ts';
import { structOfRow, type StructType, type Type } from '#engine/apiserver/schema/types.ts';
import { loadDefinitions } from '#schema/load.ts';
import { refName, type Definitions, type Schema } from '#schema/schema.ts';

const definitions = await loadDefinitions();

/** Where the server's struct and the definition disagree about which fields there are. */
function differences(type: Type, schema: Schema, path: string, seen: Set<StructType>): string[] {
  if (type.kind === 'list') return differences(type.of, schema.items ?? {}, `${path}[]`, seen);
  if (type.kind === 'map') return differences(type.of, schema.additionalProperties ?? {}, `${path}{}`, seen);
  if (type.kind !== 'struct' || seen.has(type)) return [];
  seen.add(type);
  const name = refName(schema);
  const { properties = {} } = (name === undefined ? schema : (definitions as Definitions)[name]) ?? {};
  // A field of a later release is in no definition of 1.28.
  const ours = [...type.fields].filter(([, { later }]) => later === undefined).map(([field]) => field);
  const missing = ours.filter((field) => properties[field] === undefined);
  const more = Object.keys(properties).filter((field) => !type.fields.has(field));
  const below = [...type.fields].flatMap(([field, { type: inner }]) =>
    properties[field] === undefined ? [] : differences(inner, properties[field], `${path}.${field}`, seen),
  );
  return [
    ...missing.map((field) => `${path}.${field} is in the struct only`),
    ...more.map((field) => `${path}.${field} is in the definition only`),
    ...below,
  ];
}

/** Upstream's definitions know nothing of our own group. */
const upstreamRows = allRows().filter((row) => row.group !== 'orrery.dev');

test.each(upstreamRows.map((row) => [row.kind, row] as const))(
  'the structs of %s have the fields that their definitions tell',
  (kind, row) => {
    const found = Object.values(definitions).find((schema) =>
      schema['x-kubernetes-group-version-kind']?.some((it) => it.group === row.group && it.version === row.version && it.kind === kind),
    );
    expect(differences(structOfRow(row), found ?? {}, kind, new Set())).toEqual([]);
  },
);

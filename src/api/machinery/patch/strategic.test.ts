import { expect, test } from 'vitest';
import type { Json } from '../../immutable.ts';
import cases from './fixtures/strategicCases.json' with { type: 'json' };
import corpus from './fixtures/strategicCorpus.json' with { type: 'json' };
import { patchSchemaOf, readSchemas } from './patchSchema.ts';
import type { JsonMap } from './refusal.ts';
import { threeWayPatch, twoWayPatch } from './strategicDiff.ts';
import { strategicMerge } from './strategicMerge.ts';

/** The type that upstream's own tests patch. */
const schemas = readSchemas({
  MergeItem:
    'mergingList:MergeItem[name] mergingIntList[] mergeItemPtr:MergeItem[name] replacingItem+replace ' +
    'retainKeysMap:RetainKeysMergeItem+retainKeys retainKeysMergingList:MergeItem[name]+retainKeys',
  RetainKeysMergeItem: 'mergingIntList[] mergingList:MergeItem[name]',
});
const mergeItem = schemas.get('MergeItem') ?? patchSchemaOf({ version: 'v1', kind: '' });
const deployment = patchSchemaOf({ version: 'v1', kind: 'Deployment' });

interface Case {
  readonly description: string;
  readonly custom: boolean;
  readonly original: JsonMap;
  readonly modified?: JsonMap;
  readonly current?: JsonMap;
  readonly twoWay?: JsonMap;
  readonly twoWayResult?: JsonMap;
  readonly threeWay?: JsonMap;
  readonly result?: JsonMap;
  readonly error?: string;
}

const table = cases as unknown as readonly Case[];

test.each(table.filter(({ error }) => error === undefined))('$description', (row) => {
  const { original, modified = {}, current = {}, twoWay, threeWay, result } = row;
  if (twoWay !== undefined) {
    if (!row.custom && row.modified !== undefined) expect(twoWayPatch(original, modified, mergeItem)).toEqual({ ok: true, value: twoWay });
    const wanted = row.twoWayResult ?? row.modified;
    if (wanted !== undefined) expect(strategicMerge(original, twoWay, mergeItem)).toEqual({ ok: true, value: wanted });
  }
  if (threeWay === undefined) return;
  if (!row.custom) expect(threeWayPatch(original, modified, current, mergeItem)).toEqual({ ok: true, value: threeWay });
  if (result !== undefined) expect(strategicMerge(current, threeWay, mergeItem)).toEqual({ ok: true, value: result });
});

test.each(table.filter(({ error }) => error !== undefined))('refused: $description', ({ original, twoWay = {}, error = '' }) => {
  const outcome = strategicMerge(original, twoWay, mergeItem);
  expect(outcome.ok ? '' : outcome.message).toContain(error);
});

test('patches between real Deployments are made and applied as recorded', () => {
  expect(corpus.length).toBeGreaterThan(20);
  for (const { original, modified, patch, result } of corpus as unknown as readonly Record<
    'original' | 'modified' | 'patch' | 'result',
    JsonMap
  >[]) {
    expect(twoWayPatch(original, modified, deployment)).toEqual({ ok: true, value: patch });
    expect(strategicMerge(original, patch, deployment)).toEqual({ ok: true, value: result });
  }
});

test.each<[string, Json, number, string]>([
  ['a directive nobody knows', { $patch: 'smash' }, 500, 'unknown patch type: smash in map: map[$patch:smash]'],
  ['a field outside retainKeys', { strategy: { $retainKeys: ['type'], rollingUpdate: {} } }, 400, 'invalid patch format of retainKeys'],
  [
    'an item without its key',
    { template: { spec: { containers: [{ image: 'a' }] } } },
    500,
    'map: map[image:a] does not contain declared merge key: name',
  ],
  [
    'mixed items',
    { template: { spec: { containers: ['a'] } } },
    500,
    'list element types are not identical: [map[string]interface {} string]',
  ],
])('%s is refused', (_title, spec, code, message) => {
  const document = { spec: { strategy: { type: 'Recreate' }, template: { spec: { containers: [{ name: 'a' }] } } } };
  expect(strategicMerge(document, { spec }, deployment)).toEqual({ ok: false, code, message });
});

test('the document is not edited, and untouched parts are shared', () => {
  const container = Object.freeze({ name: 'a', ports: Object.freeze([]) });
  const spec = Object.freeze({ containers: Object.freeze([container]) });
  const outcome = strategicMerge(
    Object.freeze({ spec }),
    { spec: { containers: [{ name: 'b' }] } },
    patchSchemaOf({ version: 'v1', kind: 'Pod' }),
  );
  expect(outcome).toEqual({ ok: true, value: { spec: { containers: [{ name: 'b' }, { name: 'a', ports: [] }] } } });
  if (outcome.ok) expect((outcome.value['spec'] as { containers: unknown[] }).containers[1]).toBe(container);
});

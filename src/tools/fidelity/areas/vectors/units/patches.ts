/** upstream: apimachinery/pkg/util/strategicpatch: patches of the type that its tests patch, made and applied */
import type { Json } from '#api/immutable.ts';
import { patchSchemaOf, readSchemas } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap, PatchOutcome } from '#api/machinery/patch/refusal.ts';
import { threeWayPatch, twoWayPatch } from '#api/machinery/patch/strategicDiff.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import { parseManifest } from '#manifest/parse.ts';
import { inputOf, isFields, outputOf, withoutInput, type Adapter, type Adapters, type Fields } from '../row.ts';

const schemas = readSchemas({
  MergeItem:
    'mergingList:MergeItem[name] mergingIntList[] mergeItemPtr:MergeItem[name] replacingItem+replace ' +
    'retainKeysMap:RetainKeysMergeItem+retainKeys retainKeysMergingList:MergeItem[name]+retainKeys',
  RetainKeysMergeItem: 'mergingIntList[] mergingList:MergeItem[name]',
});
const mergeItem = schemas.get('MergeItem') ?? patchSchemaOf({ version: 'v1', kind: '' });

function read(text: unknown): JsonMap | undefined {
  if (typeof text !== 'string') return undefined;
  const [document] = parseManifest(text).documents;
  return (document?.object ?? {}) as JsonMap;
}

function valueOf(outcome: PatchOutcome): Json {
  return outcome.ok ? outcome.value : outcome.message;
}

/** The parts of a case that its test looks at: patches are made only where the case is not about a patch made by hand. */
function patchCase(isMade: boolean): Adapter {
  return (row) => {
    const texts = inputOf(row)['StrategicMergePatchRawTestCaseData'];
    if (!isFields(texts)) return withoutInput;
    const given = (name: string): JsonMap | undefined => read(texts[name]);
    const original = given('Original') ?? {};
    const twoWay = given('TwoWay');
    if (typeof texts['ExpectedError'] === 'string' && texts['ExpectedError'] !== '') return refusedCase(texts, original, twoWay ?? {});
    const [modified, current, threeWay] = [given('Modified'), given('Current') ?? {}, given('ThreeWay')];
    const result = given('Result');
    const wanted = given('TwoWayResult') ?? modified;
    const expected: Record<string, unknown> = {};
    const got: Record<string, unknown> = {};
    const compare = (name: string, value: Json | undefined, make: () => PatchOutcome): void => {
      if (value === undefined) return;
      expected[name] = value;
      got[name] = valueOf(make());
    };
    if (isMade && modified !== undefined) compare('twoWay', twoWay, () => twoWayPatch(original, modified, mergeItem));
    if (twoWay !== undefined) compare('twoWayResult', wanted, () => strategicMerge(original, twoWay, mergeItem));
    if (isMade) compare('threeWay', threeWay, () => threeWayPatch(original, modified ?? {}, current, mergeItem));
    if (threeWay !== undefined) compare('result', result, () => strategicMerge(current, threeWay, mergeItem));
    return { expected, got };
  };
}

function refusedCase({ ExpectedError: error }: Fields, original: JsonMap, patch: JsonMap): ReturnType<Adapter> {
  const outcome = strategicMerge(original, patch, mergeItem);
  return { expected: true, got: !outcome.ok && outcome.message.includes(String(error)) };
}

const numbers: Adapter = (row) => {
  const { Old: old, New: now } = inputOf(row);
  if (typeof old !== 'string' || typeof now !== 'string') return withoutInput;
  const { patch, result } = outputOf(row);
  const made = twoWayPatch(JSON.parse(old) as JsonMap, JSON.parse(now) as JsonMap, mergeItem);
  const applied = made.ok ? strategicMerge(JSON.parse(old) as JsonMap, made.value, mergeItem) : made;
  return {
    expected: [JSON.parse(String(patch)), JSON.parse(String(result))],
    got: [valueOf(made), valueOf(applied)],
  };
};

export const strategicPatches: Adapters = {
  TestStrategicMergePatch: patchCase(true),
  TestCustomStrategicMergePatch: patchCase(false),
  TestReplaceWithRawExtension: patchCase(false),
  TestNumberConversion: numbers,
};

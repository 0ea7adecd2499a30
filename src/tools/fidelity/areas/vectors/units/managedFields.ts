/** upstream: apimachinery/pkg/util/managedfields: scalehandler.go, fieldmanager.go; managedfields/internal: lastappliedmanager.go */
import type { Json } from '#api/immutable.ts';
import { parseFields } from '#api/machinery/fieldpath/fieldsV1.ts';
import type { Path } from '#api/machinery/fieldpath/fieldSet.ts';
import { validateTyped } from '#api/machinery/fieldpath/validateTyped.ts';
import { apiVersionOf, rowOfKind, type SchemeRow } from '#api/scheme.ts';
import { conflictStatus } from '#engine/apiserver/fieldmanager/conflict.ts';
import { emptyObject, endpointOf } from '#engine/apiserver/fieldmanager/endpoint.ts';
import { applyOverLast } from '#engine/apiserver/fieldmanager/lastApplied.ts';
import { decodeManaged, encodeManaged, nobody, type Managed, type Manager } from '#engine/apiserver/fieldmanager/managed.ts';
import { toParent, toScale, type ReplicasIn } from '#engine/apiserver/fieldmanager/scaleManagers.ts';
import { updateManaged, type Application, type Endpoint } from '#engine/apiserver/fieldmanager/updater.ts';
import { parseManifest } from '#manifest/parse.ts';
import { errorText, inputOf, isFields, outputOf, plain, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';

const noSuchVersion = { leftOut: 'the row applies an object of a version that 1.28 does not serve' };

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (plain(value) as readonly Fields[]) : [];
}

function managed(value: unknown): Managed {
  const read = decodeManaged(listOf(value));
  if (read === undefined) throw new Error('the managers of the row cannot be read');
  return read;
}

/** A path as the row spells it: `{FieldName: 'spec'}` and so on; none is a version without a scale. */
function pathOf(steps: unknown): Path {
  return listOf(steps).map(({ FieldName }) => `f:${String(FieldName)}`);
}

/** The mappings of the row, or those that the test has for all of its rows. */
function replicasIn(row: Row): ReplicasIn {
  const { mappings } = inputOf(row);
  const known: Fields = isFields(mappings) ? mappings : { 'apps/v1': [{ FieldName: 'spec' }, { FieldName: 'replicas' }] };
  return (apiVersion) => (apiVersion in known ? pathOf(known[apiVersion]) : undefined);
}

const toSubresource: Adapter = (row) => {
  const { input, expected } = inputOf(row);
  return { expected: listOf(expected), got: encodeManaged(toScale(managed(input), replicasIn(row))) };
};

const toMain: Adapter = (row) => {
  const { parent, subresource, expected, groupVersion } = inputOf(row);
  const got = toParent(managed(parent), managed(subresource), replicasIn(row), String(groupVersion ?? 'apps/v1'));
  return { expected: listOf(expected), got: encodeManaged(got) };
};

function manifestOf(text: unknown): Fields {
  const [document] = parseManifest(String(text)).documents;
  return (document?.object ?? {}) as unknown as Fields;
}

interface Place {
  readonly row: SchemeRow;
  readonly endpoint: Endpoint;
}

function placeOf({ apiVersion, kind }: Fields): Place | undefined {
  const row = rowOfKind(String(kind));
  if (row === undefined || apiVersionOf(row) !== apiVersion) return undefined;
  return { row, endpoint: endpointOf({ row, hub: row }, '') };
}

function application(config: Fields, live: Json, manager: string): Application {
  const who: Manager = { manager, operation: 'Apply', apiVersion: String(config['apiVersion']), subresource: '' };
  return { live, config: config as Json, who, force: false, time: '2001-02-03T04:05:06Z' };
}

/** Whether an object is of the type that its kind has. */
const typed: Adapter = (row) => {
  const object = manifestOf(inputOf(row)['yaml']);
  const place = placeOf(object);
  if (place === undefined) return noSuchVersion;
  return { expected: undefined, got: validateTyped(object as Json, place.endpoint.typeIn(apiVersionOf(place.row))!) };
};

/** An object that is applied where nothing was. */
const newObject: Adapter = (row) => {
  const object = manifestOf(inputOf(row)['obj']);
  const place = placeOf(object);
  if (place === undefined) return noSuchVersion;
  const applied = applyOverLast(nobody, application(object, emptyObject(place.row), 'fieldmanager_test_apply'), place.endpoint);
  return { expected: undefined, got: 'conflicts' in applied ? conflictStatus(applied.conflicts).message : undefined };
};

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object that somebody updated, with what kubectl applied on its own in the annotation, and an apply over it. */
const conflicts: Adapter = (row) => {
  const { original, lastApplied, applied, fieldManager } = inputOf(row);
  const [config, before] = [manifestOf(applied), manifestOf(original)];
  const place = placeOf(config);
  if (place === undefined) return noSuchVersion;
  const annotations = { [annotation]: JSON.stringify(manifestOf(lastApplied ?? original)) };
  const live = { ...before, metadata: { ...(before['metadata'] as Fields), annotations } } as unknown as Json;
  const who: Manager = { manager: 'test_client_side_apply', operation: 'Update', apiVersion: apiVersionOf(place.row), subresource: '' };
  const change = { live: emptyObject(place.row), next: live, apiVersion: who.apiVersion };
  const owned = updateManaged(nobody, change, who, { time: '2001-02-03T04:05:06Z', endpoint: place.endpoint });
  const got = applyOverLast(owned, application(config, live, String(fieldManager)), place.endpoint);
  const errors = outputOf(row)['err'];
  const told =
    isFields(errors) && Array.isArray(errors['$seq']) ? errors['$seq'].map(errorText).find((text) => text !== undefined) : undefined;
  return { expected: told, got: 'conflicts' in got ? conflictStatus(got.conflicts).message : undefined };
};

export const managedFields: Adapters = {
  TestApplyNewObject: newObject,
  TestTransformManagedFieldsToSubresource: toSubresource,
  TestTransformingManagedFieldsToParent: toMain,
  TestTransformingManagedFieldsToParentMultiVersion: toMain,
};

export const managedInternals: Adapters = {
  TestFieldsToSetError: (row) => ({ expected: undefined, got: parseFields(inputOf(row)['fields'] as Json) }),
  TestRoundTripManagedFields: (row) => {
    const list = listOf(manifestOf(`it:\n${String(row.in).replaceAll(/^/gm, ' ')}`)['it']);
    return { expected: list, got: encodeManaged(managed(list)) };
  },
  TestTypeConverter: typed,
  testConflicts: conflicts,
};

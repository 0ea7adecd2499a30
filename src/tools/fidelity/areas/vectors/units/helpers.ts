/** upstream: pkg/apis/core/helper, v1/helper, v1/helper/qos, v1/validation, pkg/api/v1/{resource,pod}, apimachinery/pkg/api/validation */
import type { PodSpec } from '#api/kinds.ts';
import { decodeManaged, encodeManaged } from '#engine/apiserver/fieldmanager/managed.ts';
import { capManagers } from '#engine/apiserver/fieldmanager/capManagers.ts';
import { parseElement } from '#api/machinery/fieldpath/pathElement.ts';
import { formatQuantity, quantityOf } from '#api/machinery/quantity.ts';
import * as names from '#api/machinery/resourceNames.ts';
import type { ObjectMeta } from '#api/meta.ts';
import { validateAnnotations, validateMeta, validateMetaUpdate } from '#engine/apiserver/meta.ts';
import type { FieldError } from '#engine/apiserver/fieldError.ts';
import { isPathSegment } from '#engine/apiserver/validation/access.ts';
import { containerResourceName, validContainerResources } from '#engine/apiserver/validation/resources.ts';
import { podLimits, podRequests } from '#engine/helpers/podResources.ts';
import { qosClass } from '#api/machinery/qos.ts';
import { errorText, inputOf, isFields, outputOf, plain, strings, withoutInput, type Adapter, type Adapters, type Fields } from '../row.ts';
import { textsOf } from './apiValidation.ts';
import { rowAs } from './objects.ts';
import { finds } from './podRules.ts';

/** A question about a name, and the recorded answer. */
function about(name: string, answer: string, ask: (name: string) => unknown): Adapter {
  return (row) => ({ expected: inputOf(row)[answer], got: ask(String(inputOf(row)[name] ?? '')) });
}

function pageSize(field: string): Adapter {
  return (row) => {
    const size = names.hugePageSize(String(inputOf(row)[field]));
    const expected = errorText(outputOf(row)['err']);
    if (expected !== undefined) return { expected, got: size.ok ? formatQuantity(size.value) : size.message };
    const { expectVal, pageSize: told } = inputOf(row);
    return { expected: formatQuantity(quantityOf(String(expectVal ?? told))), got: size.ok ? formatQuantity(size.value) : size.message };
  };
}

export const coreHelper: Adapters = {
  TestHugePageSizeFromResourceName: pageSize('name'),
  TestIsHugePageResourceName: about('name', 'result', names.isHugePageName),
  TestIsHugePageResourceValueDivisible: (row) => {
    const { name, quantity, result } = inputOf(row);
    return { expected: result, got: names.isWholePages(String(name), quantityOf(String(quantity))) };
  },
  TestIsOvercommitAllowed: about('name', 'allowed', names.isOvercommitAllowed),
  TestIsStandardContainerResource: about('input', 'output', names.isStandardContainerResource),
  TestIsStandardResource: about('input', 'output', names.isStandardResource),
};

export const v1Helper: Adapters = {
  TestHugePageSizeFromResourceName: pageSize('resourceName'),
  TestIsNativeResource: about('resourceName', 'expectVal', names.isNativeResource),
  TestIsOvercommitAllowed: about('resourceName', 'expectVal', names.isOvercommitAllowed),
};

export const qos: Adapters = {
  TestGetPodQOS: (row) => {
    const { pod, expected } = rowAs<{ readonly pod: { readonly spec: PodSpec }; readonly expected: string }>(row);
    return { expected, got: qosClass(pod.spec) };
  },
};

export const v1Validation: Adapters = {
  TestValidateContainerResourceName: finds(({ ResourceName }, errors) =>
    containerResourceName(String(ResourceName ?? ''), String(ResourceName ?? ''), errors),
  ),
  TestValidateResourceRequirements: finds(({ requirements }, errors) =>
    validContainerResources((requirements ?? {}) as never, 'resources', errors),
  ),
};

/** Amounts as texts; what is zero is not there. */
function amounts(list: Readonly<Record<string, ReturnType<typeof quantityOf>>>): Fields {
  return Object.fromEntries(
    Object.entries(list)
      .map(([name, amount]) => [name, formatQuantity(amount)])
      .toSorted(),
  );
}

function texts(list: unknown): Fields {
  return Object.fromEntries(
    Object.entries((list ?? {}) as Record<string, string>)
      .map(([name, text]) => [name, formatQuantity(quantityOf(text))])
      .toSorted(),
  );
}

function podTotals(which: 'expectedRequests' | 'expectedLimits'): Adapter {
  return (row) => {
    const { options, containers, initContainers, overhead, ...input } = rowAs<Fields>(row);
    const { ExcludeOverhead, NonMissingContainerRequests, InPlacePodVerticalScalingEnabled } = (options ?? {}) as Fields;
    if (ExcludeOverhead === true || NonMissingContainerRequests !== undefined || InPlacePodVerticalScalingEnabled === true)
      return { leftOut: 'our sums have no such options' };
    const spec = { containers, initContainers, overhead } as unknown as PodSpec;
    return { expected: texts(input[which]), got: amounts(which === 'expectedRequests' ? podRequests(spec) : podLimits(spec)) };
  };
}

export const podResources: Adapters = {
  TestPodRequestsAndLimits: (row) => {
    const { pod, expectedRequests, expectedLimits } = rowAs<{ readonly pod: { readonly spec: PodSpec } } & Fields>(row);
    return {
      expected: [texts(expectedRequests), texts(expectedLimits)],
      got: [amounts(podRequests(pod.spec)), amounts(podLimits(pod.spec))],
    };
  },
  TestPodResourceLimits: podTotals('expectedLimits'),
  TestPodResourceRequests: podTotals('expectedRequests'),
};

/** The errors of metadata, whose path is `field` in these tests. */
function metaErrors(row: Parameters<Adapter>[0], errors: readonly FieldError[]): ReturnType<Adapter> {
  const { errs } = outputOf(row);
  const expected = (Array.isArray(errs) ? errs : []).map(errorText).toSorted();
  return {
    expected,
    got: textsOf(errors)
      .map((text) => text.replace(/^metadata\b/, 'field'))
      .toSorted(),
  };
}

const named = { name: 'name', namespace: 'namespace' };

export const apiMeta: Adapters = {
  TestValidateAnnotations: (row) => {
    const given = inputOf(row)['annotations'] ?? row.in;
    return metaErrors(row, validateAnnotations(plain(given) as Record<string, string>, 'field'));
  },
  TestValidateFinalizersPreventConflictingFinalizers: (row) => {
    const { ObjectMeta: metadata } = rowAs<{ readonly ObjectMeta: ObjectMeta }>(row);
    return {
      expected: true,
      got: validateMeta(metadata, false, {}).some(({ detail }) => detail.includes(String(inputOf(row)['ExpectedErr']))),
    };
  },
  TestValidateFinalizersUpdate: metaUpdate,
  TestValidateObjectMetaOwnerReferences: (row) => {
    const { ownerReferences, expectError } = rowAs<Fields>(row);
    return { expected: expectError, got: validateMeta({ ...named, ownerReferences } as unknown as ObjectMeta, true, {}).length > 0 };
  },
  TestValidateObjectMetaUpdatePreventsDeletionFieldMutation: (row) =>
    /Timestamp":"/.test(JSON.stringify(row.in)) ? { leftOut: 'the row has times of its own' } : metaUpdate(row),
};

function metaUpdate(row: Parameters<Adapter>[0]): ReturnType<Adapter> {
  const { New: now, Old: old } = inputOf(row) as { readonly New: Fields; readonly Old: Fields };
  // The marks of deletion that Go keeps as a pointer to nothing are dates all the same.
  const read = (value: Fields) =>
    (value['deletionTimestamp'] === null && 'deletionTimestamp' in value
      ? { ...(plain(value) as Fields), deletionTimestamp: 'then' }
      : plain(value)) as ObjectMeta;
  return metaErrors(row, validateMetaUpdate(read(now), read(old)));
}

export const pathNames: Adapters = {
  TestValidatePathSegmentName: (row) => {
    const { Name, ExpectedMsg, Prefix } = inputOf(row);
    if (Prefix === true) return { leftOut: 'names are looked at whole here' };
    const got = isPathSegment(String(Name)).join(', ');
    return { expected: true, got: ExpectedMsg === '' ? got === '' : got.includes(String(ExpectedMsg)) };
  },
  TestValidateWithMultiErrors: (row) => ({
    expected: strings(inputOf(row)['ExpectedMsg']),
    got: isPathSegment(String(inputOf(row)['Name'])),
  }),
};

export const managedParts: Adapters = {
  TestBuildManagerIdentifier: () => withoutInput,
  TestCapUpdateManagers: (row) => {
    const { input, expected } = rowAs<{ readonly input: readonly unknown[]; readonly expected: unknown }>(row);
    const managed = decodeManaged(input);
    if (managed === undefined) return withoutInput;
    return { expected: sorted(expected as readonly unknown[]), got: sorted(encodeManaged(capManagers(managed, 3))) };
  },
  TestNewPathElementError: (row) => ({ expected: true, got: 'error' in parseElement(String(row.in)) }),
  TestPathElementRoundTrip: (row) => {
    const parsed = parseElement(String(row.in));
    return { expected: outputOf(row)['output'], got: 'element' in parsed ? parsed.element : parsed.error };
  },
  TestSortEncodedManagedFields: (row) => {
    const { managedFields, expected } = rowAs<{ readonly managedFields?: readonly Fields[]; readonly expected?: readonly Fields[] }>(row);
    const filled = (managedFields ?? []).map((entry) => ({ apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {}, ...entry }));
    const managed = decodeManaged(filled);
    if (managed === undefined) return { leftOut: 'two entries of one manager: they are one here' };
    const key = ({ manager, operation, time }: Fields) => [manager, operation, time].join(' ');
    const got = encodeManaged(managed).map((entry) => key(entry as unknown as Fields));
    if (got.length !== filled.length) return { leftOut: 'two entries of one manager: they are one here' };
    return { expected: (expected ?? []).map(key), got };
  },
};

function sorted(list: readonly unknown[]): readonly string[] {
  return list.map((item) => JSON.stringify(item, Object.keys(isFields(item) ? item : {}).toSorted())).toSorted();
}

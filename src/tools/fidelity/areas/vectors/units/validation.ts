/** upstream: apimachinery/pkg/util/validation, pkg/apis/meta/v1/validation */
import { goQuote } from '#api/machinery/goText.ts';
import * as validation from '#api/machinery/validation.ts';
import { logErrors } from '#engine/apiserver/logOptions.ts';
import { listErrors, watchErrors } from '#engine/apiserver/listOptions.ts';
import { checkWriteOptions } from '#engine/apiserver/writeOptions.ts';
import { errorText, inputOf, isFields, lineOf, outputOf, strings, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { textsOf } from './apiValidation.ts';

type Check<T> = (value: T) => readonly string[];

/** The test has a list of good values, used up to a line, and a list of bad ones after it. */
function goodUntil<T>(line: number, check: Check<T>): Adapter {
  return (row) => ({ expected: lineOf(row) <= line, got: check(row.in as T).length === 0 });
}

/** What the real function said is in the row. */
function messages(check: Check<string>): Adapter {
  return (row) => ({ expected: strings(outputOf(row)['errs']), got: check(String(row.in)) });
}

function family(version: 4 | 6): Check<string> {
  return (value) => (validation.ipFamily(value) === version ? [] : ['another family']);
}

/** The errors of a set of labels, in the words that a field error has: a key is checked before its value. */
function labelErrors(row: Row): ReturnType<Adapter> {
  const given = isFields(inputOf(row)['labels']) ? inputOf(row)['labels'] : row.in;
  const labels = Object.entries(given as Readonly<Record<string, string>>).filter(([key]) => key !== '$type');
  const told = (value: string, messages: readonly string[]) =>
    messages.map((message) => `field: Invalid value: ${goQuote(value)}: ${message}`);
  const got = labels.flatMap(([key, value]) => [
    ...told(key, validation.isQualifiedName(key)),
    ...told(value, validation.isValidLabelValue(value)),
  ]);
  const errors = outputOf(row)['errs'];
  return { expected: (Array.isArray(errors) ? errors : []).map((error) => errorText(error)), got };
}

export const utilValidation: Adapters = {
  TestIsCIdentifier: goodUntil(123, validation.isCIdentifier),
  TestIsConfigMapKey: (row) => ({
    expected: strings(outputOf(row)['errs']).length === 0,
    got: validation.isConfigMapKey(String(row.in)).length === 0,
  }),
  TestIsDNS1035Label: goodUntil(96, validation.isDNS1035Label),
  TestIsDNS1123Label: goodUntil(32, validation.isDNS1123Label),
  TestIsDNS1123Subdomain: goodUntil(64, validation.isDNS1123Subdomain),
  TestIsHTTPHeaderName: goodUntil(435, validation.isHTTPHeaderName),
  TestIsQualifiedName: messages(validation.isQualifiedName),
  TestIsValidIP: goodUntil(338, validation.isValidIP),
  TestIsValidIPv4Address: goodUntil(366, family(4)),
  TestIsValidIPv6Address: goodUntil(401, family(6)),
  TestIsValidLabelValue: messages(validation.isValidLabelValue),
  TestIsValidPercent: goodUntil(464, validation.isValidPercent),
  TestIsValidPortName: goodUntil(233, validation.isValidPortName),
  TestIsValidPortNum: goodUntil(145, validation.isValidPortNum),
  TestIsWildcardDNS1123Subdomain: messages(validation.isWildcardDNS1123Subdomain),
};

/** What is wrong with the options of a request. */
function optionErrors(row: Row, request: Parameters<typeof checkWriteOptions>[0]): ReturnType<Adapter> {
  const { errs } = outputOf(row);
  const causes = checkWriteOptions(request)?.details?.causes ?? [];
  if (errs === undefined) return { expected: 'refused', got: causes.length === 0 ? 'taken' : 'refused' };
  return {
    expected: (Array.isArray(errs) ? errs : []).map(errorText),
    got: causes.map(({ field, message }) => `${String(field)}: ${String(message)}`),
  };
}

const place = { group: '', version: 'v1', resource: 'pods' };

function dryRun(row: Row): ReturnType<Adapter> {
  return optionErrors(row, { ...place, verb: 'create', options: { dryRun: strings(row.in) } });
}

function patchOptions(row: Row): ReturnType<Adapter> {
  const { opts, patchType } = inputOf(row);
  const type = String(patchType).includes('apply') ? 'apply' : 'merge';
  return optionErrors(row, { ...place, verb: 'patch', patch: { type, body: {} }, options: isFields(opts) ? opts : {} });
}

function manager(row: Row): ReturnType<Adapter> {
  return optionErrors(row, { ...place, verb: 'create', options: { fieldManager: String(row.in) } });
}

/** The options of a list, or of a watch, and the errors in them. */
function listOptions(row: Row): ReturnType<Adapter> {
  const { opts, watchListFeatureEnabled } = inputOf(row) as { readonly opts: Fields; readonly watchListFeatureEnabled: boolean };
  if (watchListFeatureEnabled) return { leftOut: 'WatchList is alpha in 1.28 and off' };
  const { Continue, ResourceVersion, ResourceVersionMatch, SendInitialEvents, Watch } = opts;
  const options = {
    continue: String(Continue),
    resourceVersion: String(ResourceVersion),
    resourceVersionMatch: String(ResourceVersionMatch),
    ...(SendInitialEvents === null ? {} : { sendInitialEvents: SendInitialEvents === true }),
  };
  const { errs } = outputOf(row);
  const expected = (Array.isArray(errs) ? errs : []).map(errorText);
  return { expected, got: textsOf(Watch === true ? watchErrors(options) : listErrors(options)) };
}

/** What is asked of a pod's logs, as the query that a client makes of it. */
function logOptions(row: Row): ReturnType<Adapter> {
  const { opt, podLogOptions } = inputOf(row);
  const given = Object.entries((opt ?? podLogOptions ?? {}) as Fields).filter(([name]) => name !== 'kind' && name !== 'apiVersion');
  const { errs } = outputOf(row);
  const got = textsOf(logErrors(Object.fromEntries(given.map(([name, value]) => [name, [String(value)]]))));
  return { expected: (Array.isArray(errs) ? errs : []).map(errorText), got };
}

export const logValidation: Adapters = { TestValidPodLogOptions: logOptions, TestValidatePodLogOptions: logOptions };

export const listValidation: Adapters = { TestValidateListOptions: listOptions };

export const metaValidation: Adapters = {
  TestInvalidDryRun: dryRun,
  TestInvalidPatchOptions: patchOptions,
  TestValidDryRun: dryRun,
  TestValidPatchOptions: patchOptions,
  TestValidateFieldManagerInvalid: manager,
  TestValidateFieldManagerValid: manager,
  TestValidateLabels: labelErrors,
};

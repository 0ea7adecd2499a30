/** upstream: apimachinery/pkg/util/duration, pkg/util/intstr; client-go/util/jsonpath */
import type { Json } from '#api/immutable.ts';
import { humanDuration, parseGoDuration, shortHumanDuration } from '#api/machinery/duration.ts';
import { scaledValue } from '#api/machinery/intstr.ts';
import { jsonPath } from '#api/machinery/jsonPath/jsonPath.ts';
import { parseTemplate } from '#api/machinery/jsonPath/parse.ts';
import { errorText, inputOf, isFields, outputOf, type Adapter, type Adapters, type Row } from '../row.ts';

function duration(print: (milliseconds: number) => string): Adapter {
  return (row) => {
    const { d, want } = inputOf(row);
    const milliseconds = parseGoDuration(String(d));
    return { expected: want, got: milliseconds === undefined ? `cannot read ${String(d)}` : print(milliseconds) };
  };
}

function percent(row: Row): ReturnType<Adapter> {
  const { input, total, roundUp } = inputOf(row);
  const outcome = scaledValue(input as string | number, Number(total), roundUp === true);
  const words = errorText(outputOf(row)['err']);
  if (words !== undefined) return { expected: words, got: outcome.ok ? outcome.value : outcome.message };
  return { expected: outputOf(row)['value'], got: outcome.ok ? outcome.value : outcome.message };
}

/** Go's structs of the test have JSON names in lower case where the row has Go's, and the template uses either. */
function found(row: Row): ReturnType<Adapter> {
  const { template, input, expect, expectError } = inputOf(row);
  const expected = outputOf(row)['out'] ?? expect;
  const isStruct = isFields(input) && !String(input['$type'] ?? 'map').startsWith('map');
  if (isStruct || /\.structs/.test(String(template)))
    return { leftOut: 'the row is a Go struct: names are matched by reflection, and JSON is what our templates read' };
  const [strict, lenient] = [false, true].map((allowMissingKeys) => jsonPath(String(template), unmarked(input), { allowMissingKeys }));
  // Some tables are run with missing keys allowed, and the row does not say which.
  const outcome = strict?.ok === true ? strict : lenient;
  if (outcome === undefined) return { expected, got: undefined };
  if (expectError === true) return { expected: 'an error', got: strict?.ok === false ? 'an error' : outcome };
  return { expected, got: outcome.ok ? outcome.value : outcome.message };
}

function refused(row: Row): ReturnType<Adapter> {
  const { template, input, expect } = inputOf(row);
  if (isFields(input) && !String(input['$type'] ?? 'map').startsWith('map'))
    return { leftOut: 'the row is a Go struct: names are matched by reflection, and JSON is what our templates read' };
  const outcome = jsonPath(String(template), unmarked(input), { allowMissingKeys: false });
  return { expected: outputOf(row)['out'] ?? expect, got: outcome.ok ? outcome.value : outcome.message };
}

function parsed(row: Row): ReturnType<Adapter> {
  const outcome = parseTemplate(String(inputOf(row)['text']));
  return { expected: errorText(outputOf(row)['err']), got: outcome.ok ? undefined : outcome.message };
}

function unmarked(value: unknown): Json {
  if (Array.isArray(value)) return value.map(unmarked);
  if (!isFields(value)) return value as Json;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$type')
      .map(([key, item]) => [key, unmarked(item)]),
  );
}

export const durations: Adapters = {
  TestHumanDuration: duration(humanDuration),
  TestHumanDurationBoundaries: duration(humanDuration),
  TestShortHumanDurationBoundaries: duration(shortHumanDuration),
};

export const intstr: Adapters = { TestGetIntFromIntOrPercent: percent };

export const jsonPaths: Adapters = { testJSONPath: found, testFailJSONPath: refused, TestParser: parsed, TestFailParser: parsed };

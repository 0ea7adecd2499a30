/** upstream: apimachinery/pkg/api/resource */
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  makeQuantity,
  negateQuantity,
  parseQuantity,
  scaledInt64,
  subtractQuantities,
  type Quantity,
} from '#api/machinery/quantity.ts';
import { errorText, inputOf, isFields, outputOf, withoutInput, type Adapter, type Adapters, type Row } from '../row.ts';

function read(value: unknown): Quantity {
  const outcome = parseQuantity(String(value));
  if (!outcome.ok) throw new Error(`${String(value)}: ${outcome.message}`);
  return outcome.value;
}

function arithmetic(operation: (a: Quantity, b: Quantity) => Quantity): Adapter {
  return (row) => {
    const { a, b, expected } = inputOf(row);
    if (isFields(a) || isFields(b) || expected === undefined) return withoutInput;
    return { expected, got: formatQuantity(operation(read(a), read(b))) };
  };
}

function comparison(x: string, y: string, result: string): Adapter {
  return (row) => {
    const input = inputOf(row);
    if (typeof input[x] !== 'string' || typeof input[y] !== 'string') return withoutInput;
    return { expected: input[result], got: compareQuantities(read(input[x]), read(input[y])) };
  };
}

/** Rows of a text and how it is printed back. */
function printed(row: Row): ReturnType<Adapter> {
  const input = inputOf(row);
  const text = input['in'] ?? input['input'];
  if (typeof text !== 'string' || input['expect'] === undefined || isFields(input['expect'])) return withoutInput;
  const words = errorText(outputOf(row)['err']);
  const outcome = parseQuantity(text);
  if (words !== undefined) return { expected: words, got: outcome.ok ? formatQuantity(outcome.value) : outcome.message };
  // What was just read prints as it was written, and the row's expectation is canonical: their values are compared.
  const same = outcome.ok && compareQuantities(outcome.value, read(input['expect'])) === 0;
  return { expected: input['expect'], got: same ? input['expect'] : outcome.ok ? formatQuantity(outcome.value) : outcome.message };
}

/** Rows that are a text, of which the function's answer is recorded. */
function parsed(row: Row): ReturnType<Adapter> {
  if (isFields(row.in) && 'expect' in row.in) return printed(row);
  const words = errorText(outputOf(row)['err']);
  if (typeof row.in !== 'string' || words === undefined) return withoutInput;
  const outcome = parseQuantity(row.in);
  return { expected: words, got: outcome.ok ? formatQuantity(outcome.value) : outcome.message };
}

function fromJson(row: Row): ReturnType<Adapter> {
  const input = inputOf(row);
  const text: unknown = JSON.parse(String(input['in']));
  return { expected: input['expect'], got: formatQuantity(read(String(text).trim())) };
}

/** The units that a value is made of: `value` times ten to the `scale`. */
function made(scaleOf: (row: Row) => number): Adapter {
  return (row) => {
    const { value, expect, format } = inputOf(row);
    if (typeof value !== 'number' || typeof expect !== 'string') return withoutInput;
    const known = format === 'BinarySI' || format === 'DecimalSI' || format === undefined;
    return {
      expected: expect,
      got: formatQuantity(makeQuantity(value, known ? (format ?? 'DecimalSI') : 'DecimalExponent', scaleOf(row))),
    };
  };
}

function scaled(row: Row): ReturnType<Adapter> {
  const { fromScale, toScale, expected } = inputOf(row);
  return { expected: String(expected), got: String(scaledInt64(makeQuantity(1, 'DecimalSI', Number(fromScale)), Number(toScale))) };
}

function negated(row: Row): ReturnType<Adapter> {
  const { a, expected, out } = inputOf(row);
  return { expected: expected ?? out, got: formatQuantity(negateQuantity(read(a))) };
}

function copied(row: Row): ReturnType<Adapter> {
  return typeof row.in === 'string' ? { expected: outputOf(row)['result'], got: formatQuantity(read(row.in)) } : withoutInput;
}

const zero = makeQuantity(0);

export const quantity: Adapters = {
  TestAdd: arithmetic(addQuantities),
  TestSub: arithmetic(subtractQuantities),
  TestNeg: negated,
  TestQuantityNeg: negated,
  TestQuantityCmp: comparison('x', 'y', 'expect'),
  TestQuantityCmpInt64AndDec: () => ({ leftOut: 'the row was dumped after the test had changed its quantities in place' }),
  TestQuantityParse: parsed,
  TestQuantityParseEmit: printed,
  TestQuantityString: printed,
  TestQuantityProtoUnmarshal: printed,
  TestQuantityDeepCopy: copied,
  TestQuantityAddZeroPreservesSuffix: (row) => ({
    expected: outputOf(row)['value'],
    got: formatQuantity(addQuantities(zero, read(row.in))),
  }),
  TestQuantitySubZeroPreservesSuffix: (row) => ({
    expected: outputOf(row)['value'],
    got: formatQuantity(subtractQuantities(read(row.in), zero)),
  }),
  TestJSONWhitespace: fromJson,
  TestMilliNewSet: made(() => -3),
  TestNewScaledSet: made((row) => Number(inputOf(row)['scale'])),
  TestNewSet: made(() => 0),
  TestScaledValue: scaled,
};

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

/** A decimal as Go's struct has it: words of 64 bits, and the digits after the point. */
function decimal(value: unknown): Quantity {
  if (!isFields(value)) return makeQuantity(0);
  const { unscaled, scale } = value as {
    readonly unscaled: { readonly abs: readonly number[] | null; readonly neg: boolean };
    readonly scale: number;
  };
  const amount = (unscaled.abs ?? []).reduceRight((sum, word) => (sum << 64n) + BigInt(word), 0n);
  return { ...makeQuantity(unscaled.neg ? -amount : amount, 'DecimalSI', -scale), wide: true };
}

/** An amount as Go's struct has it. */
function amount(value: unknown): Quantity {
  const { value: units, scale } = value as { readonly value: number; readonly scale: number };
  return makeQuantity(BigInt(units), 'DecimalSI', scale);
}

function isSafe(value: unknown): boolean {
  if (isFields(value)) return Object.values(value).every(isSafe);
  return Array.isArray(value) ? value.every(isSafe) : typeof value !== 'number' || Number.isSafeInteger(value);
}

/** JSON as JavaScript reads it rounds what is beyond 2^53. */
function exact(adapter: Adapter): Adapter {
  return (row) => (isSafe(row.in) ? adapter(row) : { leftOut: 'a number of the row is beyond what JSON in JavaScript can say' });
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
    const [a, b] = [input[x], input[y]].map((value) => (typeof value === 'string' ? read(value) : decimal(value)));
    return { expected: input[result], got: compareQuantities(a!, b!) };
  };
}

/** Rows of a text and how it is printed back. */
function printed(row: Row): ReturnType<Adapter> {
  const input = inputOf(row);
  const text = input['in'] ?? input['input'];
  if (typeof text !== 'string' || input['expect'] === undefined) return withoutInput;
  if (isFields(input['expect'])) return { expected: formatQuantity(decimal(input['expect'])), got: formatQuantity(read(text)) };
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
  return { expected: outputOf(row)['result'], got: formatQuantity(typeof row.in === 'string' ? read(row.in) : decimal(row.in)) };
}

const zero = makeQuantity(0);

/** The sum of two amounts, and whether it is one of 64 bits. */
function sum(row: Row): ReturnType<Adapter> {
  const { a, b, c, ok } = inputOf(row);
  const got = addQuantities(amount(a), amount(b));
  return {
    expected: ok === true ? formatQuantity(amount(c)) : 'too large',
    got: got.wide ? 'too large' : formatQuantity(got),
  };
}

/** A text, rounded up to tens of a scale. */
function roundedUp(row: Row): ReturnType<Adapter> {
  const { in: text, scale, expect } = inputOf(row);
  if (typeof text !== 'string') return withoutInput;
  const got = formatQuantity(makeQuantity(scaledInt64(read(text), Number(scale)), 'DecimalSI', Number(scale)));
  return { expected: expect, got };
}

/** Digits and a power of ten, which together are how an exponent is printed. */
function canonical(row: Row): ReturnType<Adapter> {
  const { value, scale, result, exponent } = inputOf(row);
  const got = formatQuantity(makeQuantity(BigInt(Number(value)), 'DecimalExponent', Number(scale)));
  return { expected: exponent === 0 ? result : `${String(result)}e${String(exponent)}`, got };
}

/** In the message of protocol buffers the text stands behind a tag and its length. */
function marshalled(row: Row): ReturnType<Adapter> {
  const { quantity: text, dec } = inputOf(row);
  return { expected: String(outputOf(row)['result']).slice(2), got: formatQuantity(typeof text === 'string' ? read(text) : decimal(dec)) };
}

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
  TestScaledValueInternal: exact((row) => {
    const { newScale, want } = inputOf(row);
    return { expected: want, got: Number(scaledInt64(decimal(row.in), -Number(newScale))) };
  }),
  TestAmountSign: (row) => ({ expected: inputOf(row)['expect'], got: compareQuantities(amount(inputOf(row)['i']), zero) }),
  TestInt64AmountAdd: exact(sum),
  TestInt64AmountAsScaledInt64: exact((row) => {
    const { i, scaled: to, result } = inputOf(row);
    return { expected: result, got: Number(scaledInt64(amount(i), Number(to))) };
  }),
  TestInt64AsCanonicalString: exact(canonical),
  TestNegativeScaleInt64: exact((row) => {
    const { base, scale, result } = inputOf(row);
    return { expected: result, got: Number(scaledInt64(makeQuantity(BigInt(Number(base))), Number(scale))) };
  }),
  TestQuantityProtoMarshal: marshalled,
  TestQuantityRoundUp: roundedUp,
};

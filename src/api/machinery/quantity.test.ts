import { expect, test } from 'vitest';
import arithmetic from './fixtures/quantityArithmetic.json' with { type: 'json' };
import cases from './fixtures/quantity.json' with { type: 'json' };
import type { Quantity } from './quantity.ts';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  makeQuantity,
  milliValueOf,
  negateQuantity,
  parseQuantity,
  quantityOf,
  scaledInt64,
  subtractQuantities,
  valueOf,
} from './quantity.ts';

function read(text: string): Quantity {
  const outcome = parseQuantity(text);
  if (!outcome.ok) throw new Error(`${text}: ${outcome.message}`);
  return outcome.value;
}

test('every recorded text is read, printed, rounded or refused as recorded', () => {
  expect(cases.length).toBe(843);
  for (const [text, canonical, format, value, milli] of cases) {
    const outcome = parseQuantity(text ?? '');
    if (format === undefined) {
      expect(outcome, text).toEqual({ ok: false, message: canonical });
      continue;
    }
    const quantity = read(text ?? '');
    const seen = [formatQuantity(quantity), quantity.format, String(scaledInt64(quantity, 0)), String(scaledInt64(quantity, -3))];
    expect(seen, text).toEqual([canonical, format, value, milli]);
  }
});

test('sums, differences and order are as recorded', () => {
  expect(arithmetic.length).toBe(141);
  for (const { a, b, sum, diff, cmp } of arithmetic) {
    const [x, y] = [read(a), read(b)];
    expect([formatQuantity(addQuantities(x, y)), formatQuantity(subtractQuantities(x, y)), compareQuantities(x, y)], `${a} ${b}`).toEqual([
      sum,
      diff,
      cmp,
    ]);
  }
});

test('the values that schedulers add up', () => {
  expect(milliValueOf(quantityOf('1.5'))).toBe(1500);
  expect(milliValueOf(quantityOf('1u'))).toBe(1);
  expect(valueOf(quantityOf('64Mi'))).toBe(67_108_864);
  expect(valueOf(quantityOf(undefined))).toBe(0);
  expect(valueOf(quantityOf('100 MB'))).toBe(0);
  expect(formatQuantity(makeQuantity(1536, 'BinarySI'))).toBe('1536');
  expect(formatQuantity(makeQuantity(1024 * 1024, 'BinarySI'))).toBe('1Mi');
  expect(formatQuantity(makeQuantity(250, 'DecimalSI', -3))).toBe('250m');
  expect(formatQuantity(negateQuantity(quantityOf('9010m')))).toBe('-9010m');
  expect(canonicalQuantity('0.5')).toBe('500m');
  expect(canonicalQuantity(2)).toBe('2');
});

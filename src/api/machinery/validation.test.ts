import { expect, test } from 'vitest';
import cases from './fixtures/nameValidation.json' with { type: 'json' };
import * as validation from './validation.ts';

const validators: Readonly<Record<string, (value: string) => readonly string[]>> = {
  IsCIdentifier: validation.isCIdentifier,
  IsConfigMapKey: validation.isConfigMapKey,
  IsDNS1035Label: validation.isDNS1035Label,
  IsDNS1123Label: validation.isDNS1123Label,
  IsDNS1123Subdomain: validation.isDNS1123Subdomain,
  IsEnvVarName: validation.isEnvVarName,
  IsQualifiedName: validation.isQualifiedName,
  IsValidIP: validation.isValidIP,
  IsValidLabelValue: validation.isValidLabelValue,
  IsValidPortName: validation.isValidPortName,
  IsWildcardDNS1123Subdomain: validation.isWildcardDNS1123Subdomain,
};

test.each(Object.keys(validators))('%s says what the recording says', (name) => {
  const rows = cases.filter((row) => name in row);
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    const expected: unknown = Object.entries(row).find(([key]) => key === name)?.[1];
    expect(validators[name]?.(row.in), row.in).toEqual(expected ?? []);
  }
});

test.each([
  ['0%', true],
  ['101%', true],
  ['', false],
  ['100', false],
  ['99.9%', false],
  [' 1%', false],
  ['-1%', false],
])('percent %j: %s', (text, valid) => {
  expect(validation.isValidPercent(text).length === 0).toBe(valid);
});

test.each([
  ['1.1.1.1', 4],
  ['1.1.1.01', 4],
  ['1.1.1.256', undefined],
  ['::', 6],
  ['::1', 6],
  ['2a00:79e0:2:0:f1c3:e797:93c1:df80', 6],
  ['::fff:1.1.1.1', 6],
  ['[2001:db8:0:1]', undefined],
  ['1:2:3', undefined],
  ['1::2::3', undefined],
  ['a', undefined],
])('%s is of family %s', (text, family) => {
  expect(validation.ipFamily(text)).toBe(family);
});

test('ports', () => {
  expect(validation.isValidPortNum(65_535)).toEqual([]);
  expect(validation.isValidPortNum(0)).toEqual(['must be between 1 and 65535, inclusive']);
});

test.each([
  ['X-Forwarded-For', true],
  ['-a', true],
  ['A-', true],
  ['Host:', false],
  ['a_', false],
  ['1.', false],
  [' a', false],
  ['{', false],
])('header %j: %s', (text, valid) => {
  expect(validation.isHTTPHeaderName(text).length === 0).toBe(valid);
});

import { expect, test } from 'vitest';
import cases from './fixtures/intstrScaled.json' with { type: 'json' };
import { scaledValue } from './intstr.ts';

test('recorded roundings', () => {
  expect(cases.length).toBe(131);
  for (const { value, total, roundUp, roundDown } of cases) {
    const given = value.endsWith('%') ? value : Number(value);
    expect(scaledValue(given, total, true), `${value} of ${total}`).toEqual({ ok: true, value: roundUp });
    expect(scaledValue(given, total, false), `${value} of ${total}`).toEqual({ ok: true, value: roundDown });
  }
});

test.each([
  ['%', 'invalid value for IntOrString: invalid value "%": strconv.Atoi: parsing "": invalid syntax'],
  ['#%', 'invalid value for IntOrString: invalid value "#%": strconv.Atoi: parsing "#": invalid syntax'],
  ['90', 'invalid value for IntOrString: invalid type: string is not a percentage'],
])('%j is refused', (text, message) => {
  expect(scaledValue(text, 10, true)).toEqual({ ok: false, message });
});

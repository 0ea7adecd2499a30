import { expect, test } from 'vitest';
import { tableWidth } from './breadth.ts';

test('a table asks for the width of its widest line, a sentence for none', () => {
  expect(tableWidth('NAME   READY   STATUS\nredis-pv-sts-0   1/1   Running   node-1\n')).toBe(39);
  expect(tableWidth('The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0')).toBe(0);
  expect(tableWidth(`a  ${'b'.repeat(400)}`)).toBe(260);
});

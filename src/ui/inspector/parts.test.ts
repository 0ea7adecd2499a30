import { expect, test } from 'vitest';
import { humps } from './parts.tsx';

test('a long name is broken where a new word begins in it', () => {
  expect(humps('podManagementPolicy')).toEqual(['pod', 'Management', 'Policy']);
  expect(humps('podIP')).toEqual(['pod', 'IP']);
  expect(humps('create, delete')).toEqual(['create, delete']);
});

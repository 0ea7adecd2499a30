import { expect, test } from 'vitest';
import { parseManifest } from './parse.ts';
import { repeatedKeysMessage } from './repeatedKeys.ts';

test('YAML tells the lines', () => {
  expect(repeatedKeysMessage(parseManifest('a: 1\nb: 2\na: 3\n').errors)).toBe(
    'yaml: unmarshal errors:\n  line 3: key "a" already set in map',
  );
  expect(repeatedKeysMessage(parseManifest('a: 1\n').errors)).toBeUndefined();
});

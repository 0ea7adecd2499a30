import { expect, test } from 'vitest';
import { flag, parseFlags, type ParsedFlags } from './flags.ts';
import { globalFlags, userFlag } from './globalFlags.ts';

test.each([
  [[], 'alice'],
  [[flag('user', 'array')], ''],
])('--user is the kubeconfig’s, unless the command has one of its own (%j)', (own, expected) => {
  const flags = parseFlags([...own, ...globalFlags], ['--user=alice']) as ParsedFlags;
  expect(userFlag(flags)).toBe(expected);
});

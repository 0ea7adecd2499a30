import { expect, test } from 'vitest';
import { flag, isOn, listOf, numberOf, parseFlags, textOf, type ParsedFlags } from './flags.ts';

const specs = [
  flag('output,o'),
  flag('watch,w', 'bool'),
  flag('all-namespaces,A', 'bool'),
  flag('replicas', 'int', { default: '1' }),
  flag('label-columns,L', 'strings'),
  flag('env,e', 'array'),
  flag('dry-run', 'string', { default: 'none', bare: 'unchanged' }),
  flag('timeout', 'duration'),
];

function parsed(...words: string[]): ParsedFlags {
  const flags = parseFlags(specs, words);
  if ('error' in flags) throw new Error(flags.error);
  return flags;
}

test('values follow, stand behind =, or stick to a short flag; short flags come in bundles', () => {
  for (const words of [['-o', 'wide'], ['-owide'], ['-o=wide'], ['--output', 'wide'], ['--output=wide'], ['-wo', 'wide']])
    expect(textOf(parsed('pods', ...words), 'output')).toBe('wide');
  const flags = parsed('-Aw', 'pods', '-L', 'a,b', '-L', 'c', '-e', 'x=1,2', '--dry-run', 'web', '--', '-o', 'x');
  expect([isOn(flags, 'watch'), isOn(flags, 'all-namespaces'), numberOf(flags, 'replicas'), textOf(flags, 'dry-run')]).toEqual([
    true,
    true,
    1,
    'unchanged',
  ]);
  expect([listOf(flags, 'label-columns'), listOf(flags, 'env')]).toEqual([['a', 'b', 'c'], ['x=1,2']]);
  expect([flags.args, flags.dashAt]).toEqual([['pods', 'web', '-o', 'x'], 2]);
  expect(isOn(parsed('--watch=false'), 'watch')).toBe(false);
});

test.each([
  [['--foo'], 'unknown flag: --foo'],
  [['-x'], "unknown shorthand flag: 'x' in -x"],
  [['-wxo'], "unknown shorthand flag: 'x' in -xo"],
  [['--output'], 'flag needs an argument: --output'],
  [['-o'], "flag needs an argument: 'o' in -o"],
  [['--replicas=many'], 'invalid argument "many" for "--replicas" flag: strconv.ParseInt: parsing "many": invalid syntax'],
  [['--watch=maybe'], 'invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
  [['--timeout=5'], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
])('%j is refused: %s', (words, error) => {
  expect(parseFlags(specs, words)).toEqual({ error });
});

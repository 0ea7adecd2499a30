import { expect, test } from 'vitest';
import { converterWords } from './converterWords.ts';

test.each([
  ['string', 'int32', 'unrecognized type: int32'],
  ['string', 'bool', 'unrecognized type: bool'],
  ['bool', 'string', 'unrecognized type: string'],
  ['number', 'string', 'cannot convert int64 to string'],
  ['number 1.5', 'int32', 'cannot convert float64 to int32'],
  ['string', '[]v1.Container', 'cannot restore slice from string'],
  ['number', 'map[string]string', 'cannot restore map from int64'],
  ['string', 'v1.PodSpec', 'cannot restore struct from: string'],
])('a %s where %s belongs: %s', (value, type, words) => {
  expect(converterWords(`json: cannot unmarshal ${value} into Go struct field Spec.spec.a of type ${type}`)).toBe(words);
});

test('what is no mismatch keeps its words', () => {
  expect(converterWords('quantities must match the regular expression')).toBe('quantities must match the regular expression');
});

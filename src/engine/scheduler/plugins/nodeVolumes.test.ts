import { expect, test } from 'vitest';
import { suitsTopology } from './nodeVolumes.ts';

const zone = (...values: string[]) => ({ matchLabelExpressions: [{ key: 'zone', values }] });

test.each([
  ['no terms', [], {}, true],
  ['a term without expressions suits nothing', [{}], { zone: 'a' }, false],
  ['one of the terms', [zone('b'), zone('a', 'c')], { zone: 'a' }, true],
  ['none of the terms', [zone('b')], { zone: 'a' }, false],
  ['a label that is missing', [zone('')], {}, false],
])('where a class lets its volumes be made: %s', (_name, terms, labels, suits) => expect(suitsTopology(terms, labels)).toBe(suits));

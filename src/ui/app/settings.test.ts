import { expect, test } from 'vitest';

Object.assign(globalThis, { window: { addEventListener: () => undefined, matchMedia: () => ({ addEventListener: () => undefined }) } });
const { readSettings } = await import('./settings.ts');

const head = { orrery: 'settings', version: 1 };

test.each([
  ['no JSON', '{', undefined],
  ['something else', '{"orrery":"tape"}', undefined],
  ['nothing', 'null', undefined],
  ['a later version', JSON.stringify({ ...head, version: 2 }), undefined],
  ['nothing in it', JSON.stringify(head), { layouts: {}, files: [] }],
  [
    'what is hostile is left out',
    JSON.stringify({
      ...head,
      theme: 'dark',
      language: 7,
      layouts: { 'react-resizable-panels:orrery-rows': '{}', 'orrery/files': 'x', 'react-resizable-panels:b': 3 },
      files: [{ name: 'a.yaml', text: 'kind: Pod' }, { name: '', text: 'x' }, null, { name: 'b' }],
    }),
    { theme: 'dark', layouts: { 'react-resizable-panels:orrery-rows': '{}' }, files: [{ name: 'a.yaml', text: 'kind: Pod' }] },
  ],
])('settings are read: %s', (_name, text, expected) => {
  expect(readSettings(text)).toEqual(expected);
});

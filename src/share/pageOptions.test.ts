import { expect, test } from 'vitest';
import { readPageOptions } from './pageOptions.ts';

test('flags are on when they stand there, and words are taken as they are', () => {
  const options = readPageOptions('?embed&timeline=1&terminal=0&lang=zh&at=1200&autoplay=false&select=Pod/default/web-0');
  expect(options).toMatchObject({
    embed: true,
    timeline: true,
    terminal: false,
    editor: false,
    lang: 'zh',
    at: 1200,
    autoplay: false,
    select: 'Pod/default/web-0',
  });
  expect(readPageOptions('').autoplay).toBeUndefined();
});

test.each([
  ['at=-1', 'at'],
  ['at=1e9', 'at'],
  ['host=*', 'host'],
  ['host=https://good.example/path', 'host'],
  ['host=javascript:alert(1)', 'host'],
] as const)('%s is not understood and left out', (search, name) => {
  expect(readPageOptions(`?${search}`)[name]).toBeUndefined();
});

test('a host is one whole origin', () => {
  expect(readPageOptions('?host=https://good.example').host).toBe('https://good.example');
  expect(readPageOptions('?host=http://localhost:8080/').host).toBe('http://localhost:8080');
});

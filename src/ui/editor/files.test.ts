import { beforeEach, expect, test } from 'vitest';
import {
  changeText,
  closeFile,
  freeName,
  isChanged,
  keep,
  moveFile,
  newFile,
  openFile,
  readKept,
  renameFile,
  settle,
  useFiles,
} from './files.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  Object.assign(globalThis, {
    localStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => kept.set(key, text) },
  });
  useFiles.setState({ files: [], current: '', loads: 0 });
});

function names(): string[] {
  return useFiles.getState().files.map(({ name }) => name);
}

test('files are opened, renamed, moved and closed, and one of them is always shown', () => {
  for (const name of ['a.yaml', 'b.yaml', 'c.yaml']) openFile(name, '');
  expect(renameFile('b.yaml', 'c.yaml')).toBe(false);
  expect(renameFile('b.yaml', ' d.yaml ')).toBe(true);
  moveFile('c.yaml', 0);
  expect(names()).toEqual(['c.yaml', 'a.yaml', 'd.yaml']);
  closeFile('c.yaml');
  expect(useFiles.getState().current).toBe('a.yaml');
});

test('a file that differs from what was applied is marked', () => {
  openFile('a.yaml', 'a: 1');
  changeText('a.yaml', 'a: 2');
  expect(isChanged(useFiles.getState().files[0]!)).toBe(true);
  settle('a.yaml');
  expect(isChanged(useFiles.getState().files[0]!)).toBe(false);
});

test('new files get names that are free', () => {
  newFile();
  newFile();
  openFile('web.yaml', '');
  expect(names()).toEqual(['untitled-1.yaml', 'untitled-2.yaml', 'web.yaml']);
  expect(freeName('web.yaml')).toBe('web-2.yaml');
});

test.each(['', '{', '[]', '{"files": 3}', '{"files": [{"name": 1}, null, {"name": "", "text": ""}]}'])(
  'what was kept is looked at: %j',
  (text) => {
    kept.set('orrery/files', text);
    expect(readKept().files ?? []).toEqual([]);
  },
);

test('what was kept is there again', () => {
  kept.set(
    'orrery/files',
    JSON.stringify({
      files: [
        { name: 'a', text: 'x' },
        { name: 'b', text: 'y', base: 'z' },
      ],
      current: 'b',
    }),
  );
  expect(readKept()).toEqual({
    files: [
      { name: 'a', text: 'x', base: 'x' },
      { name: 'b', text: 'y', base: 'z' },
    ],
    current: 'b',
  });
});

test('a browser without room for the files says so, until it has some again', () => {
  openFile('a.yaml', 'a: 1');
  const { setItem } = localStorage;
  localStorage.setItem = () => {
    throw new Error('full');
  };
  keep();
  expect(useFiles.getState().isHomeless).toBe(true);
  localStorage.setItem = setItem;
  keep();
  expect(useFiles.getState().isHomeless).toBe(false);
});

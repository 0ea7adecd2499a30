import { beforeEach, expect, test } from 'vitest';
import { takeIn } from './drop.ts';
import { useFiles } from './files.ts';

beforeEach(() => {
  Object.assign(globalThis, { localStorage: { getItem: () => null, setItem: () => undefined } });
  useFiles.setState({ files: [], current: '', loads: 0 });
});

type Tree = { readonly [name: string]: string | Tree };

function entryOf(name: string, content: string | Tree): FileSystemEntry {
  if (typeof content === 'string') {
    const file = new File([content], name);
    return { isFile: true, name, file: (tell: (file: File) => void) => tell(file) } as unknown as FileSystemEntry;
  }
  const children = Object.entries(content).map(([child, inner]) => entryOf(child, inner));
  // A reader gives one child at a time here, as browsers give a hundred.
  const createReader = () => {
    let next = 0;
    return { readEntries: (tell: (part: FileSystemEntry[]) => void) => tell(children.slice(next, (next += 1))) };
  };
  return { isFile: false, name, createReader } as unknown as FileSystemEntry;
}

function dropped(tree: Tree): DataTransfer {
  const entries = Object.entries(tree).map(([name, content]) => entryOf(name, content));
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  const files = Object.entries(tree).flatMap(([name, content]) => (typeof content === 'string' ? [new File([content], name)] : []));
  return { items, files } as unknown as DataTransfer;
}

function names(): string[] {
  return useFiles.getState().files.map(({ name }) => name);
}

test("a folder's files come with their paths, in order, and nothing that is no manifest", async () => {
  await takeIn(
    dropped({ app: { 'web.yaml': 'a: 1\n', 'notes.txt': 'no', base: { 'kustomization.yaml': 'b: 2\n', deep: { 'x.json': '{}' } } } }),
  );
  expect(names()).toEqual(['app/base/deep/x.json', 'app/base/kustomization.yaml', 'app/web.yaml']);
  expect(useFiles.getState().current).toBe('app/base/deep/x.json');
});

test('plain files keep their names; the same text is one tab, another text under the same name a second', async () => {
  await takeIn(dropped({ 'a.yaml': 'a: 1\n' }));
  await takeIn(dropped({ 'a.yaml': 'a: 1\n' }));
  expect(names()).toEqual(['a.yaml']);
  await takeIn(dropped({ 'a.yaml': 'a: 2\n' }));
  expect(names()).toEqual(['a.yaml', 'a-2.yaml']);
});

/** Files and folders from the person's machine, as tabs. A folder's files keep their paths, so that a kustomization finds them. */
import { freeName, openFile, useFiles } from './files.ts';

const wanted = /\.(ya?ml|json)$|(^|\/)kustomization$/i;
const filesMax = 200;
const sizeMax = 4_000_000;

export async function takeIn(data: DataTransfer): Promise<void> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const plain = [...data.files];
  if (entries.every((entry) => entry.isFile)) {
    await takeInFiles(plain);
    return;
  }
  const found: { name: string; file: File }[] = [];
  for (const entry of entries) await walk(entry, '', found);
  await open(found);
}

export async function takeInFiles(files: readonly File[]): Promise<void> {
  await open(files.map((file) => ({ name: file.name, file })));
}

async function open(found: readonly { readonly name: string; readonly file: File }[]): Promise<void> {
  const taken = found.filter(({ name, file }) => wanted.test(name) && file.size <= sizeMax).slice(0, filesMax);
  const [first] = taken;
  let shown: string | undefined;
  for (const { name, file } of taken) {
    const text = await file.text();
    const before = useFiles.getState().files.find((it) => it.name === name);
    const free = before === undefined || before.text === text ? name : freeName(name);
    openFile(free, text);
    if (file === first?.file) shown = free;
  }
  if (shown !== undefined) useFiles.setState((state) => ({ current: shown, loads: state.loads + 1 }));
}

async function walk(entry: FileSystemEntry, folder: string, found: { name: string; file: File }[]): Promise<void> {
  if (found.length >= filesMax) return;
  const name = `${folder}${entry.name}`;
  if (entry.isFile) {
    found.push({ name, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
    return;
  }
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  for (const child of children.sort((a, b) => (a.name < b.name ? -1 : 1))) await walk(child, `${name}/`, found);
}

/** A reader gives a part at a time, and an empty one at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return children;
    children.push(...part);
  }
}

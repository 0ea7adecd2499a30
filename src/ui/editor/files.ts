/** The files of the scenario: what the editor's tabs show and what `kubectl apply -f` in the terminal reads. Kept in the browser. */
import { create } from 'zustand';

export interface SourceFile {
  readonly name: string;
  readonly text: string;
  /** The text as it was last applied, saved or brought in; a file that differs from it has a mark. */
  readonly base: string;
}

interface Files {
  readonly files: readonly SourceFile[];
  readonly current: string;
  /** Counts texts that came from outside the editor, which then has to take them in. */
  readonly loads: number;
  /** The browser has no room for the files, so they are there only until the page is closed. */
  readonly isHomeless: boolean;
}

const storageKey = 'orrery/files';
const keptMax = 2_000_000;

export const useFiles = create<Files>(() => ({ files: [], current: '', loads: 0, isHomeless: false, ...readKept() }));

/** What an earlier visit left; anything that is not such a list counts as nothing. */
export function readKept(): Partial<Files> {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as { readonly files?: unknown; readonly current?: unknown };
    const files = Array.isArray(kept.files) ? kept.files.flatMap(readFile) : [];
    const current = files.find(({ name }) => name === kept.current)?.name ?? files[0]?.name ?? '';
    return { files, current };
  } catch {
    return {};
  }
}

function readFile(value: unknown): SourceFile[] {
  const { name, text, base } = (value ?? {}) as Partial<Record<keyof SourceFile, unknown>>;
  if (typeof name !== 'string' || name === '' || typeof text !== 'string') return [];
  return [{ name, text, base: typeof base === 'string' ? base : text }];
}

let timer: ReturnType<typeof setTimeout> | undefined;

useFiles.subscribe((state, before) => {
  if (state.files === before.files && state.current === before.current) return;
  clearTimeout(timer);
  timer = setTimeout(keep, 300);
});

/** What was done just before the page is left is kept as well. */
if (typeof window !== 'undefined') window.addEventListener('pagehide', () => timer !== undefined && keep());

/** Writes the files where the next visit finds them; a browser that keeps nothing still works, and it is said. */
export function keep(): void {
  clearTimeout(timer);
  timer = undefined;
  const { files, current, isHomeless } = useFiles.getState();
  const isKept = store(JSON.stringify({ files, current }));
  if (isKept === isHomeless) useFiles.setState({ isHomeless: !isKept });
}

function store(text: string): boolean {
  if (text.length >= keptMax) return false;
  try {
    localStorage.setItem(storageKey, text);
    return true;
  } catch {
    return false;
  }
}

export function isChanged(file: SourceFile): boolean {
  return file.text !== file.base;
}

export function openFile(name: string, text: string): void {
  useFiles.setState(({ files, loads }) => ({
    files: files.some((file) => file.name === name)
      ? files.map((file) => (file.name === name ? { name, text, base: text } : file))
      : [...files, { name, text, base: text }],
    current: name,
    loads: loads + 1,
  }));
}

/** Brings files in, each under a name of its own unless it is there already, and shows the first. */
export function bringIn(sources: readonly { readonly name: string; readonly text: string }[]): void {
  const names = sources.map(({ name, text }) => {
    const free = [undefined, text].includes(textOf(name)) ? name : freeName(name);
    openFile(free, text);
    return free;
  });
  if (names[0] !== undefined) showFile(names[0]);
}

export function showFile(name: string): void {
  useFiles.setState((state) => (state.current === name ? {} : { current: name, loads: state.loads + 1 }));
}

export function changeText(name: string, text: string): void {
  useFiles.setState(({ files }) => ({ files: files.map((file) => (file.name === name && file.text !== text ? { ...file, text } : file)) }));
}

/** Takes a text from outside the typing, such as a conversion, as a change that can be undone. */
export function replaceText(name: string, text: string): void {
  changeText(name, text);
  useFiles.setState(({ loads }) => ({ loads: loads + 1 }));
}

export function settle(name: string): void {
  useFiles.setState(({ files }) => ({ files: files.map((file) => (file.name === name ? { ...file, base: file.text } : file)) }));
}

export function closeFile(name: string): void {
  useFiles.setState(({ files, current, loads }) => {
    const index = files.findIndex((file) => file.name === name);
    const rest = files.filter((file) => file.name !== name);
    const next = current === name ? (rest[Math.max(0, index - 1)]?.name ?? '') : current;
    return { files: rest, current: next, loads: loads + 1 };
  });
}

export function newFile(): void {
  openFile(freeName('untitled-1.yaml'), '');
}

/** A name that no file has yet: the number at its end counts up. */
export function freeName(name: string): string {
  const { files } = useFiles.getState();
  const [, stem = '', number, ending = ''] = /^(.*?)(?:-(\d+))?(\.\w+)?$/.exec(name) ?? [];
  let count = Number(number ?? 1);
  let free = name;
  while (files.some((file) => file.name === free)) {
    count += 1;
    free = `${stem}-${count}${ending}`;
  }
  return free;
}

/** False when the name cannot be: it is empty or another file's. */
export function renameFile(from: string, to: string): boolean {
  const name = to.trim();
  const { files } = useFiles.getState();
  if (name === from) return true;
  if (name === '' || files.some((file) => file.name === name)) return false;
  useFiles.setState(({ current, loads }) => ({
    files: files.map((file) => (file.name === from ? { ...file, name } : file)),
    current: current === from ? name : current,
    loads: loads + 1,
  }));
  return true;
}

/** Moves a tab to the place of another one. */
export function moveFile(name: string, to: number): void {
  useFiles.setState(({ files }) => {
    const file = files.find((it) => it.name === name);
    if (file === undefined) return {};
    const rest = files.filter((it) => it !== file);
    const at = Math.max(0, Math.min(to, rest.length));
    return { files: [...rest.slice(0, at), file, ...rest.slice(at)] };
  });
}

export function textOf(name: string): string | undefined {
  return useFiles.getState().files.find((file) => file.name === name)?.text;
}

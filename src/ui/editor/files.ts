/** The files of the scenario: what the editor's tabs show and what `kubectl apply -f` in the terminal reads. */
import { create } from 'zustand';

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

interface Files {
  readonly files: readonly SourceFile[];
  readonly current: string;
  /** Counts texts that came from outside the editor, which then has to take them in. */
  readonly loads: number;
}

export const useFiles = create<Files>(() => ({ files: [], current: '', loads: 0 }));

export function openFile(name: string, text: string): void {
  useFiles.setState(({ files, loads }) => ({
    files: files.some((file) => file.name === name)
      ? files.map((file) => (file.name === name ? { name, text } : file))
      : [...files, { name, text }],
    current: name,
    loads: loads + 1,
  }));
}

export function changeText(name: string, text: string): void {
  useFiles.setState(({ files }) => ({ files: files.map((file) => (file.name === name && file.text !== text ? { name, text } : file)) }));
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
  const { files } = useFiles.getState();
  let count = 1;
  while (files.some((file) => file.name === `untitled-${count}.yaml`)) count += 1;
  openFile(`untitled-${count}.yaml`, '');
}

export function textOf(name: string): string | undefined {
  return useFiles.getState().files.find((file) => file.name === name)?.text;
}

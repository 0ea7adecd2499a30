/** A tab a file: click to show, double-click to rename, drag to move, a dot where something is not applied. */
import { Plus, X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { create } from 'zustand';
import { useWords } from '../words/words.ts';
import { closeFile, isChanged, moveFile, newFile, renameFile, showFile, useFiles, type SourceFile } from './files.ts';

const dragType = 'application/x-orrery-tab';

/** The tab that is being given another name. */
export const useNaming = create<{ readonly name: string | undefined }>(() => ({ name: undefined }));

export function setNaming(name: string | undefined): void {
  useNaming.setState({ name });
}

export function Tabs() {
  const words = useWords();
  const files = useFiles((state) => state.files);
  const current = useFiles((state) => state.current);
  const naming = useNaming((state) => state.name);
  return (
    <div className="flex min-w-0 flex-1 items-center">
      <div className="flex min-w-0 items-center overflow-x-auto [scrollbar-width:none]" role="group" aria-label={words.files}>
        {files.map((file, index) => (
          <div
            key={file.name}
            className={`group flex h-9 shrink-0 items-center border-r border-line ${file.name === current ? 'bg-card shadow-[inset_0_-2px_0_var(--accent)]' : ''}`}
            onDragOver={(event) => {
              if (event.dataTransfer.types.includes(dragType)) event.preventDefault();
            }}
            onDrop={(event) => moveFile(event.dataTransfer.getData(dragType), index)}
          >
            {naming === file.name ? (
              <NameField name={file.name} done={() => setNaming(undefined)} />
            ) : (
              <Tab file={file} index={index} isCurrent={file.name === current} rename={() => setNaming(file.name)} />
            )}
          </div>
        ))}
      </div>
      <button type="button" className="btn btn-icon h-7 shrink-0" aria-label={words.newFile} title={words.newFile} onClick={newFile}>
        <Plus size={14} />
      </button>
    </div>
  );
}

interface TabProps {
  readonly file: SourceFile;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly rename: () => void;
}

function Tab({ file, index, isCurrent, rename }: TabProps) {
  const words = useWords();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isCurrent) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCurrent]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'F2') rename();
    else if (event.altKey && event.key === 'ArrowLeft') moveFile(file.name, index - 1);
    else if (event.altKey && event.key === 'ArrowRight') moveFile(file.name, index + 1);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        draggable
        aria-current={isCurrent}
        aria-label={isChanged(file) ? `${file.name}, ${words.notYetApplied}` : file.name}
        title={`${file.name}\n${words.renameHint}`}
        className="flex h-full max-w-[200px] items-center gap-1.5 pr-1 pl-3 font-mono text-[12px]"
        onClick={() => showFile(file.name)}
        onDoubleClick={rename}
        onKeyDown={onKeyDown}
        onDragStart={(event) => event.dataTransfer.setData(dragType, file.name)}
      >
        <span className="truncate">{file.name}</span>
        {isChanged(file) ? <span className="size-1.5 shrink-0 rounded-full bg-accent" /> : null}
      </button>
      <button
        type="button"
        className="mr-1 rounded p-0.5 text-ink-3 opacity-0 group-hover:opacity-100 hover:bg-ink/10 focus-visible:opacity-100 [@media(hover:none)]:opacity-100"
        aria-label={`${words.closeFile} ${file.name}`}
        onClick={() => closeFile(file.name)}
      >
        <X size={12} />
      </button>
    </>
  );
}

function NameField({ name, done }: { readonly name: string; readonly done: () => void }) {
  const words = useWords();
  const field = useRef<HTMLInputElement>(null);
  const [isWrong, setIsWrong] = useState(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(0, Math.max(name.lastIndexOf('.'), 0) || name.length);
  }, [name]);
  const finish = (): void => {
    if (renameFile(name, field.current?.value ?? name)) done();
    else setIsWrong(true);
  };
  return (
    <input
      ref={field}
      defaultValue={name}
      aria-label={words.renameFile}
      aria-invalid={isWrong}
      className={`mx-1 h-6 w-36 rounded border bg-card px-1.5 font-mono text-[12px] outline-none ${isWrong ? 'border-bad' : 'border-accent'}`}
      onBlur={() => {
        renameFile(name, field.current?.value ?? name);
        done();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
        else if (event.key === 'Escape') {
          if (field.current !== null) field.current.value = name;
          done();
        }
      }}
    />
  );
}

/** Finds any object of the cluster by name or kind, and flies to it. */
import { Command } from 'cmdk';
import { useEffect, useMemo } from 'react';
import { refOf, type Ref } from '#scene/model.ts';
import { useMirror } from '../mirror/store.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { useWords } from '../words/words.ts';
import { flyTo } from './flight.ts';
import { useSearch } from './search.ts';

const listLimit = 400;
const quiet = new Set(['Event', 'Lease', 'ControllerRevision']);

export function SearchDialog() {
  const words = useWords();
  const isOpen = useSearch((state) => state.open);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = (event.target as HTMLElement | null)?.closest('input, textarea, .monaco-editor, .xterm, [contenteditable]') !== null;
      const isFind = (event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !typing);
      if (!isFind) return;
      event.preventDefault();
      useSearch.setState({ open: true });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Command.Dialog
      open={isOpen}
      onOpenChange={(open) => useSearch.setState({ open })}
      label={words.search}
      overlayClassName="fixed inset-0 z-50 bg-black/25"
      contentClassName="float fixed top-[14vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden"
    >
      <Command.Input
        placeholder={words.searchHint}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-[15px] outline-none"
      />
      <Command.List className="max-h-[50vh] overflow-auto p-1.5">
        <Command.Empty className="p-4 text-center text-ink-3">{words.nothingFound}</Command.Empty>
        {isOpen && <Found />}
      </Command.List>
    </Command.Dialog>
  );
}

function Found() {
  const kinds = useMirror((picture) => picture.mirror.kinds);
  const refs = useMemo(() => {
    const all: Ref[] = [];
    for (const [kind, objects] of kinds) {
      if (quiet.has(kind)) continue;
      for (const object of objects.values()) all.push(refOf(object));
    }
    return all.slice(0, listLimit * 5);
  }, [kinds]);
  return refs.map((ref) => {
    const value = `${ref.kind} ${ref.namespace ?? ''} ${ref.name}`;
    return (
      <Command.Item
        key={value}
        value={value}
        className="flex items-center gap-2.5 rounded-md px-3 py-1.5 text-ink-2 data-[selected=true]:bg-wash data-[selected=true]:text-ink"
        onSelect={() => {
          useSearch.setState({ open: false });
          flyTo(ref);
        }}
      >
        <Glyph kind={ref.kind} />
        <span className="font-mono text-[12.5px]">{ref.name}</span>
        <span className="ml-auto text-[11px] text-ink-3">
          {ref.kind}
          {ref.namespace !== undefined && ` · ${ref.namespace}`}
        </span>
      </Command.Item>
    );
  });
}

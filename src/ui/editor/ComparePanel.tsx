/** The diff before Apply: left what is, right what would be. */
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useWords, wordsNow } from '../words/words.ts';
import { useCompare } from './compare.ts';
import { monaco } from './monaco.ts';
import { editorOptions } from './options.ts';

export function ComparePanel() {
  const words = useWords();
  const comparison = useCompare((state) => state.comparison);
  const holder = useRef<HTMLDivElement>(null);
  const isSame = comparison === undefined || comparison.live === comparison.next;
  useEffect(() => {
    if (holder.current === null || comparison === undefined || isSame) return undefined;
    const models = [
      monaco.editor.createModel(comparison.live === '' ? `# ${wordsNow().notInCluster}` : comparison.live, 'yaml'),
      monaco.editor.createModel(comparison.next, 'yaml'),
    ] as const;
    const editor = monaco.editor.createDiffEditor(holder.current, {
      ...editorOptions,
      readOnly: true,
      originalEditable: false,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      hideUnchangedRegions: { enabled: true },
      renderOverviewRuler: false,
    });
    editor.setModel({ original: models[0], modified: models[1] });
    return () => {
      editor.dispose();
      for (const model of models) model.dispose();
    };
  }, [comparison, isSame]);
  const close = (): void => useCompare.setState({ comparison: undefined });
  return (
    <section className="absolute inset-x-0 top-9 bottom-0 z-20 flex flex-col bg-sheet" aria-label={words.compareFile}>
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-1.5">
        <p className="min-w-0 truncate text-[12px] text-ink-2">{isSame ? words.nothingChanges : words.compareTitle}</p>
        <button type="button" className="btn btn-icon ml-auto h-7" aria-label={words.close} onClick={close}>
          <X size={14} />
        </button>
      </div>
      {isSame ? (
        <p className="grid flex-1 place-items-center p-6 text-center text-ink-3">{words.nothingChangesHint}</p>
      ) : (
        <div ref={holder} className="min-h-0 flex-1" />
      )}
    </section>
  );
}

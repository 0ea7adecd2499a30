/** Says that a file is of an older Kubernetes, and mends it with one click. */
import { Replace } from 'lucide-react';
import { create } from 'zustand';
import { useWords } from '../words/words.ts';
import { useFiles } from './files.ts';
import { convert } from './FileMenu.tsx';
import { oldFormsText, type OldForm } from './oldForms.ts';

export const useOldForms = create<{ readonly forms: readonly OldForm[] }>(() => ({ forms: [] }));

export function OldFormsBar() {
  const words = useWords();
  const forms = useOldForms((state) => state.forms);
  const current = useFiles((state) => state.current);
  if (forms.length === 0) return null;
  return (
    <div className="flex shrink-0 items-center gap-2 border-b border-line bg-moving/10 px-3 py-1.5" role="status">
      <p className="min-w-0 text-[12px] text-ink-2">{oldFormsText(words, forms)}</p>
      <button type="button" className="btn ml-auto h-7 shrink-0" onClick={() => convert(current)}>
        <Replace size={13} />
        {words.convert}
      </button>
    </div>
  );
}

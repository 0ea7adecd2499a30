/** What stands where a file would be. */
import { FileCode2, Plus } from 'lucide-react';
import { useWords } from '../words/words.ts';
import { newFile } from './files.ts';

export function NothingOpen() {
  const words = useWords();
  return (
    <div className="grid min-h-0 flex-1 place-items-center p-6">
      <div className="flex max-w-[260px] flex-col items-center gap-3 text-center">
        <FileCode2 size={28} strokeWidth={1.4} className="text-ink-3" />
        <p className="text-ink-2">{words.noFile}</p>
        <button type="button" className="btn h-8" onClick={newFile}>
          <Plus size={14} />
          {words.newFile}
        </button>
      </div>
    </div>
  );
}

import { useMemo } from 'react';
import { useWords } from '../words/words.ts';
import { lineDiff, withContext } from './lineDiff.ts';

const signs = { same: ' ', added: '+', removed: '−' } as const;
const looks = { same: 'text-ink-2', added: 'bg-ready/12 text-ready', removed: 'bg-bad/10 text-bad' } as const;

/** Lines that went and came, told apart by sign and colour. */
export function Diff({ before, after }: { readonly before: readonly string[]; readonly after: readonly string[] }) {
  const words = useWords();
  const lines = useMemo(() => withContext(lineDiff(before, after)), [before, after]);
  if (lines.length === 0) return <p className="px-4 py-2 text-ink-3">{words.sameAsBefore}</p>;
  return (
    <pre className="py-1 font-mono text-[11px] leading-[1.55] break-words whitespace-pre-wrap">
      {lines.map((line, index) =>
        line === undefined ? (
          <div key={index} className="px-4 text-ink-3">
            ⋯
          </div>
        ) : (
          <div key={index} className={`pr-4 pl-8 -indent-4 ${looks[line.type]}`}>
            {signs[line.type]} {line.text}
          </div>
        ),
      )}
    </pre>
  );
}

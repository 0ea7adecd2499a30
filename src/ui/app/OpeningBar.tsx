/** A run that takes long to open: how far it is, and a way to give it up. */
import { clockText } from '../timeline/lanes.ts';
import { useWords } from '../words/words.ts';
import { useOpening } from './opening.ts';

export function OpeningBar() {
  const words = useWords();
  const { now, to, stop } = useOpening();
  if (stop === undefined) return null;
  const text = `${clockText(now)} / ${clockText(to)}`;
  return (
    <div className="float fixed inset-x-3 top-16 z-40 mx-auto flex max-w-md items-center gap-3 px-4 py-3" role="status">
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2 font-semibold">
          {words.opening} <span className="ml-auto font-mono text-[12px] font-normal text-ink-3">{text}</span>
        </p>
        <progress className="mt-1 h-1.5 w-full accent-[var(--accent)]" aria-label={words.opening} value={now} max={to} />
      </div>
      <button type="button" className="btn border border-line" onClick={stop}>
        {words.stop}
      </button>
    </div>
  );
}

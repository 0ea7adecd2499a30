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
        <div
          role="progressbar"
          aria-label={words.opening}
          aria-valuemin={0}
          aria-valuemax={Math.round(to)}
          aria-valuenow={Math.round(now)}
          className="mt-2 h-1 overflow-hidden rounded-full bg-line"
        >
          <div className="h-full bg-accent" style={{ width: `${(100 * now) / Math.max(1, to)}%` }} />
        </div>
      </div>
      <button type="button" className="btn border border-line" onClick={stop}>
        {words.stop}
      </button>
    </div>
  );
}

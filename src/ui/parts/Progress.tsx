/** How far something long has come, and a way to stop it. */
import { useWords } from '../words/words.ts';

interface ProgressProps {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly now: number;
  readonly to: number;
  readonly stop: () => void;
}

export function Progress({ name, text, from, now, to, stop }: ProgressProps) {
  const words = useWords();
  return (
    <>
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2 font-semibold">
          {name} <span className="ml-auto font-mono text-[12px] font-normal text-ink-3">{text}</span>
        </p>
        <div
          role="progressbar"
          aria-label={name}
          aria-valuemin={Math.round(from)}
          aria-valuemax={Math.round(to)}
          aria-valuenow={Math.round(now)}
          className="mt-2 h-1 overflow-hidden rounded-full bg-line"
        >
          <div className="h-full bg-accent" style={{ width: `${(100 * (now - from)) / Math.max(1, to - from)}%` }} />
        </div>
      </div>
      <button type="button" className="btn border border-line" onClick={stop}>
        {words.stop}
      </button>
    </>
  );
}

/** A run that takes long to open, or a moment that takes long to get to: how far it is, and a way to give it up. */
import { Progress } from '../parts/Progress.tsx';
import { clockText } from '../timeline/lanes.ts';
import { useWords } from '../words/words.ts';
import { useOpening } from './opening.ts';

export function OpeningBar() {
  const words = useWords();
  const { what, from, now, to, stop } = useOpening();
  if (stop === undefined) return null;
  return (
    <div className="float fixed inset-x-3 top-16 z-40 mx-auto flex max-w-md items-center gap-3 px-4 py-3" role="status">
      <Progress name={words[what]} text={`${clockText(now)} / ${clockText(to)}`} from={from} now={now} to={to} stop={stop} />
    </div>
  );
}

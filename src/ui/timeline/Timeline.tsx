/** Time, which belongs to the person: play, pause, step, speed, branches, and a playhead over everyone's doings. */
import { Lanes } from './Lanes.tsx';
import { TimeControls } from './TimeControls.tsx';
import { useWords } from '../words/words.ts';

export function Timeline() {
  const words = useWords();
  return (
    <section aria-label={words.timeline} className="shrink-0 border-t border-line bg-sheet">
      <TimeControls />
      <Lanes />
    </section>
  );
}

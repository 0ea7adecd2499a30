/** The room beside the map: a packet that is held, what is chosen, or a word about what to choose. Each is fetched when it is first there. */
import { lazy, Suspense } from 'react';
import { useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';

const Chosen = lazy(() => import('./Chosen.tsx').then((module) => ({ default: module.Chosen })));
const PacketPanel = lazy(() => import('./PacketPanel.tsx').then((module) => ({ default: module.PacketPanel })));

export function Inspector() {
  const words = useWords();
  const ref = useView((view) => view.selected);
  const held = useView((view) => view.held);
  if (held === undefined && ref === undefined) return <p className="p-5 text-ink-3">{words.selectHint}</p>;
  return (
    <Suspense fallback={<p className="p-5 text-ink-3">{words.loading}</p>}>
      {held === undefined ? ref !== undefined && <Chosen at={ref} /> : <PacketPanel id={held} />}
    </Suspense>
  );
}

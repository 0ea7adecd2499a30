/**
 * The clockwork at work: a wheel for everyone who changes the cluster, and the last change in a sentence. What turns, turns because
 * somebody wrote; with the clock stopped it stands still.
 */
import { useEffect, useState } from 'react';
import type { HistoryEntry } from '#api/watch.ts';
import { gapBetween, partsOf, sentence } from '../inspector/sentence.ts';
import { useMirror } from '../mirror/store.ts';
import { refOf } from '../timeline/refs.ts';
import { useTimeView } from '../timeline/store.ts';
import { select, useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { followWork, type Deeds } from './deeds.ts';
import { Wheel } from './Wheel.tsx';

/** A wheel is lit this long after its worker's last change, by the cluster's clock (and at least so long to the eye). */
const litMs = 700;
/** A sentence stays at least this long, or nobody could read it. */
const readMs = 1_100;

export function Works({ most }: { readonly most: number }) {
  const words = useWords();
  const [follow] = useState(followWork);
  const history = useMirror((picture) => picture.history);
  const now = useMirror((picture) => picture.now);
  const speed = useMirror((picture) => picture.speed);
  const { by, last } = follow(history, now);
  const told = useReadable(last);
  const lit = litMs * Math.max(1, speed);
  const workers = inOrder(by, most);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2">
      {workers.length > 0 && (
        <button
          type="button"
          className="flex shrink-0 items-center gap-1 rounded-md px-1"
          aria-label={words.works}
          onClick={() => useTimeView.setState({ isOpen: true })}
        >
          {workers.map(([worker, { count, lastAt }]) => (
            <span key={worker} title={worker === 'you' ? words.you : worker}>
              <Wheel count={count} isLit={now - lastAt <= lit} />
            </span>
          ))}
        </button>
      )}
      {told !== undefined && <Told entry={told} />}
    </div>
  );
}

/** In the order of the road a change travels, as the lanes are; when there are too many, those who rested longest are left out. */
function inOrder(by: ReadonlyMap<string, Deeds>, most: number): readonly (readonly [string, Deeds])[] {
  const rank = (worker: string): number => ['you', 'kube-scheduler', 'kubelet'].indexOf(worker);
  const newest = [...by].sort(([, a], [, b]) => b.lastAt - a.lastAt).slice(0, most);
  return newest.sort(([a], [b]) => place(rank(a)) - place(rank(b)) || (a < b ? -1 : 1));
}

/** You first, then controllers, then the scheduler and the kubelets. */
function place(rank: number): number {
  return rank === 0 ? 0 : rank < 0 ? 1 : rank + 1;
}

/** Where there is little room it is the middle that is cut: the thing can be gone to. */
function Told({ entry }: { readonly entry: HistoryEntry }) {
  useView((view) => view.language);
  const { who, what, thing } = partsOf(entry);
  return (
    <p className="flex min-w-0 text-[12px] whitespace-pre text-ink-2" title={sentence(entry)}>
      <span className="min-w-16 shrink-[100] truncate">
        <span className="font-medium text-ink">{who}</span>
        {gapBetween(who, what)}
        {what}
      </span>
      <span>{gapBetween(what, thing)}</span>
      <button type="button" className="min-w-0 truncate text-accent hover:underline" onClick={() => select(refOf(entry), 'why')}>
        {thing}
      </button>
    </p>
  );
}

/** The newest, but none is taken away before it could be read. A stopped clock shows what is true. */
function useReadable(last: HistoryEntry | undefined): HistoryEntry | undefined {
  const playing = useMirror((picture) => picture.playing);
  const [shown, setShown] = useState({ entry: last, since: 0 });
  useEffect(() => {
    if (last === shown.entry) return undefined;
    const rest = playing ? Math.max(0, shown.since + readMs - performance.now()) : 0;
    const timer = window.setTimeout(() => setShown({ entry: last, since: performance.now() }), rest);
    return () => window.clearTimeout(timer);
  }, [last, shown, playing]);
  return playing ? shown.entry : last;
}

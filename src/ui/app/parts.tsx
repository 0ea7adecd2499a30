/** What the page is put together from, each under the name that it has everywhere; where they stand is the layout's affair. */
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import type { Other } from '../compare/other.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import { MapView } from '../map/MapView.tsx';
import type { Picture } from '../mirror/mirror.ts';
import { useMirror } from '../mirror/store.ts';
import { useTimeView } from '../timeline/store.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { Boundary } from './Boundary.tsx';

/** Monaco takes its own words when it is first loaded, and keeps them. */
const Editor = lazy(async () => {
  if (useView.getState().language === 'zh') await import('monaco-editor/nls/lang/zh-cn.js');
  const module = await import('../editor/Editor.tsx');
  return { default: module.Editor };
});
const Terminal = lazy(() => import('../terminal/Terminal.tsx').then((module) => ({ default: module.Terminal })));
const TableView = lazy(() => import('../map/TableView.tsx').then((module) => ({ default: module.TableView })));
const ComparePanel = lazy(() => import('../compare/ComparePanel.tsx').then((module) => ({ default: module.ComparePanel })));

interface PartProps {
  /** The room that it takes. */
  readonly className: string;
}

export function EditorPart({ className }: PartProps) {
  const words = useWords();
  return (
    <section className={className} aria-label={words.editor}>
      <Later>
        <Editor />
      </Later>
    </section>
  );
}

export function TerminalPart({ className }: PartProps) {
  const words = useWords();
  return (
    <section className={className} aria-label={words.terminal}>
      <Later>
        <Terminal />
      </Later>
    </section>
  );
}

export function InspectorPart({ className }: PartProps) {
  const words = useWords();
  return (
    <aside className={className} aria-label={words.inspector}>
      <Boundary>
        <Inspector />
      </Boundary>
    </aside>
  );
}

export function TimelinePart() {
  return (
    <Boundary>
      <Timeline />
    </Boundary>
  );
}

/** The map or its table, and beside it what it is compared with. */
export function Centre() {
  const asTable = useView((view) => view.asTable);
  const beside = useTimeView((view) => view.beside);
  const isThere = useMirror((picture) => beside !== undefined && canBeSeen(beside, picture));
  const centre = (
    <Boundary>
      <Suspense fallback={null}>{asTable ? <TableView /> : <MapView />}</Suspense>
    </Boundary>
  );
  if (beside === undefined || !isThere) return centre;
  return (
    <div className="grid size-full grid-cols-1 grid-rows-2 md:grid-cols-2 md:grid-rows-1">
      <div className="relative min-h-0 min-w-0">{centre}</div>
      <Later>
        <ComparePanel other={beside} />
      </Later>
    </div>
  );
}

function canBeSeen(other: Other, { branches, others }: Picture): boolean {
  if (other.type === 'run') return true;
  return other.type === 'cluster' ? others.has(other.name) : branches.some(({ id, isCurrent }) => id === other.id && !isCurrent);
}

function Later({ children }: { readonly children: ReactNode }) {
  const words = useWords();
  const isAlive = useIsAlive();
  const waiting = <p className="p-4 text-ink-3">{words.loading}</p>;
  return (
    <Boundary>
      <Suspense fallback={waiting}>{isAlive ? children : waiting}</Suspense>
    </Boundary>
  );
}

/** However long the cluster takes, editor and terminal wait no longer than this. */
const patienceMs = 1_200;
/** A pod that was told is on the screen after this. */
const drawnMs = 120;

/** The cluster comes first: editor and terminal are loaded once something lives on the map. */
function useIsAlive(): boolean {
  const hasLife = useMirror((picture) => (picture.mirror.kinds.get('Pod')?.size ?? 0) > 0);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setOver(true), hasLife ? drawnMs : patienceMs);
    return () => window.clearTimeout(timer);
  }, [hasLife]);
  return isOver;
}

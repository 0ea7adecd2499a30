/** Where things are: the map in the middle, the rest around it and out of its way. On a phone the rest are sheets. */
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Code2, Map as MapIcon, SquareTerminal, Telescope, Timer, type LucideIcon } from 'lucide-react';
import { Inspector } from '../inspector/Inspector.tsx';
import { showAbove } from '../map/flight.ts';
import { MapView } from '../map/MapView.tsx';
import type { Other } from '../compare/other.ts';
import type { Picture } from '../mirror/mirror.ts';
import { useMirror } from '../mirror/store.ts';
import { useTimeView } from '../timeline/store.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { pageOptions } from '../view/options.ts';
import { useView, type Sheet } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { Works } from '../works/Works.tsx';
import { Boundary } from './Boundary.tsx';
import { firstSizes, hidePanel, keepPanel, noteSize, showPanel, type PanelName } from './panels.ts';

/** Monaco takes its own words when it is first loaded, and keeps them. */
const Editor = lazy(async () => {
  if (useView.getState().language === 'zh') await import('monaco-editor/nls/lang/zh-cn.js');
  const module = await import('../editor/Editor.tsx');
  return { default: module.Editor };
});
const Terminal = lazy(() => import('../terminal/Terminal.tsx').then((module) => ({ default: module.Terminal })));
const TableView = lazy(() => import('../map/TableView.tsx').then((module) => ({ default: module.TableView })));
const ComparePanel = lazy(() => import('../compare/ComparePanel.tsx').then((module) => ({ default: module.ComparePanel })));

/** Below this the map has the width for itself, and the rest are sheets. */
const narrow = window.matchMedia('(max-width: 1023px)');
/** Below this a sheet lies over the map; above, there is room beside and under it. */
const phone = window.matchMedia('(max-width: 639px)');

function useMedia(media: MediaQueryList): boolean {
  return useSyncExternalStore(
    (tell) => {
      media.addEventListener('change', tell);
      return () => media.removeEventListener('change', tell);
    },
    () => media.matches,
  );
}

export function Layout() {
  const isNarrow = useMedia(narrow);
  if (pageOptions.embed) return <Embedded />;
  return isNarrow ? <Narrow /> : <Wide />;
}

/** Inside another page: the map, and only what the address asks for around it. */
function Embedded() {
  const words = useWords();
  const { editor, terminal, timeline, inspector } = pageOptions;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1">
        {editor && (
          <section className="w-[34%] min-w-56 border-r border-line bg-sheet" aria-label={words.editor}>
            <Later>
              <Editor />
            </Later>
          </section>
        )}
        <div className="relative min-w-0 flex-1">
          <Centre />
        </div>
        {inspector && (
          <aside className="w-[30%] min-w-60 border-l border-line bg-sheet" aria-label={words.inspector}>
            <Boundary>
              <Inspector />
            </Boundary>
          </aside>
        )}
      </div>
      {terminal && (
        <section className="h-[28%] min-h-24 border-t border-line bg-sheet" aria-label={words.terminal}>
          <Later>
            <Terminal />
          </Later>
        </section>
      )}
      {timeline && (
        <Boundary>
          <Timeline />
        </Boundary>
      )}
    </div>
  );
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

function canBeSeen(other: Other, { branches, others }: Picture): boolean {
  if (other.type === 'run') return true;
  return other.type === 'cluster' ? others.has(other.name) : branches.some(({ id, isCurrent }) => id === other.id && !isCurrent);
}

function Centre() {
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

function Bar({ isAcross }: { readonly isAcross: boolean }) {
  return (
    <Separator
      className={`group relative bg-line outline-none data-[separator=hover]:bg-accent data-[separator=active]:bg-accent ${isAcross ? 'h-px' : 'w-px'}`}
    >
      <span className={`absolute z-20 ${isAcross ? 'inset-x-0 -inset-y-1' : '-inset-x-1 inset-y-0'}`} />
    </Separator>
  );
}

interface SideProps {
  readonly name: PanelName;
  readonly least: string;
  readonly children: ReactNode;
}

/** A panel beside or under the map: resized by its border, hidden by its key, opened as it was left. */
function Side({ name, least, children }: SideProps) {
  const handle = usePanelRef();
  useEffect(() => keepPanel(name, handle), [name, handle]);
  return (
    <Panel
      id={name}
      panelRef={handle}
      defaultSize={`${firstSizes[name]}%`}
      minSize={least}
      collapsible
      collapsedSize={0}
      className="bg-sheet"
      onResize={(size) => noteSize(name, size.asPercentage)}
    >
      {children}
    </Panel>
  );
}

function Wide() {
  const words = useWords();
  const rows = useDefaultLayout({ id: 'orrery-rows' });
  const columns = useDefaultLayout({ id: 'orrery-columns' });
  const hasSomething = useView((view) => view.selected !== undefined || view.held !== undefined);
  useEffect(() => {
    if (hasSomething) showPanel('inspector');
    else hidePanel('inspector');
  }, [hasSomething]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Group orientation="vertical" className="min-h-0 flex-1" {...rows}>
        <Panel id="upper" minSize="30%">
          <Group orientation="horizontal" {...columns}>
            <Side name="editor" least="220px">
              <section className="size-full" aria-label={words.editor}>
                <Later>
                  <Editor />
                </Later>
              </section>
            </Side>
            <Bar isAcross={false} />
            <Panel id="map" minSize="25%">
              <Centre />
            </Panel>
            <Bar isAcross={false} />
            <Side name="inspector" least="260px">
              <aside className="size-full" aria-label={words.inspector}>
                <Boundary>
                  <Inspector />
                </Boundary>
              </aside>
            </Side>
          </Group>
        </Panel>
        <Bar isAcross />
        <Side name="terminal" least="70px">
          <section className="size-full" aria-label={words.terminal}>
            <Later>
              <Terminal />
            </Later>
          </section>
        </Side>
      </Group>
      <Boundary>
        <Timeline />
      </Boundary>
    </div>
  );
}

type Held = Exclude<Sheet, 'map'>;

/** What a sheet holds, under the name that it has everywhere. */
function SheetBody({ of }: { readonly of: Held }) {
  const words = useWords();
  switch (of) {
    case 'editor':
      return (
        <section className="min-h-0 flex-1" aria-label={words.editor}>
          <Later>
            <Editor />
          </Later>
        </section>
      );
    case 'terminal':
      return (
        <section className="min-h-0 flex-1" aria-label={words.terminal}>
          <Later>
            <Terminal />
          </Later>
        </section>
      );
    case 'inspector':
      return (
        <aside className="min-h-0 flex-1" aria-label={words.inspector}>
          <Boundary>
            <Inspector />
          </Boundary>
        </aside>
      );
    case 'timeline':
      return (
        <Boundary>
          <Timeline />
        </Boundary>
      );
  }
}

/** Sheets that go on while they are out of sight: a text that is being written, a command that runs. */
const lasting: readonly Held[] = ['editor', 'terminal'];

/** Those that were opened at least once; what was never asked for is not loaded. */
function useLasting(sheet: Sheet): readonly Held[] {
  const [opened, setOpened] = useState<readonly Held[]>([]);
  const fresh = lasting.find((one) => one === sheet && !opened.includes(one));
  if (fresh !== undefined) setOpened([...opened, fresh]);
  return opened;
}

function Narrow() {
  const isPhone = useMedia(phone);
  const selected = useView((view) => view.selected);
  const held = useView((view) => view.held);
  useEffect(() => {
    if ((selected !== undefined || held !== undefined) && useView.getState().sheet === 'map') useView.setState({ sheet: 'inspector' });
  }, [selected, held]);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {isPhone ? <Sheeted /> : <Docked />}
      <SheetBar isPhone={isPhone} />
    </div>
  );
}

/** How much of the map the inspector covers on a phone: what it tells about stays in sight above it. */
const inspectorPart = 0.66;

function useInSight(sheet: Sheet): void {
  const selected = useView((view) => view.selected);
  const wasInspecting = useRef(false);
  useEffect(() => {
    const isInspecting = sheet === 'inspector' && selected !== undefined;
    if (isInspecting || wasInspecting.current) showAbove(isInspecting ? selected : undefined, 1 - inspectorPart);
    wasInspecting.current = isInspecting;
  }, [sheet, selected]);
}

/** On a phone a sheet lies over the map. */
function Sheeted() {
  const sheet = useView((view) => view.sheet);
  const kept = useLasting(sheet);
  const isShort = sheet === 'inspector' || sheet === 'timeline';
  useInSight(sheet);
  const frame =
    'absolute inset-x-0 bottom-0 z-20 max-h-[78%] flex-col overflow-hidden rounded-t-2xl border-t border-line bg-sheet shadow-xl';
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div className="relative min-h-0 flex-1">
        <Centre />
      </div>
      <div className="flex h-8 shrink-0 border-t border-line bg-sheet px-1.5">
        <Works most={5} />
      </div>
      {kept.map((one) => (
        <div key={one} className={`${frame} ${one === sheet ? 'flex' : 'hidden'}`} style={{ height: '78%' }}>
          <SheetBody of={one} />
        </div>
      ))}
      {isShort && (
        <div className={`${frame} flex`} style={{ height: sheet === 'timeline' ? 'auto' : `${100 * inspectorPart}%` }}>
          <SheetBody of={sheet} />
        </div>
      )}
    </div>
  );
}

/** On a tablet source and inspector stand beside the map, the terminal under it, and time is always there. */
function Docked() {
  const sheet = useView((view) => view.sheet);
  const kept = useLasting(sheet);
  const beside = 'w-[42%] max-w-[420px] flex-col border-l border-line bg-sheet';
  return (
    <>
      <div className="flex min-h-0 flex-1">
        <div className="relative min-w-0 flex-1">
          <Centre />
        </div>
        {kept.includes('editor') && (
          <div className={`${beside} ${sheet === 'editor' ? 'flex' : 'hidden'}`}>
            <SheetBody of="editor" />
          </div>
        )}
        {sheet === 'inspector' && (
          <div className={`${beside} flex`}>
            <SheetBody of="inspector" />
          </div>
        )}
      </div>
      {kept.includes('terminal') && (
        <div className={`h-[34%] flex-col border-t border-line bg-sheet ${sheet === 'terminal' ? 'flex' : 'hidden'}`}>
          <SheetBody of="terminal" />
        </div>
      )}
      <SheetBody of="timeline" />
    </>
  );
}

function SheetBar({ isPhone }: { readonly isPhone: boolean }) {
  const words = useWords();
  const sheet = useView((view) => view.sheet);
  const tabs: readonly [Sheet, string, LucideIcon][] = [
    ['map', words.showMap, MapIcon],
    ['editor', words.editor, Code2],
    ['terminal', words.terminal, SquareTerminal],
    ['inspector', words.inspector, Telescope],
    ['timeline', words.timeline, Timer],
  ];
  const shown = isPhone ? tabs : tabs.filter(([id]) => id !== 'timeline');
  const current = shown.some(([id]) => id === sheet) ? sheet : 'map';
  return (
    <nav className="z-30 flex shrink-0 border-t border-line bg-sheet pb-[env(safe-area-inset-bottom)]">
      {shown.map(([id, name, Icon]) => (
        <button
          key={id}
          type="button"
          aria-current={current === id ? 'page' : undefined}
          className={`flex min-w-0 flex-1 flex-col items-center gap-0.5 py-1.5 text-[11px] ${current === id ? 'text-accent' : 'text-ink-3'}`}
          onClick={() => useView.setState({ sheet: id })}
        >
          <Icon size={18} />
          <span className="w-full truncate text-center">{name}</span>
        </button>
      ))}
    </nav>
  );
}

/** Phones and tablets: the map has the width for itself, and the rest are sheets over it or beside it. */
import { Code2, Map as MapIcon, SquareTerminal, Telescope, Timer, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { showAbove } from '../map/flight.ts';
import { useView, type Sheet } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { Works } from '../works/Works.tsx';
import { phone, useMedia } from './media.ts';
import { Centre, EditorPart, InspectorPart, TerminalPart, TimelinePart } from './parts.tsx';

type Held = Exclude<Sheet, 'map'>;

function SheetBody({ of }: { readonly of: Held }) {
  const room = 'min-h-0 flex-1';
  switch (of) {
    case 'editor':
      return <EditorPart className={room} />;
    case 'terminal':
      return <TerminalPart className={room} />;
    case 'inspector':
      return <InspectorPart className={room} />;
    case 'timeline':
      return <TimelinePart />;
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

export function Narrow() {
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
        <Works most={3} />
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

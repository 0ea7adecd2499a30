/** A window: source, map and inspector side by side, the terminal under them, time at the foot; all but the map can be resized and hidden. */
import { useEffect, type ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import { useView } from '../view/store.ts';
import { firstSizes, hidePanel, keepPanel, noteSize, showPanel, type PanelName } from './panels.ts';
import { Centre, EditorPart, InspectorPart, TerminalPart, TimelinePart } from './parts.tsx';

export function Wide() {
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
              <EditorPart className="size-full" />
            </Side>
            <Bar isAcross={false} />
            <Panel id="map" minSize="25%">
              <Centre />
            </Panel>
            <Bar isAcross={false} />
            <Side name="inspector" least="260px">
              <InspectorPart className="size-full" />
            </Side>
          </Group>
        </Panel>
        <Bar isAcross />
        <Side name="terminal" least="70px">
          <TerminalPart className="size-full" />
        </Side>
      </Group>
      <TimelinePart />
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

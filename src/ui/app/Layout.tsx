/** Where things are: the map in the middle, the rest around it and out of its way. */
import { pageOptions } from '../view/options.ts';
import { narrow, useMedia } from './media.ts';
import { Narrow } from './Narrow.tsx';
import { Centre, EditorPart, InspectorPart, TerminalPart, TimelinePart } from './parts.tsx';
import { Wide } from './Wide.tsx';

export function Layout() {
  const isNarrow = useMedia(narrow);
  if (pageOptions.embed) return <Embedded />;
  return isNarrow ? <Narrow /> : <Wide />;
}

/** Inside another page: the map, and only what the address asks for around it. */
function Embedded() {
  const { editor, terminal, timeline, inspector } = pageOptions;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1">
        {editor && <EditorPart className="w-[34%] min-w-56 border-r border-line bg-sheet" />}
        <div className="relative min-w-0 flex-1">
          <Centre />
        </div>
        {inspector && <InspectorPart className="w-[30%] min-w-60 border-l border-line bg-sheet" />}
      </div>
      {terminal && <TerminalPart className="h-[28%] min-h-24 border-t border-line bg-sheet" />}
      {timeline && <TimelinePart />}
    </div>
  );
}

/** Another branch, cluster or run beside the map, at the same moment: its picture, and what is different there. */
import { X } from 'lucide-react';
import { useMemo } from 'react';
import { buildScene } from '#scene/scene.ts';
import type { Mirror } from '#scene/model.ts';
import { paintNow } from '../map/paint.ts';
import { useMirror } from '../mirror/store.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { TableHead } from '../parts/TableHead.tsx';
import { sceneSvg } from '../picture/svg.ts';
import { clockText } from '../timeline/lanes.ts';
import { useTimeView } from '../timeline/store.ts';
import { useIsDark } from '../view/theme.ts';
import { useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { differences, type Difference } from './difference.ts';
import { nameOf, type Other } from './other.ts';
import { useOther } from './useOther.ts';

export function ComparePanel({ other }: { readonly other: Other }) {
  const words = useWords();
  const seen = useOther(other);
  const here = useMirror((picture) => picture.mirror);
  const differing = useMemo(() => (seen === undefined ? [] : differences(here, seen.mirror)), [here, seen]);
  return (
    <section aria-label={words.compare} className="flex size-full flex-col border-l border-line bg-sheet">
      <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-3">
        <h2 className="truncate font-semibold">{nameOf(other, words)}</h2>
        <span className="truncate text-[12px] text-ink-3">
          {words.compareWith} <span className="font-mono">{seen === undefined ? '' : clockText(seen.at)}</span>
        </span>
        <button
          type="button"
          className="btn btn-icon ml-auto"
          aria-label={words.close}
          onClick={() => useTimeView.setState({ beside: undefined })}
        >
          <X size={15} />
        </button>
      </div>
      {seen === undefined ? <p className="p-4 text-ink-3">{words.loading}</p> : <Beside mirror={seen.mirror} differing={differing} />}
    </section>
  );
}

function Beside({ mirror, differing }: { readonly mirror: Mirror; readonly differing: readonly Difference[] }) {
  const words = useWords();
  const lens = useView((view) => view.lens);
  const arrangement = useView((view) => view.arrangement);
  const namespace = useView((view) => view.namespace);
  const isDark = useIsDark();
  const url = useMemo(() => {
    const scene = buildScene({ mirror, lens, arrangement, namespace, opened: new Set(), moved: new Map() });
    const marked = new Set(differing.map(({ id }) => id));
    void isDark;
    return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sceneSvg(scene, { paint: paintNow(), marked }))}`;
  }, [mirror, lens, arrangement, namespace, differing, isDark]);
  return (
    <>
      <img src={url} alt={words.compare} className="min-h-0 w-full flex-1 bg-ground object-contain" />
      <div className="max-h-[40%] shrink-0 overflow-auto border-t border-line">
        {differing.length === 0 ? (
          <p className="p-3 text-ink-3">{words.noDifference}</p>
        ) : (
          <table className="w-full border-collapse text-left text-[12px]">
            <TableHead columns={[{ name: words.differs, className: 'px-3' }, { name: words.onTheMap }, { name: words.beside }]} />
            <tbody>
              {differing.slice(0, 200).map((one) => (
                <tr key={one.id} className="border-b border-line/60">
                  <th scope="row" className="flex items-center gap-1.5 px-3 py-1 font-mono font-normal">
                    <Glyph kind={one.kind} size={13} /> {one.name}
                  </th>
                  <td className="py-1 pr-3">{one.here ?? '—'}</td>
                  <td className="py-1 pr-3">{one.there ?? '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}

/** Another branch, cluster or run beside the map, at the same moment: its picture, and what is different there. Both follow one clock. */
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { objectKey, type KubeObject } from '#api/meta.ts';
import { toYaml } from '#manifest/toYaml.ts';
import type { Mirror, Ref } from '#scene/model.ts';
import { Diff } from '../inspector/Diff.tsx';
import { readable } from '../inspector/readable.ts';
import { useMirror } from '../mirror/store.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { TableHead } from '../parts/TableHead.tsx';
import { clockText } from '../timeline/lanes.ts';
import { useTimeView } from '../timeline/store.ts';
import { useWords } from '../words/words.ts';
import { BesidePicture } from './BesidePicture.tsx';
import { differences, type Difference } from './difference.ts';
import { nameOf, type Other } from './other.ts';
import { useOther } from './useOther.ts';

export function ComparePanel({ other }: { readonly other: Other }) {
  const words = useWords();
  const { seen, way } = useOther(other);
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
      {seen === undefined ? (
        <p className="p-4 text-ink-3">
          {words.loading} {way === undefined ? '' : clockText(way)}
        </p>
      ) : (
        <Beside mirror={seen.mirror} differing={differing} />
      )}
    </section>
  );
}

function Beside({ mirror, differing }: { readonly mirror: Mirror; readonly differing: readonly Difference[] }) {
  const words = useWords();
  const here = useMirror((picture) => picture.mirror);
  const [chosen, setChosen] = useState<Ref>();
  return (
    <>
      <BesidePicture mirror={mirror} differing={differing} chosen={chosen} choose={setChosen} />
      <div className="max-h-[40%] shrink-0 overflow-auto border-t border-line">
        {chosen !== undefined && <TwoTexts of={chosen} here={atIn(here, chosen)} there={atIn(mirror, chosen)} />}
        {differing.length === 0 ? (
          <p className="p-3 text-ink-3">{words.noDifference}</p>
        ) : (
          <table className="w-full border-collapse text-left text-[12px]">
            <TableHead columns={[{ name: words.differs, className: 'px-3' }, { name: words.onTheMap }, { name: words.beside }]} />
            <tbody>
              {differing.slice(0, 200).map((one) => (
                <tr key={one.id} className="border-b border-line/60">
                  <th scope="row" className="px-3 py-1 font-normal">
                    <button
                      type="button"
                      className="flex items-center gap-1.5 text-left font-mono hover:underline"
                      onClick={() => setChosen(one.ref)}
                    >
                      <Glyph kind={one.kind} size={13} /> {one.name}
                    </button>
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

function atIn(mirror: Mirror, ref: Ref): KubeObject | undefined {
  return mirror.kinds.get(ref.kind)?.get(objectKey(ref.namespace, ref.name));
}

interface Texts {
  readonly of: Ref;
  readonly here: KubeObject | undefined;
  readonly there: KubeObject | undefined;
}

/** The chosen object on both sides, as the lines in which they differ. */
function TwoTexts({ of, here, there }: Texts) {
  const words = useWords();
  return (
    <section aria-label={`${of.kind} ${of.name}`} className="border-b border-line">
      <h3 className="px-4 pt-2 font-mono text-[12px] font-semibold">
        {of.kind} {of.name}
        <span className="ml-2 font-sans font-normal text-ink-3">
          − {words.onTheMap} · + {words.beside}
        </span>
      </h3>
      <Diff before={linesOf(here)} after={linesOf(there)} />
    </section>
  );
}

function linesOf(object: KubeObject | undefined): readonly string[] {
  return object === undefined ? [] : toYaml(readable(object, false)).trimEnd().split('\n');
}

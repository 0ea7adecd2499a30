/** What an object has to do with others, each a link. Long lists are folded. */
import { useEffect, useState } from 'react';
import type { KubeObject } from '#api/meta.ts';
import { idOf, type Ref } from '#scene/model.ts';
import { useMirror } from '../../mirror/store.ts';
import { Glyph } from '../../parts/glyphs.tsx';
import { useWords } from '../../words/words.ts';
import { RefLink, Section } from '../parts.tsx';
import { relatedTo, type Related as All, type Relation } from './related.ts';

const order: readonly Relation[] = ['ownedBy', 'owns', 'uses', 'usedBy', 'selects', 'selectedBy'];
const shownMax = 8;
const restMs = 300;

/** Looked up again when the cluster has changed, a few times a second at most. */
function useRelated(object: KubeObject): All {
  const [, setTurn] = useState(0);
  useEffect(() => {
    let timer: number | undefined;
    const stop = useMirror.subscribe((picture, before) => {
      if (picture.mirror !== before.mirror) timer ??= window.setTimeout(() => ((timer = undefined), setTurn((turn) => turn + 1)), restMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, []);
  return relatedTo(object, useMirror.getState().mirror);
}

export function Related({ object }: { readonly object: KubeObject }) {
  const words = useWords();
  const related = useRelated(object);
  return order.map((relation) => {
    const refs = related[relation];
    return refs === undefined ? null : (
      <Section key={relation} title={words[relation]}>
        <Refs refs={refs} />
      </Section>
    );
  });
}

function Refs({ refs }: { readonly refs: readonly Ref[] }) {
  const words = useWords();
  const [isAll, setAll] = useState(false);
  const shown = isAll ? refs : refs.slice(0, shownMax);
  return (
    <>
      <ul className="flex flex-col gap-0.5">
        {shown.map((ref) => (
          <li key={idOf(ref.kind, ref.namespace, ref.name)} className="flex items-start gap-1.5 font-mono text-[12px]">
            <Glyph kind={ref.kind} size={14} />
            <RefLink to={ref}>
              {ref.kind}/{ref.name}
            </RefLink>
          </li>
        ))}
      </ul>
      {refs.length > shown.length && (
        <button type="button" className="btn mt-1 h-7 text-[12px]" onClick={() => setAll(true)}>
          {words.showAll.replace('{count}', String(refs.length))}
        </button>
      )}
    </>
  );
}

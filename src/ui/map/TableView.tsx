/** The same facts as the map, as tables that a screen reader reads and that a person can copy from. */
import { Map as MapIcon } from 'lucide-react';
import { useMemo } from 'react';
import type { Pod } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { allRows, rowOfKind } from '#api/scheme.ts';
import { idOf, refOf, type Scene } from '#scene/model.ts';
import { podFacts } from '#scene/podFacts.ts';
import { isShown } from '#scene/select.ts';
import { useMirror } from '../mirror/store.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { TableHead } from '../parts/TableHead.tsx';
import { Status } from '../parts/tones.tsx';
import { isSameRef, select, useView } from '../view/store.ts';
import { useWords, type Words } from '../words/words.ts';
import { labelOf } from './labels.ts';
import { useScene } from './sceneStore.ts';
import { plainFacts, type TableFacts } from './tableFacts.ts';

const rowLimit = 300;
const first = [
  'StatefulSet',
  'Deployment',
  'ReplicaSet',
  'Pod',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Service',
  'EndpointSlice',
  'Node',
];

type Row = TableFacts & { readonly object: KubeObject };

function rowOf(object: KubeObject, scene: Scene, words: Words): Row {
  const node = scene.byId.get(idOf(object.kind, object.metadata.namespace, object.metadata.name));
  if (object.kind === 'Pod') {
    const facts = podFacts(object as Pod);
    const tags = node?.type === 'pod' ? node.tags : [];
    const parts = [
      `${facts.readyCount}/${facts.containers} ${words.ready}`,
      facts.node === '' ? words.noNode : facts.node,
      facts.ip,
      ...tags,
    ];
    return {
      object,
      tone: facts.tone,
      word: facts.word,
      facts: parts.filter((part) => part !== '').join(' · '),
    };
  }
  if (node === undefined) return { object, ...plainFacts(object) };
  const word =
    'word' in node
      ? node.word
      : node.type === 'band'
        ? `${node.ready}/${node.wanted}`
        : node.type === 'service'
          ? `${node.ready}/${node.total}`
          : '';
  const said = labelOf(node, words).split(', ').slice(1);
  return { object, tone: node.tone, word, facts: (said[0] === word ? said.slice(1) : said).join(' · ') };
}

/** What a person looks for first, then every other kind but those that come and go by themselves. */
const shownKinds: readonly string[] = [
  ...first,
  ...allRows()
    .map((row) => row.kind)
    .filter((kind) => !first.includes(kind) && kind !== 'Event' && kind !== 'Lease'),
];

/** Kinds that definitions in the cluster brought. */
function customKinds(kinds: Iterable<string>): readonly string[] {
  return [...kinds].filter((kind) => rowOfKind(kind) === undefined).sort();
}

export function TableView() {
  const words = useWords();
  const kinds = useMirror((picture) => picture.mirror.kinds);
  const scene = useScene((state) => state.scene);
  const namespace = useView((view) => view.namespace);
  const selected = useView((view) => view.selected);
  const sections = useMemo(() => {
    return [...shownKinds, ...customKinds(kinds.keys())].flatMap((kind) => {
      const objects = [...(kinds.get(kind)?.values() ?? [])].filter((object) => isShown(object.metadata.namespace, namespace));
      return objects.length === 0
        ? []
        : [{ kind, count: objects.length, rows: objects.slice(0, rowLimit).map((object) => rowOf(object, scene, words)) }];
    });
  }, [kinds, scene, namespace, words]);
  return (
    <div className="flex size-full flex-col bg-sheet">
      <div className="flex items-center gap-2 border-b border-line px-3 py-1.5">
        <h2 className="font-semibold">{words.table}</h2>
        <button type="button" className="btn ml-auto" onClick={() => useView.setState({ asTable: false })}>
          <MapIcon size={15} /> {words.showMap}
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-auto px-3 pb-6">
        {sections.map(({ kind, count, rows }) => (
          <table key={kind} className="mt-4 w-full border-collapse text-left">
            <caption className="py-1 text-left">
              <span className="inline-flex items-center gap-2 font-semibold">
                <Glyph kind={kind} /> {kind} <span className="text-ink-3">{count}</span>
              </span>
            </caption>
            <TableHead
              columns={[{ name: words.name, className: 'w-[36%]' }, { name: words.status, className: 'w-[18%]' }, { name: words.facts }]}
            />
            <tbody>
              {rows.map(({ object, tone, word, facts }) => {
                const ref = refOf(object);
                return (
                  <tr key={object.metadata.uid} className={`border-b border-line/60 ${isSameRef(ref, selected) ? 'bg-wash' : ''}`}>
                    <th scope="row" className="py-1 pr-3 font-normal">
                      <button type="button" className="text-left font-mono text-[12px] hover:text-accent" onClick={() => select(ref)}>
                        {object.metadata.name}
                      </button>
                    </th>
                    <td className="py-1 pr-3">{word !== '' && <Status tone={tone} word={word} />}</td>
                    <td className="py-1 text-[12px] text-ink-2">{facts}</td>
                  </tr>
                );
              })}
            </tbody>
            {count > rows.length && (
              <tfoot>
                <tr>
                  <td colSpan={3} className="py-1 text-[12px] text-ink-3">
                    {words.firstOf.replace('{shown}', String(rows.length)).replace('{count}', String(count))}
                  </td>
                </tr>
              </tfoot>
            )}
          </table>
        ))}
      </div>
    </div>
  );
}

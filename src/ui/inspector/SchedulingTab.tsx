/** What the scheduler said about a pod: why each node was refused, and what every plugin gave the others. */
import { Fragment, useMemo, type ReactNode } from 'react';
import { useMirror } from '../mirror/store.ts';
import { Status } from '../parts/tones.tsx';
import { clockText } from '../timeline/lanes.ts';
import { refOf } from '../timeline/refs.ts';
import { useWords } from '../words/words.ts';
import type { TabProps } from './Chosen.tsx';
import { RefLink, Section } from './parts.tsx';
import { scoreTable, verdictsOf, victimsOf, type Verdict } from './verdicts.ts';

const shownMax = 6;

export function SchedulingTab({ object }: TabProps) {
  const words = useWords();
  const traces = useMirror((picture) => picture.traces);
  const now = useMirror((picture) => picture.now);
  const { namespace = '', name } = object.metadata;
  const verdicts = useMemo(() => verdictsOf(traces, `${namespace}/${name}`, now), [traces, namespace, name, now]);
  if (verdicts.length === 0) return <p className="p-4 text-ink-3">{words.noVerdict}</p>;
  return verdicts.slice(0, shownMax).map((verdict) => <VerdictPart key={verdict.at} verdict={verdict} />);
}

function VerdictPart({ verdict }: { readonly verdict: Verdict }) {
  const words = useWords();
  return (
    <Section title={`${clockText(verdict.at)} · ${verdict.chosen ?? words.noNodeFits}`} isName>
      {verdict.refused.length > 0 && (
        <ul className="mb-2 flex flex-col gap-1">
          {verdict.refused.map(({ node, reason }) => (
            <li key={node} className="flex flex-wrap items-baseline gap-x-2 text-[12px]">
              <Status tone="bad" word="" />
              <span className="font-mono">
                <RefLink to={{ kind: 'Node', name: node }}>{node}</RefLink>
              </span>
              <span className="text-ink-2">{reason}</span>
            </li>
          ))}
        </ul>
      )}
      <Victims of={verdict} />
      {verdict.chosen !== undefined && verdict.scores.length === 0 && <p className="text-[12px] text-ink-2">{words.onlyOneFits}</p>}
      {verdict.scores.length > 0 && <Scores of={verdict} />}
    </Section>
  );
}

function Scores({ of: verdict }: { readonly of: Verdict }) {
  const words = useWords();
  const { plugins, rows } = scoreTable(verdict);
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-[11.5px]">
        <thead>
          <tr className="border-b border-line text-ink-3">
            <th scope="col" className="sticky left-0 bg-sheet py-1 text-left font-medium">
              {words.scores}
            </th>
            {rows.map((row) => (
              <th key={row.node} scope="col" className="py-1 pl-3 text-right font-mono font-medium whitespace-nowrap">
                {row.node === verdict.chosen ? <Status tone="ready" word={row.node} /> : row.node}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plugins.map((plugin) => (
            <tr key={plugin} className="border-b border-line/60">
              <th scope="row" className="sticky left-0 bg-sheet py-0.5 text-left font-normal text-ink-2">
                {foldable(plugin)}
              </th>
              {rows.map((row) => (
                <td key={row.node} className="py-0.5 pl-3 text-right font-mono">
                  {row.scores.get(plugin) ?? ''}
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row" className="sticky left-0 bg-sheet py-1 text-left font-semibold">
              {words.total}
            </th>
            {rows.map((row) => (
              <td key={row.node} className="py-1 pl-3 text-right font-mono font-semibold">
                {row.total}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** A plugin's name, which a narrow column may fold before each of its words. */
function foldable(plugin: string): ReactNode {
  return plugin.split(/(?=[A-Z][a-z])/).map((word) => (
    <Fragment key={word}>
      <wbr />
      {word}
    </Fragment>
  ));
}

function Victims({ of: verdict }: { readonly of: Verdict }) {
  const words = useWords();
  const history = useMirror((picture) => picture.history);
  const victims = useMemo(() => victimsOf(verdict, history), [verdict, history]);
  if (victims.length === 0) return null;
  return (
    <p className="mb-2 text-[12px] text-ink-2">
      {words.preempted}
      {victims.map((victim) => (
        <span key={victim.uid} className="block font-mono">
          <RefLink to={refOf(victim)}>{victim.name}</RefLink>
        </span>
      ))}
    </p>
  );
}

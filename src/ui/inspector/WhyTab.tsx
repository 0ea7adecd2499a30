/** Why is it like this? From a change back, step by step, to the person or the timer that began it. */
import { CornerDownRight, Rewind } from 'lucide-react';
import { useMemo } from 'react';
import type { HistoryEntry } from '#api/watch.ts';
import { refOf as refOfObject } from '#scene/model.ts';
import { useMirror } from '../mirror/store.ts';
import { clockText } from '../timeline/lanes.ts';
import { refOf } from '../timeline/refs.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { useAsked } from './asked.ts';
import { causesOf, changesOf } from './causes.ts';
import type { TabProps } from './Chosen.tsx';
import { RefLink } from './parts.tsx';
import { aside, dueTo, firstCause, gapBetween, partsOf } from './sentence.ts';

const shownMax = 30;

export function WhyTab({ object }: TabProps) {
  const words = useWords();
  const history = useMirror((picture) => picture.history);
  const now = useMirror((picture) => picture.now);
  const chosen = useAsked((asked) => asked.revision);
  const changes = useMemo(() => changesOf(refOfObject(object), history, now), [object, history, now]);
  const entry = changes.find((change) => change.revision === chosen) ?? changes[0];
  if (entry === undefined) return <p className="p-4 text-ink-3">{words.whyNone}</p>;
  return (
    <div className="py-3">
      <Chain entry={entry} history={history} />
      <h3 className="eyebrow mt-4 border-t border-line px-4 pt-3 pb-1">
        {words.changes} · {changes.length}
      </h3>
      <ol>
        {changes.slice(0, shownMax).map((change) => (
          <li key={change.revision}>
            <button
              type="button"
              aria-pressed={change.revision === entry.revision}
              className="flex w-full items-baseline gap-2 px-4 py-1 text-left text-[12px] hover:bg-sunk aria-pressed:bg-wash"
              onClick={() => useAsked.setState({ revision: change.revision })}
            >
              <span className="w-16 shrink-0 font-mono text-[11px] text-ink-3">{clockText(change.at)}</span>
              <span className="min-w-0 truncate">{toldAlone(change)}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What was done, said without its object: that is the one being looked at. */
function toldAlone(change: HistoryEntry): string {
  const { who, what } = partsOf(change);
  return `${who}${gapBetween(who, what)}${what.replace(/：$| (?:of|for)$/, '')}`;
}

function Chain({ entry, history }: { readonly entry: HistoryEntry; readonly history: readonly HistoryEntry[] }) {
  const chain = useMemo(() => causesOf(entry, history), [entry, history]);
  return (
    <ol className="px-4">
      {chain.map((step, index) => (
        <Step key={step.revision} entry={step} isFirst={index === 0} />
      ))}
      <li className="flex gap-2 pt-1 pl-[3px] text-[12px] text-ink-3">
        <CornerDownRight size={14} className="mt-0.5 shrink-0" />
        {firstCause(chain.at(-1) ?? entry)}
      </li>
    </ol>
  );
}

function Step({ entry, isFirst }: { readonly entry: HistoryEntry; readonly isFirst: boolean }) {
  const words = useWords();
  const { clock, isLive } = useWorld();
  const { who: name, what, thing } = partsOf(entry);
  const who = isFirst ? name : name.replace(/^(The|You)\b/, (word) => word.toLowerCase());
  return (
    <li className="relative pb-3 pl-5 before:absolute before:top-2 before:bottom-[-8px] before:left-[6px] before:w-px before:bg-line-2">
      <span
        className={`absolute top-[5px] left-[2px] size-[9px] rounded-full border-2 ${isFirst ? 'border-accent bg-accent' : 'border-line-2 bg-sheet'}`}
      />
      <p className="text-[12.5px] leading-snug">
        {!isFirst && (
          <span className="text-ink-3">
            {words.whyBecause}
            {gapBetween(words.whyBecause, who)}
          </span>
        )}
        {who}
        {gapBetween(who, what)}
        {what}
        {gapBetween(what, thing)}
        <RefLink to={refOf(entry)}>{thing}</RefLink>
        {entry.cause.timer !== undefined && <span className="text-ink-3">{aside(dueTo(entry.cause))}</span>}
      </p>
      <button
        type="button"
        className="mt-0.5 inline-flex items-center gap-1 font-mono text-[11px] text-ink-3 hover:text-accent"
        title={words.goThere}
        aria-label={`${words.goThere} ${clockText(entry.at)}`}
        disabled={isLive}
        onClick={() => clock.seek(entry.at)}
      >
        <Rewind size={11} /> {clockText(entry.at)}
      </button>
    </li>
  );
}

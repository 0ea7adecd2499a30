/** What is chosen on the map, from inside: summary, YAML, events, why, and what only its kind has. */
import { X } from 'lucide-react';
import { useEffect, useRef, useState, type ComponentType } from 'react';
import type { KubeObject } from '#api/meta.ts';
import type { Ref } from '#scene/model.ts';
import { objectAt, useMirror } from '../mirror/store.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { useView } from '../view/store.ts';
import { useWords, type Words } from '../words/words.ts';
import { ContainersTab } from './ContainersTab.tsx';
import { ControllersTab } from './ControllersTab.tsx';
import { EventsTab } from './EventsTab.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import { RouteTab } from './RouteTab.tsx';
import { RulesTab } from './RulesTab.tsx';
import { SchedulingTab } from './SchedulingTab.tsx';
import { SummaryTab } from './SummaryTab.tsx';
import { WhyTab } from './WhyTab.tsx';
import { YamlTab } from './YamlTab.tsx';

export interface TabProps {
  readonly object: KubeObject;
}

interface TabSpec {
  readonly id: string;
  readonly word: keyof Words;
  readonly kinds?: readonly string[];
  readonly body: ComponentType<TabProps>;
}

const tabs: readonly TabSpec[] = [
  { id: 'summary', word: 'summary', body: SummaryTab },
  { id: 'why', word: 'why', body: WhyTab },
  { id: 'containers', word: 'containers', kinds: ['Pod'], body: ContainersTab },
  { id: 'route', word: 'route', kinds: ['Service'], body: RouteTab },
  { id: 'scheduling', word: 'scheduling', kinds: ['Pod'], body: SchedulingTab },
  { id: 'rules', word: 'rules', kinds: ['Node'], body: RulesTab },
  { id: 'controllers', word: 'controllers', body: ControllersTab },
  { id: 'events', word: 'events', body: EventsTab },
  { id: 'history', word: 'history', body: HistoryTab },
  { id: 'yaml', word: 'yaml', body: YamlTab },
];

/** The object as it is, or as it last was: one that has just gone can still be read. */
function useChosen(ref: Ref): { readonly object: KubeObject | undefined; readonly isGone: boolean } {
  const live = useMirror((picture) => objectAt(picture, ref));
  const [last, setLast] = useState(live);
  if (live !== undefined && live !== last) setLast(live);
  if (live !== undefined) return { object: live, isGone: false };
  const isSame =
    last !== undefined &&
    last.kind === ref.kind &&
    last.metadata.name === ref.name &&
    (last.metadata.namespace ?? '') === (ref.namespace ?? '');
  return { object: isSame ? last : undefined, isGone: true };
}

export function Chosen({ at: ref }: { readonly at: Ref }) {
  const words = useWords();
  const tab = useView((view) => view.tab);
  const { object, isGone } = useChosen(ref);
  const shown = tabs.filter((one) => one.kinds === undefined || one.kinds.includes(ref.kind));
  const current = shown.find((one) => one.id === tab) ?? shown[0]!;
  const Body = current.body;
  return (
    <div className="flex size-full flex-col">
      <div className="flex items-start gap-2 px-4 pt-3 pb-1">
        <Glyph kind={ref.kind} size={20} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-mono text-[14px] leading-5 font-semibold" title={ref.name}>
            {ref.name}
          </h2>
          <p className="text-[11.5px] text-ink-3">
            {ref.kind}
            {ref.namespace !== undefined && ` · ${ref.namespace}`}
            {isGone && <span className="ml-2 text-bad">{words.gone}</span>}
          </p>
        </div>
        <button
          type="button"
          className="btn btn-icon h-7"
          aria-label={words.close}
          onClick={() => useView.setState({ selected: undefined, sheet: 'map' })}
        >
          <X size={15} />
        </button>
      </div>
      <TabList shown={shown} current={current.id} words={words} />
      <div className="min-h-0 flex-1 overflow-auto" role="tabpanel" tabIndex={0} aria-label={words[current.word]}>
        {object !== undefined && <Body object={object} />}
      </div>
    </div>
  );
}

function TabList({ shown, current, words }: { readonly shown: readonly TabSpec[]; readonly current: string; readonly words: Words }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-tab="${current}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  const onKey = (key: string): void => {
    const at = shown.findIndex((one) => one.id === current);
    const next = shown[(at + (key === 'ArrowRight' ? 1 : -1) + shown.length) % shown.length];
    if (next === undefined) return;
    useView.setState({ tab: next.id });
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      tabIndex={-1}
      aria-label={words.inspector}
      className="more-aside flex shrink-0 gap-0.5 overflow-x-auto border-b border-line px-3 pb-1.5"
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') onKey(event.key);
      }}
    >
      {shown.map((one) => (
        <button
          key={one.id}
          type="button"
          role="tab"
          data-tab={one.id}
          aria-selected={one.id === current}
          tabIndex={one.id === current ? 0 : -1}
          className="btn h-7 shrink-0 px-1.5 text-[12px]"
          onClick={() => useView.setState({ tab: one.id })}
        >
          {words[one.word]}
        </button>
      ))}
    </div>
  );
}

import type { Event } from '#api/kinds.ts';
import { ToneIcon } from '../parts/tones.tsx';
import { useWords } from '../words/words.ts';
import type { TabProps } from './Chosen.tsx';
import { stampOf, useEvents } from './useEvents.ts';

/** Events about this very life of the object, the newest first, in the words of whoever wrote them. */
export function EventsTab({ object }: TabProps) {
  const words = useWords();
  const events = useEvents(object);
  if (events === undefined) return null;
  if (events.length === 0) return <p className="p-4 text-ink-3">{words.noEvents}</p>;
  return (
    <ol className="divide-y divide-line">
      {events.map((event) => (
        <li key={event.metadata.uid} className="px-4 py-2">
          <div className="flex items-center gap-2">
            <ToneIcon tone={event.type === 'Warning' ? 'bad' : 'ready'} />
            <span className="font-medium">{event.reason}</span>
            {(event.count ?? 1) > 1 && <span className="rounded bg-sunk px-1.5 text-[11px] text-ink-2">×{event.count}</span>}
            <time className="ml-auto font-mono text-[11px] text-ink-3">{timeOf(event)}</time>
          </div>
          <p className="mt-0.5 text-[12px] break-words text-ink-2">{event.message}</p>
          <p className="text-[11px] text-ink-3">{event.source?.component ?? event.reportingComponent}</p>
        </li>
      ))}
    </ol>
  );
}

function timeOf(event: Event): string {
  return /T(\d\d:\d\d:\d\d)/.exec(stampOf(event))?.[1] ?? '';
}

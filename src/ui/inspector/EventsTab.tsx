import { useMemo } from 'react';
import type { Event } from '#api/kinds.ts';
import { isKind } from '#api/kinds.ts';
import { useMirror } from '../mirror/store.ts';
import { ToneIcon } from '../parts/tones.tsx';
import { useWords } from '../words/words.ts';
import type { TabProps } from './Inspector.tsx';

/** Events about this very life of the object, the newest first, in the words of whoever wrote them. */
export function EventsTab({ object }: TabProps) {
  const words = useWords();
  const all = useMirror((picture) => picture.mirror.kinds.get('Event'));
  const events = useMemo(() => {
    const found: Event[] = [];
    for (const event of all?.values() ?? []) {
      if (
        isKind(event, 'Event') &&
        event.involvedObject?.kind === object.kind &&
        event.involvedObject.name === object.metadata.name &&
        (event.involvedObject.uid === undefined || event.involvedObject.uid === object.metadata.uid || object.kind === 'Node')
      )
        found.push(event);
    }
    return found.sort((a, b) => lastSeen(b) - lastSeen(a));
  }, [all, object.kind, object.metadata.name, object.metadata.uid]);
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

function stamp(event: Event): string {
  return event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
}

function lastSeen(event: Event): number {
  return Date.parse(stamp(event));
}

function timeOf(event: Event): string {
  return /T(\d\d:\d\d:\d\d)/.exec(stamp(event))?.[1] ?? '';
}

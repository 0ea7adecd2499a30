/** The Events block. upstream: DescribeEvents */
import type { Event } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import { since } from '#api/printers/printer.ts';
import { goSorted } from '../goSort.ts';
import type { Lines } from './lines.ts';
import type { World } from './world.ts';

export async function writeEvents(
  lines: Lines,
  object: KubeObject,
  world: World,
  uids: readonly string[] = [object.metadata.uid],
): Promise<void> {
  const events = await world.events(object, uids);
  if (events === undefined) return;
  if (events.length === 0) return lines.write(0, 'Events:\t<none>\n');
  lines.flush();
  lines.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  lines.write(1, '----\t------\t----\t----\t-------\n');
  for (const event of sortedEvents(events)) {
    const source = event.source?.component || event.reportingComponent || '';
    lines.write(
      1,
      `${event.type ?? ''}\t${event.reason ?? ''}\t${eventAge(event, world.now)}\t${source}\t${(event.message ?? '').trim()}\n`,
    );
  }
}

/** By the last time; events that have none (those of the newer API) come first. */
function sortedEvents(events: readonly Event[]): readonly Event[] {
  const lastTime = (event: Event): number => parseTime(event.lastTimestamp ?? '') ?? -1;
  return goSorted(events, (a, b) => lastTime(a) < lastTime(b));
}

/** `12m (x3 over 20m)`. */
export function eventAge(event: Event, now: number): string {
  const first = since(event.eventTime ? event.eventTime : event.firstTimestamp, now);
  if (event.series) return `${since(event.series.lastObservedTime, now)} (x${event.series.count ?? 0} over ${first})`;
  return (event.count ?? 0) > 1 ? `${since(event.lastTimestamp, now)} (x${event.count} over ${first})` : first;
}

/** `kubectl events`: what happened, in order. upstream: kubectl/pkg/cmd/events/events.go, event_printer.go */
import type { Event } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { parseTime } from '#api/machinery/time.ts';
import { scheme } from '#api/scheme.ts';
import { listObjects } from '../cluster.ts';
import { allNamespaces, namespaceOf, wallClock, type Context, type Verb } from '../context.ts';
import { eventAge } from '../describers/events.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { bools, flag, isOn, listOf, textOf } from '../flags.ts';
import { outputFlags } from '../globalFlags.ts';
import { rowOfWord } from '../mapper.ts';
import { goSorted } from '../goSort.ts';
import { formatOf, formatted, typedObject } from '../outputs.ts';
import { plainTable } from '../table.ts';

export const events: Verb = {
  name: 'events',
  short: 'List events',
  flags: [
    ...outputFlags,
    flag('for'),
    flag('types', 'strings'),
    flag('watch,w', 'bool'),
    flag('all-namespaces,A', 'bool'),
    flag('chunk-size', 'int', { default: '500' }),
    ...bools('no-headers'),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const types = listOf(context.flags, 'types').map((type) => type.toLowerCase());
  if (types.some((type) => type !== 'normal' && type !== 'warning')) throw failure('valid --types are Normal or Warning');
  const place = { row: scheme.Event, namespace: allNamespaces(context) ? undefined : namespaceOf(context) };
  const { items } = await listObjects(context, place, await selectorFor(context));
  const wanted = (items as unknown as readonly Event[]).filter(
    (event) => types.length === 0 || types.includes((event.type ?? '').toLowerCase()),
  );
  const chosen = goSorted(wanted, (a, b) => timeOf(a) < timeOf(b));
  if (chosen.length === 0) {
    context.env.stderr(allNamespaces(context) ? 'No events found.\n' : `No events found in ${namespaceOf(context)} namespace.\n`);
    return 0;
  }
  const format = formatOf(context);
  if (format !== undefined) {
    const items = (chosen as readonly unknown[] as readonly KubeObject[]).map(typedObject);
    context.env.stdout(formatted(context, format, { kind: 'EventList', apiVersion: 'v1', metadata: {}, items }, true));
    return 0;
  }
  context.env.stdout(tableOf(context, chosen));
  return 0;
}

async function selectorFor(context: Context): Promise<{ fieldSelector?: string }> {
  const target = textOf(context.flags, 'for');
  if (target === '') return {};
  const [type = '', name] = target.split('/');
  if (name === undefined || name === '') throw failure(`--for must be in resource/name form`);
  const row = await rowOfWord(context, type).catch(untold);
  return { fieldSelector: `involvedObject.kind=${row.kind},involvedObject.name=${name}` };
}

/** This command tells it without saying that it is an error. */
function untold(error: unknown): never {
  throw error instanceof KubectlFailure ? new KubectlFailure(error.output.replace(/^error: /, ''), 1) : error;
}

/** The moment by which events are ordered. upstream: eventTime */
function timeOf(event: Event): number {
  const text = event.series?.lastObservedTime ?? (event.lastTimestamp ? event.lastTimestamp : event.eventTime);
  return parseTime(text ?? '') ?? -1;
}

function tableOf(context: Context, chosen: readonly Event[]): string {
  const withNamespace = allNamespaces(context);
  const now = wallClock(context);
  const rows = chosen.map((event) => {
    const target = `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`;
    return [
      ...(withNamespace ? [event.metadata.namespace ?? ''] : []),
      eventAge(event, now),
      event.type ?? '',
      event.reason ?? '',
      target,
      (event.message ?? '').trim(),
    ];
  });
  const header = [...(withNamespace ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  return plainTable(isOn(context.flags, 'no-headers') ? [] : header, rows);
}

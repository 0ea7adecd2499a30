/** upstream: pkg/printers/internalversion: the cells of `kubectl get` */
import { parseTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import { apiVersionOf, rowOfKind } from '#api/scheme.ts';
import { printerOf } from '#api/printers/printers.ts';
import { inputOf, isFields, outputOf, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs, timesIn } from './objects.ts';

/** The tables' ages count from when a row ran, which is not recorded: it was within two seconds of a time in the file. */
export function printers(tests: Fields): Adapters {
  const seconds = new Set(timesIn(tests).map((time) => parseTime(time) ?? 0));
  const moments = [...seconds].flatMap((time) => [time, time + 1000, time + 2000]);
  const print: Adapter = (row) => printed(row, moments);
  return Object.fromEntries(
    Object.keys(tests)
      .filter((name) => /^TestPrint[A-Z]/.test(name))
      .map((name) => [name, print]),
  );
}

function printed(row: Row, moments: readonly number[]): ReturnType<Adapter> {
  const subject = Object.values(inputOf(row)).find((value): value is Fields => isFields(value) && typeof value['kind'] === 'string');
  if (subject === undefined) return { leftOut: 'the row has no object of a kind of the API' };
  const objects = (Array.isArray(subject['items']) ? subject['items'] : [subject]) as readonly Fields[];
  const kind = String(subject['kind']).replace(/List$/, '');
  const scheme = rowOfKind(kind);
  if (scheme === undefined || apiVersionOf(scheme) !== subject['apiVersion'])
    return { leftOut: `the scheme has no ${String(subject['apiVersion'])} ${kind} yet` };
  const rows = (outputOf(row)['rows'] ?? []) as readonly { readonly cells: readonly unknown[] }[];
  if (!Array.isArray(rows)) return { leftOut: 'the row has the results of an inner loop without its inputs' };
  const expected = rows.map(({ cells }) => cells.map(String));
  const printer = printerOf(kind, scheme.group);
  const told = moments.map((now) =>
    objects.map((object, i) =>
      printer
        .cells(asStored(object), now)
        .map(String)
        .slice(0, expected[i]?.length ?? 0),
    ),
  );
  return { expected, got: told.find((cells) => JSON.stringify(cells) === JSON.stringify(expected)) ?? told[0] };
}

/** Every stored object has a name, a spec, and a status if its kind has one. */
function asStored(object: Fields): KubeObject {
  const { metadata, ...rest } = objectAs<{ readonly metadata?: object }>(object);
  return { spec: {}, status: {}, ...rest, metadata: { name: '', ...metadata } } as unknown as KubeObject;
}

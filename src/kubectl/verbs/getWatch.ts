/** `get -w`: the present objects, then each change as it is told, until ctrl-C. upstream: kubectl/pkg/cmd/get/get.go (watch) */
import type { KubeObject } from '#api/meta.ts';
import type { RequestOptions, Status } from '#api/request.ts';
import { getObject, requestOf, signed } from '../cluster.ts';
import { requestTimeout } from '../connection.ts';
import { wallClock, type Context } from '../context.ts';
import { customColumnsText } from '../customColumns.ts';
import { failure, statusFailure } from '../failure.ts';
import { isOn } from '../flags.ts';
import { formatOf, formatted } from '../outputs.ts';
import { listBySelectors, selectorsOf, type Selected } from '../selection.ts';
import { newTable, tableText, type TableOptions } from '../table.ts';

/** Prints until the signal comes. Ctrl-C ends it quietly. */
export async function watchSelected(context: Context, selected: readonly Selected[], options: TableOptions): Promise<number> {
  const [one] = selected;
  if (one === undefined || new Set(selected.map((each) => each.row)).size > 1) throw failure('you may only specify a single resource type');
  const print = printerFor(context, one, options);
  const fieldSelector = one.name === undefined ? {} : { fieldSelector: `metadata.name=${one.name}` };
  const choice: RequestOptions = { ...selectorsOf(context), ...fieldSelector };
  // A named object that is missing is refused before anything is watched.
  const named = one.name === undefined ? undefined : await getObject(context, one, one.name);
  const list = await listBySelectors(context, one, choice);
  if (!isOn(context.flags, 'watch-only')) for (const object of named === undefined ? list.items : [named]) print('ADDED', object);
  await follow(context, one, { options: { ...choice, resourceVersion: list.resourceVersion }, print });
  return 0;
}

interface Following {
  readonly options: RequestOptions;
  print(type: string, object: KubeObject): void;
}

function follow(context: Context, one: Selected, following: Following): Promise<void> {
  const { signal, client } = context.env;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    const handle = client.watch(signed(context, requestOf(one, 'watch', { options: following.options })), (event) => {
      if (event.type === 'BOOKMARK') return;
      if (event.type === 'ERROR') {
        handle.stop();
        reject(statusFailure(event.object as Status));
      } else {
        following.print(event.type, event.object);
      }
    });
    const end = (): void => {
      handle.stop();
      resolve();
    };
    const timeout = requestTimeout(context);
    if (timeout > 0) void context.env.wait(timeout).then(end);
    signal.addEventListener('abort', end, { once: true });
  });
}

function printerFor(context: Context, one: Selected, options: TableOptions): (type: string, object: KubeObject) => void {
  const format = formatOf(context, true);
  const table = newTable();
  let count = 0;
  return (type, object) => {
    count += 1;
    if (format === undefined || format.name === 'wide') {
      const withNamespace = options.withNamespace && one.row.namespaced;
      context.env.stdout(
        tableText(table, { row: one.row, objects: [object], now: wallClock(context), event: type }, { ...options, withNamespace }),
      );
    } else if (format.name === 'custom-columns') {
      context.env.stdout(customColumnsText(format.argument, [object], options.noHeaders || count > 1));
    } else {
      context.env.stdout((format.name === 'yaml' && count > 1 ? '---\n' : '') + formatted(context, format, object));
    }
  };
}

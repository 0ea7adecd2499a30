/** What pods and nodes use, from metrics.k8s.io. upstream: kubectl/pkg/cmd/top, kubectl/pkg/metricsutil/metrics_printer.go */
import { milliValueOf, quantityOf, valueOf } from '#api/machinery/quantity.ts';
import { rowOfKind, scheme, servedAt } from '#api/scheme.ts';
import type { Node } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { isRefusal, listObjects, requestOf, send, type Place } from '../cluster.ts';
import { allNamespaces, namespaceOf, type Context, type Verb } from '../context.ts';
import { failure, statusFailure } from '../failure.ts';
import { bools, flag, isOn, textOf } from '../flags.ts';
import { selectorFlag } from '../globalFlags.ts';
import { goSorted } from '../goSort.ts';
import { selectorsOf } from '../selection.ts';
import { tableLayout, tabulate } from '../tabwriter.ts';
import type { Status } from '#api/request.ts';

const flags = [selectorFlag, flag('sort-by'), flag('use-protocol-buffers', 'bool', { default: 'true' }), ...bools('no-headers')];

export const top: Verb = {
  name: 'top',
  short: 'Display resource (CPU/memory) usage',
  flags: [],
  subcommands: [
    {
      name: 'node',
      aliases: ['nodes', 'no'],
      short: 'Display resource (CPU/memory) usage of nodes',
      flags: [...flags, ...bools('show-capacity')],
      run: topNodes,
    },
    {
      name: 'pod',
      aliases: ['pods', 'po'],
      short: 'Display resource (CPU/memory) usage of pods',
      flags: [...flags, flag('all-namespaces,A', 'bool'), flag('field-selector'), ...bools('containers', 'sum')],
      run: topPods,
    },
  ],
};

type Usage = { readonly cpu?: string; readonly memory?: string };

interface Metrics extends KubeObject {
  readonly usage?: Usage;
  readonly containers?: readonly { readonly name: string; readonly usage: Usage }[];
}

/** In milli-cores and bytes. */
interface Used {
  readonly cpu: number;
  readonly memory: number;
}

function usedOf({ cpu, memory }: Usage): Used {
  return { cpu: milliValueOf(quantityOf(cpu)), memory: valueOf(quantityOf(memory)) };
}

function total(all: readonly Used[]): Used {
  return { cpu: all.reduce((sum, { cpu }) => sum + cpu, 0), memory: all.reduce((sum, { memory }) => sum + memory, 0) };
}

function cells({ cpu, memory }: Used): readonly string[] {
  return [`${cpu}m`, `${Math.trunc(memory / 1024 / 1024)}Mi`];
}

/** The metrics asked for: of one object by its name, or of all. */
async function metricsOf(context: Context, place: Place): Promise<readonly Metrics[]> {
  const [name] = context.args;
  const { labelSelector, fieldSelector } = selectorsOf(context);
  if (name !== undefined && (labelSelector ?? fieldSelector) !== undefined) throw failure('only one of NAME or selector can be provided');
  const request = name === undefined ? requestOf(place, 'list', { options: selectorsOf(context) }) : requestOf(place, 'get', { name });
  const response = await send(context, request);
  const { details } = (isRefusal(response) ? response.body : {}) as Partial<Status>;
  if (response.code === 404 && (name === undefined || details === undefined)) throw failure('Metrics API not available');
  if (isRefusal(response)) throw statusFailure(response.body as unknown as Status);
  return name === undefined ? (response.body as unknown as { items: readonly Metrics[] }).items : [response.body as unknown as Metrics];
}

function placeOf(plural: string, namespace: string | undefined): Place {
  const served = servedAt('metrics.k8s.io', 'v1beta1', plural);
  if (served === undefined) throw failure('Metrics API not available');
  return { row: served.row, namespace };
}

async function topPods(context: Context): Promise<number> {
  const everywhere = allNamespaces(context);
  const found = await metricsOf(context, placeOf('pods', everywhere ? undefined : namespaceOf(context)));
  if (found.length === 0) {
    context.env.stderr(everywhere ? 'No resources found\n' : `No resources found in ${namespaceOf(context)} namespace.\n`);
    return 0;
  }
  const single = isOn(context.flags, 'containers');
  const pods = found.map(({ metadata, containers = [] }) => {
    const key = [...(everywhere ? [metadata.namespace ?? ''] : []), metadata.name];
    const parts = containers.map(({ name, usage }) => ({ key: [...key, name], used: usedOf(usage) }));
    return { key, used: total(parts.map((it) => it.used)), parts };
  });
  const rows: readonly Row[] = single ? sorted(context, pods).flatMap(({ parts }) => sorted(context, parts)) : sorted(context, pods);
  const heads = [...(everywhere ? ['NAMESPACE'] : []), ...(single ? ['POD', 'NAME'] : ['NAME']), 'CPU(cores)', 'MEMORY(bytes)'];
  const lines = rows.map(({ key, used }) => [...key, ...cells(used)]);
  print(context, heads, isOn(context.flags, 'sum') ? [...lines, ...sumLines(heads.length, rows)] : lines);
  return 0;
}

function sumLines(width: number, rows: readonly Row[]): readonly (readonly string[])[] {
  const blank = Array.from({ length: width - 2 }, () => '');
  return [
    [...blank, '________', '________'],
    [...blank, ...cells(total(rows.map(({ used }) => used)))],
  ];
}

interface Row {
  readonly key: readonly string[];
  readonly used: Used;
}

/** By name, or the hungriest first. */
function sorted<R extends Row>(context: Context, rows: readonly R[]): readonly R[] {
  const by = textOf(context.flags, 'sort-by');
  if (by !== '' && by !== 'cpu' && by !== 'memory') throw failure('--sort-by accepts only cpu or memory');
  const name = (row: R) => row.key.join('\u0000');
  return goSorted(rows, (a, b) => (by === '' ? name(a) < name(b) : a.used[by] > b.used[by]));
}

async function topNodes(context: Context): Promise<number> {
  const found = await metricsOf(context, placeOf('nodes', undefined));
  const { items } = await listObjects(context, { row: rowOfKind('Node') ?? scheme.Node, namespace: undefined });
  const nodes = new Map((items as readonly unknown[] as readonly Node[]).map((node) => [node.metadata.name, node]));
  const rows = found.map(({ metadata, usage = {} }) => ({ key: [metadata.name], used: usedOf(usage) }));
  const side = isOn(context.flags, 'show-capacity') ? 'capacity' : 'allocatable';
  const lines = sorted(context, rows).map(({ key, used }) => {
    const of = usedOf((nodes.get(key[0] ?? '')?.status[side] ?? {}) as Usage);
    const [cpu = '', memory = ''] = cells(used);
    return [...key, cpu, percent(used.cpu, of.cpu), memory, percent(used.memory, of.memory)];
  });
  print(context, ['NAME', 'CPU(cores)', 'CPU%', 'MEMORY(bytes)', 'MEMORY%'], lines);
  return 0;
}

function percent(used: number, all: number): string {
  return all === 0 ? '<unknown>' : `${Math.trunc((used / all) * 100)}%`;
}

function print(context: Context, heads: readonly string[], lines: readonly (readonly string[])[]): void {
  const all = isOn(context.flags, 'no-headers') ? lines : [heads, ...lines];
  context.env.stdout(tabulate(all.map((line) => `${line.map((cell) => `${cell}\t`).join('')}\n`).join(''), tableLayout));
}

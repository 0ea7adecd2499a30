/** Rows of the scheduler's tables as a cluster our plugins can look at. upstream: pkg/scheduler/testing */
import type { Node, Pod } from '#api/kinds.ts';
import type { Lister } from '#engine/client/informer.ts';
import { createCache, createCycle, place, setNode } from '#engine/scheduler/cache.ts';
import { score } from '#engine/scheduler/cycle.ts';
import type { Cycle, Plugin } from '#engine/scheduler/framework.ts';
import { isFields, type Fields } from '../row.ts';

export interface World {
  readonly nodes?: readonly Node[] | undefined;
  readonly pods?: readonly Pod[] | undefined;
  /** Other objects, by kind. */
  readonly objects?: Readonly<Record<string, readonly Fields[]>>;
}

/** A cycle for a pod in a world; pods that were not told apart get names of their own. */
export function cycleFor(pod: Pod | undefined, { nodes = [], pods = [], objects = {} }: World): Cycle {
  const cache = createCache();
  for (const node of nodes) setNode(cache, withDefaults(node, {}));
  pods.forEach((other, i) => {
    const named = podIn(other, `existing-${i}`);
    place(cache, named, named.spec.nodeName ?? '');
  });
  return createCycle(cache, podIn(pod, 'incoming'), listerOf(objects));
}

function podIn(pod: Pod | undefined, name: string): Pod {
  const metadata = { name, namespace: '', uid: name, ...pod?.metadata };
  const spec = { ...pod?.spec, containers: pod?.spec?.containers ?? [] };
  return { ...pod, metadata, spec, status: pod?.status ?? {} } as unknown as Pod;
}

function withDefaults(node: Node, labels: Readonly<Record<string, string>>): Node {
  return {
    ...node,
    metadata: { labels, ...node.metadata, name: node.metadata?.name ?? '' },
    spec: node.spec ?? {},
    status: node.status ?? {},
  } as unknown as Node;
}

function listerOf(objects: Readonly<Record<string, readonly Fields[]>>): Lister {
  const metadata = (it: Fields) => (isFields(it['metadata']) ? it['metadata'] : {});
  const keyOf = (it: Fields) => [metadata(it)['namespace'], metadata(it)['name']].filter((part) => (part ?? '') !== '').join('/');
  return {
    get: (kind: string, key: string) => (objects[kind] ?? []).find((it) => keyOf(it) === key.replace(/^\//, '')),
    list: (kind: string) => objects[kind] ?? [],
    by: (kind: string, _index: string, namespace: string) =>
      (objects[kind] ?? []).filter((it) => (metadata(it)['namespace'] ?? '') === namespace),
    ownedBy: () => [],
    custom: () => [],
  } as unknown as Lister;
}

/** What a plugin says about a node: a code and its reasons, or null for nothing. */
export function statusOn(plugin: Plugin, cycle: Cycle, name: string): Status | null {
  const before = plugin.preFilter?.(cycle);
  if (before !== undefined && 'reasons' in before) return statusOf(before);
  if (plugin.applies?.(cycle) === false) return null;
  const refusal = plugin.filter?.(cycle, cycle.cache.nodes.get(name)!);
  return refusal === undefined ? null : statusOf(refusal);
}

export interface Status {
  readonly code: string;
  readonly reasons: readonly string[];
}

function statusOf({ reasons, resolvable }: { readonly reasons: readonly string[]; readonly resolvable: boolean }): Status {
  return { code: resolvable ? 'Unschedulable' : 'UnschedulableAndUnresolvable', reasons };
}

/** A recorded status; success and nothing to do are the same here. */
export function recordedStatus(value: unknown): Status | null {
  if (!isFields(value)) return null;
  const code = codeOf(value['code']);
  if (code === 'Success' || code === 'Skip') return null;
  return { code, reasons: Array.isArray(value['reasons']) ? value['reasons'].map(String) : [] };
}

export function codeOf(value: unknown): string {
  return isFields(value) ? String(value['$str']) : '';
}

/** The points a plugin gives the nodes, without its weight; empty when it has nothing to score. */
export function pointsOf(plugin: Plugin, cycle: Cycle, names: readonly string[]): readonly number[] {
  const nodes = names.map((name) => cycle.cache.nodes.get(name)!);
  const { scores, totals } = score(cycle, nodes, [{ ...plugin, weight: 1 }]);
  return scores.length === 0 ? [] : totals;
}

export function recordedPoints(list: unknown): readonly number[] {
  return Array.isArray(list) ? list.map((it) => (isFields(it) ? Number(it['Score']) : 0)) : [];
}

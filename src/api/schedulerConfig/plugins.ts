/**
 * Which plugins a profile asks, and where: the default ones, what a profile changes about them, and what that comes to at
 * each point of a cycle.
 * upstream: pkg/scheduler/apis/config/v1/default_plugins.go, pkg/scheduler/framework/runtime/framework.go (expandMultiPointPlugins)
 */
import { failure, success, type Outcome } from '../machinery/outcome.ts';
import { extensionPoints, type ExtensionPoint, type PluginRef, type Plugins, type PluginSet } from '../scheduling.ts';

/** What plugins there are, and where each has something to say. */
export const pluginPoints: Readonly<Record<string, readonly ExtensionPoint[]>> = {
  PrioritySort: ['queueSort'],
  NodeUnschedulable: ['filter'],
  NodeName: ['filter'],
  TaintToleration: ['filter', 'preScore', 'score'],
  NodeAffinity: ['preFilter', 'filter', 'preScore', 'score'],
  NodePorts: ['preFilter', 'filter'],
  NodeResourcesFit: ['preFilter', 'filter', 'preScore', 'score'],
  VolumeRestrictions: ['preFilter', 'filter'],
  EBSLimits: ['preFilter', 'filter'],
  GCEPDLimits: ['preFilter', 'filter'],
  NodeVolumeLimits: ['preFilter', 'filter'],
  AzureDiskLimits: ['preFilter', 'filter'],
  VolumeBinding: ['preFilter', 'filter', 'score', 'reserve', 'preBind'],
  VolumeZone: ['preFilter', 'filter'],
  PodTopologySpread: ['preFilter', 'filter', 'preScore', 'score'],
  InterPodAffinity: ['preFilter', 'filter', 'preScore', 'score'],
  DefaultPreemption: ['postFilter'],
  NodeResourcesBalancedAllocation: ['preScore', 'score'],
  ImageLocality: ['score'],
  DefaultBinder: ['bind'],
  SchedulingGates: ['preEnqueue'],
  SelectorSpread: ['preScore', 'score'],
};

const weights: Readonly<Record<string, number>> = {
  TaintToleration: 3,
  NodeAffinity: 2,
  NodeResourcesFit: 1,
  PodTopologySpread: 2,
  InterPodAffinity: 2,
  NodeResourcesBalancedAllocation: 1,
  ImageLocality: 1,
};

/** All but the one that is there for those who ask for it. */
export const defaultPlugins: Plugins = {
  multiPoint: {
    enabled: Object.keys(pluginPoints)
      .filter((name) => name !== 'SelectorSpread')
      .map((name) => (weights[name] === undefined ? { name } : { name, weight: weights[name] })),
  },
};

/** The default plugins with what a profile says about them, point by point. */
export function mergePlugins(custom: Plugins | undefined, defaults: Plugins = defaultPlugins): Plugins {
  const points = ['multiPoint', ...extensionPoints] as const;
  const merged = points.map((point) => [point, mergeSet(defaults[point] ?? {}, custom?.[point] ?? {})] as const);
  return Object.fromEntries(merged.filter(([, { enabled, disabled }]) => enabled !== undefined || disabled !== undefined));
}

/** A default plugin that is named again keeps its place; what else is enabled comes behind. */
function mergeSet(defaults: PluginSet, custom: PluginSet): PluginSet {
  const disabled = [...(custom.disabled ?? []), ...(defaults.disabled ?? [])].map(({ name }) => ({ name }));
  const off = new Set(disabled.map(({ name }) => name));
  const named = new Map((custom.enabled ?? []).map((plugin) => [plugin.name, plugin]));
  const kept = off.has('*') ? [] : (defaults.enabled ?? []).filter(({ name }) => !off.has(name));
  const replaced = new Set(kept.flatMap(({ name }) => named.get(name) ?? []));
  const enabled = [...kept.map((plugin) => named.get(plugin.name) ?? plugin), ...(custom.enabled ?? []).filter((it) => !replaced.has(it))];
  return { ...(enabled.length === 0 ? {} : { enabled }), ...(disabled.length === 0 ? {} : { disabled }) };
}

export type AskedPlugins = { readonly [P in ExtensionPoint]: readonly PluginRef[] };

/** The points in the order in which the framework fills them: what is wrong at the first is told. */
const inTurn = extensionPoints.toSorted((a, b) => Number(isEarly(a)) - Number(isEarly(b)));

function isEarly(point: ExtensionPoint): boolean {
  return point === 'preEnqueue' || point === 'queueSort';
}

type Has = (name: string) => readonly ExtensionPoint[] | undefined;

/** Who is asked at each point, in order, those that score with their weights; or why no scheduler can be made of it. */
export function expandPlugins(plugins: Plugins, has: Has = (name) => pluginPoints[name]): Outcome<AskedPlugins> {
  const asked: [ExtensionPoint, readonly PluginRef[]][] = [];
  for (const point of inTurn) {
    const names = namesAt(point, plugins, has);
    if (!names.ok) return names;
    asked.push([point, names.value.map((name) => (point === 'score' ? { name, weight: weightOf(name, plugins) } : { name }))]);
  }
  return success(Object.fromEntries(asked) as AskedPlugins);
}

/** A plugin that is enabled for the point itself is not taken from `multiPoint` again, but goes before those that are. */
function namesAt(point: ExtensionPoint, plugins: Plugins, has: Has): Outcome<readonly string[]> {
  const type = `${point.charAt(0).toUpperCase()}${point.slice(1)}Plugin`;
  const own: string[] = [];
  for (const { name } of plugins[point]?.enabled ?? []) {
    const points = has(name);
    if (points === undefined) return failure(`${type} "${name}" does not exist`);
    if (!points.includes(point)) return failure(`plugin "${name}" does not extend ${type} plugin`);
    if (own.includes(name)) return failure(`plugin "${name}" already registered as "${type}"`);
    own.push(name);
  }
  const off = new Set((plugins[point]?.disabled ?? []).map(({ name }) => name));
  if (off.has('*')) return success(own);
  const everywhere: string[] = [];
  const both = new Set<string>();
  for (const { name } of plugins.multiPoint?.enabled ?? []) {
    const points = has(name);
    if (points === undefined) return failure(`${type} "${name}" does not exist`);
    if (!points.includes(point) || off.has(name)) continue;
    if (own.includes(name)) both.add(name);
    else if (everywhere.includes(name)) return failure(`plugin "${name}" already registered as "${type}"`);
    else everywhere.push(name);
  }
  return success([...own.filter((name) => both.has(name)), ...everywhere, ...own.filter((name) => !both.has(name))]);
}

function weightOf(name: string, { score, multiPoint }: Plugins): number {
  const said = [...(score?.enabled ?? []), ...(multiPoint?.enabled ?? [])].find((plugin) => plugin.name === name);
  return said?.weight || 1;
}

/** Checks that a value from outside sets up a scheduler, and says what is wrong with it when it does not. */
import type { SchedulerProfile, SchedulerSpec } from '#api/scheduling.ts';
import { array, check, record } from './checks.ts';

const profilesMax = 8;
const listMax = 100;
const configurable = new Set([
  'NodeResourcesFit',
  'NodeResourcesBalancedAllocation',
  'InterPodAffinity',
  'NodeAffinity',
  'PodTopologySpread',
]);
const strategies = new Set(['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio']);

export function readScheduler(value: unknown): SchedulerSpec {
  const profiles = array(record(value, 'the scheduler')['profiles'], 'profiles', profilesMax).map(readProfile);
  check(profiles.length > 0, 'a scheduler needs a profile');
  check(new Set(profiles.map(({ schedulerName }) => schedulerName)).size === profiles.length, 'two profiles have one schedulerName');
  return { profiles };
}

function readProfile(value: unknown): SchedulerProfile {
  const profile = record(value, 'a profile');
  check(typeof profile['schedulerName'] === 'string' && profile['schedulerName'] !== '', 'a profile needs a schedulerName');
  const plugins = profile['plugins'] === undefined ? {} : record(profile['plugins'], 'plugins');
  for (const list of ['disabled', 'enabled'])
    for (const item of array(plugins[list] ?? [], list, listMax)) {
      const plugin = record(item, 'a plugin');
      check(typeof plugin['name'] === 'string', 'a plugin needs a name');
      if (plugin['weight'] !== undefined) whole(plugin['weight'], 'weight', 1_000_000);
    }
  for (const item of array(profile['pluginConfig'] ?? [], 'pluginConfig', listMax)) {
    const config = record(item, 'a pluginConfig');
    check(configurable.has(String(config['name'])), `plugin ${String(config['name'])} takes no arguments here`);
    readArgs(String(config['name']), record(config['args'], 'args'));
  }
  return profile as unknown as SchedulerProfile;
}

function readArgs(name: string, args: Record<string, unknown>): void {
  if (name === 'NodeResourcesBalancedAllocation') return readResources(args['resources']);
  if (name === 'PodTopologySpread') return readSpread(args);
  if (name === 'InterPodAffinity') {
    if (args['hardPodAffinityWeight'] !== undefined) whole(args['hardPodAffinityWeight'], 'hardPodAffinityWeight', 100);
    return;
  }
  if (name === 'NodeAffinity') {
    if (args['addedAffinity'] !== undefined) readAffinity(record(args['addedAffinity'], 'addedAffinity'));
    return;
  }
  for (const list of ['ignoredResources', 'ignoredResourceGroups'])
    for (const it of array(args[list] ?? [], list, listMax)) readResourceName(it, list);
  if (args['scoringStrategy'] === undefined) return;
  const strategy = record(args['scoringStrategy'], 'scoringStrategy');
  check(strategies.has(String(strategy['type'])), `scoringStrategy has no type ${String(strategy['type'])}`);
  if (strategy['resources'] !== undefined) readResources(strategy['resources']);
  if (strategy['type'] === 'RequestedToCapacityRatio') readShape(record(strategy['requestedToCapacityRatio'], 'requestedToCapacityRatio'));
}

/** A resource, or the group before its slash. */
const qualified = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function readResourceName(value: unknown, list: string): void {
  check(typeof value === 'string' && qualified.test(value), `${list}: ${JSON.stringify(value)} is no name of a resource`);
  check(list !== 'ignoredResourceGroups' || !String(value).includes('/'), "the name of a resource group can't contain '/'");
}

function readSpread({ defaultingType = 'System', defaultConstraints = [] }: Record<string, unknown>): void {
  check(defaultingType === 'System' || defaultingType === 'List', 'defaultingType is System or List');
  const constraints = array(defaultConstraints, 'defaultConstraints', listMax).map((item) => record(item, 'a default constraint'));
  check(defaultingType === 'List' || constraints.length === 0, 'when defaultingType is System, defaultConstraints must be empty');
  const pairs = new Set<string>();
  for (const { maxSkew, topologyKey, whenUnsatisfiable, labelSelector } of constraints) {
    whole(maxSkew, 'maxSkew', 1_000_000);
    check(maxSkew !== 0, 'maxSkew must be more than 0');
    check(typeof topologyKey === 'string' && topologyKey !== '', 'a default constraint needs a topologyKey');
    check(
      whenUnsatisfiable === 'DoNotSchedule' || whenUnsatisfiable === 'ScheduleAnyway',
      'whenUnsatisfiable is DoNotSchedule or ScheduleAnyway',
    );
    check(labelSelector === undefined, 'a default constraint has no labelSelector: it follows from the services and controllers of a pod');
    const pair = JSON.stringify([topologyKey, whenUnsatisfiable]);
    check(!pairs.has(pair), 'two default constraints have one topologyKey and whenUnsatisfiable');
    pairs.add(pair);
  }
}

function readResources(value: unknown): void {
  const names = new Set<string>();
  for (const item of array(value, 'resources', listMax)) {
    const resource = record(item, 'a resource');
    check(typeof resource['name'] === 'string', 'a resource needs a name');
    check(!names.has(String(resource['name'])), `resource ${String(resource['name'])} is there twice`);
    names.add(String(resource['name']));
    if (resource['weight'] !== undefined) whole(resource['weight'], 'weight', 100);
    check(resource['weight'] !== 0, 'the weight of a resource must be more than 0');
  }
}

function readShape({ shape }: Record<string, unknown>): void {
  const points = array(shape, 'shape', listMax).map((item) => record(item, 'a point of the shape'));
  check(points.length > 0, 'a shape needs a point');
  for (const [i, { utilization, score }] of points.entries()) {
    whole(utilization, 'utilization', 100);
    whole(score, 'score', 10);
    check(i === 0 || Number(utilization) > Number(points[i - 1]!['utilization']), 'the points of a shape go from left to right');
  }
}

function readAffinity(affinity: Record<string, unknown>): void {
  const preferred = array(affinity['preferredDuringSchedulingIgnoredDuringExecution'] ?? [], 'preferences', listMax);
  const required = affinity['requiredDuringSchedulingIgnoredDuringExecution'];
  const terms = required === undefined ? [] : array(record(required, 'a requirement')['nodeSelectorTerms'], 'nodeSelectorTerms', listMax);
  for (const item of preferred) {
    const { weight, preference } = record(item, 'a preference');
    whole(weight, 'weight', 100);
    readTerm(preference);
  }
  terms.forEach(readTerm);
}

function readTerm(value: unknown): void {
  const term = record(value, 'a term');
  for (const list of ['matchExpressions', 'matchFields'])
    for (const item of array(term[list] ?? [], list, listMax)) {
      const { key, operator, values } = record(item, 'an expression');
      check(typeof key === 'string' && typeof operator === 'string', 'an expression needs a key and an operator');
      for (const it of array(values ?? [], 'values', listMax)) check(typeof it === 'string', 'values are texts');
    }
}

function whole(value: unknown, what: string, most: number): void {
  check(Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most, `${what} must be a whole number up to ${most}`);
}

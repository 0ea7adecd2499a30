/**
 * Pods of one kind spread over zones, nodes or any other label of nodes.
 * upstream: pkg/scheduler/framework/plugins/podtopologyspread (filtering.go)
 */
import { matchesLabels } from '#api/machinery/labels.ts';
import type { PodTopologySpreadArgs } from '#api/scheduling.ts';
import { podsMatching } from '../cache.ts';
import { refuse, type Cycle, type Plugin } from '../framework.ts';
import { hasSpreadScores, normalizeSpread, spreadScore } from './podTopologySpreadScore.ts';
import {
  asked,
  countsPods,
  defaultsOf,
  hasAllKeys,
  hasOwn,
  includes,
  systemDefaults,
  type Constraint,
  type SpreadDefaults,
} from './spreadConstraints.ts';

export interface Spread {
  readonly constraint: Constraint;
  /** Value of the topology key -> matching pods there. */
  readonly domains: Map<string, number>;
  readonly self: 0 | 1;
  /** The least of the domains; unknown after a change. */
  least: number | undefined;
}

const events: NonNullable<Plugin['events']> = [
  'Pod/Add',
  'Pod/Update',
  'Pod/Delete',
  'Node/Add',
  'Node/UpdateLabel',
  'Node/UpdateTaint',
  'Node/UpdateAllocatable',
  'Node/UpdateCondition',
];

export const podTopologySpread = spreadBy(systemDefaults);

/** The plugin with the defaults of a profile. */
export function podTopologySpreadWith(args: PodTopologySpreadArgs): Plugin {
  return spreadBy(defaultsOf(args));
}

function spreadBy(defaults: SpreadDefaults): Plugin {
  return {
    name: 'PodTopologySpread',
    weight: 2,
    events,
    applies: (cycle) => stateOf(cycle, defaults).length > 0,
    filter(cycle, { node }) {
      for (const spread of stateOf(cycle, defaults)) {
        const value = node.metadata.labels?.[spread.constraint.topologyKey];
        if (value === undefined) return refuse("node(s) didn't match pod topology spread constraints (missing required label)");
        const skew = (spread.domains.get(value) ?? 0) + spread.self - leastOf(spread);
        if (skew > spread.constraint.maxSkew) return refuse("node(s) didn't match pod topology spread constraints", true);
      }
      return undefined;
    },
    count(cycle, { placed, node, sign }) {
      const state = stateOf(cycle, defaults);
      if (placed.pod.metadata.namespace !== cycle.pod.metadata.namespace) return;
      if (
        !hasAllKeys(
          state.map(({ constraint }) => constraint),
          node.node,
        )
      )
        return;
      for (const spread of state) {
        const { selector, topologyKey } = spread.constraint;
        if (!matchesLabels(selector, placed.pod.metadata.labels) || !includes(spread.constraint, cycle.pod, node.node)) continue;
        const value = node.node.metadata.labels![topologyKey]!;
        spread.domains.set(value, (spread.domains.get(value) ?? 0) + sign);
        spread.least = undefined;
      }
    },
    preScore: (cycle, feasible) => hasSpreadScores(cycle, feasible, defaults),
    score: spreadScore,
    normalize: normalizeSpread,
  };
}

const states = new WeakMap<Cycle, readonly Spread[]>();
const none: readonly Spread[] = [];

/** A cycle has one profile, so one state. */
export function stateOf(cycle: Cycle, defaults: SpreadDefaults): readonly Spread[] {
  if (defaults.system && !hasOwn(cycle.pod)) return none;
  let state = states.get(cycle);
  if (state === undefined) states.set(cycle, (state = countDomains(cycle, asked(cycle, defaults, 'DoNotSchedule'))));
  return state;
}

function countDomains(cycle: Cycle, constraints: readonly Constraint[]): readonly Spread[] {
  const { pod, cache } = cycle;
  const nodes = cycle.nodes.filter(({ node }) => hasAllKeys(constraints, node));
  return constraints.map((constraint) => {
    const { selector, topologyKey } = constraint;
    const domains = new Map<string, number>();
    const byNode = countsPods(constraint) ? podsMatching(cache, pod.metadata.namespace ?? '', selector) : new Map<string, number>();
    for (const { name, node } of nodes) {
      if (!includes(constraint, pod, node)) continue;
      const value = node.metadata.labels![topologyKey]!;
      domains.set(value, (domains.get(value) ?? 0) + (byNode.get(name) ?? 0));
    }
    return {
      constraint,
      domains,
      self: matchesLabels(selector, pod.metadata.labels) ? 1 : 0,
      least: undefined,
    };
  });
}

/** With fewer domains than asked for, an empty one is imagined; with none at all nothing can be too skewed. */
export function leastOf(spread: Spread): number {
  if (spread.least !== undefined) return spread.least;
  let least = Number.POSITIVE_INFINITY;
  for (const count of spread.domains.values()) if (count < least) least = count;
  if (spread.domains.size < spread.constraint.minDomains) least = 0;
  spread.least = least;
  return least;
}

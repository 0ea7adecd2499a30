/**
 * Pods that want to stand near others, or not near them; what stands already has a say too.
 * upstream: pkg/scheduler/framework/plugins/interpodaffinity (filtering.go)
 */
import type { Pod } from '#api/kinds.ts';
import type { InterPodAffinityArgs } from '#api/scheduling.ts';
import type { Lister } from '../../client/informer.ts';
import { refuse, type Cycle, type NodeInfo, type PlacedPod, type Plugin } from '../framework.ts';
import { allTermsMatch, requiredAffinity, requiredAntiAffinity, termMatches, type PodAffinityTerm } from './affinityTerms.ts';
import { affinityScoring } from './interPodAffinityScore.ts';

/** `topologyKey\nvalue` -> how many pods speak for (or against) that place. */
type Places = Map<string, number>;

interface State {
  readonly affinity: Places;
  readonly antiAffinity: Places;
  readonly existingAntiAffinity: Places;
}

export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  weight: 2,
  events: ['Pod/Add', 'Pod/Update', 'Pod/Delete', 'Node/Add', 'Node/UpdateLabel'],
  applies(cycle) {
    const { pod, cache } = cycle;
    if (requiredAffinity(pod).length > 0 || requiredAntiAffinity(pod).length > 0) return true;
    return cache.withAntiAffinity.size > 0 && stateOf(cycle).existingAntiAffinity.size > 0;
  },
  filter(cycle, info) {
    const { affinity, antiAffinity, existingAntiAffinity } = stateOf(cycle);
    const { pod } = cycle;
    const labels = info.node.metadata.labels ?? {};
    if (!nearEnough(cycle, affinity, labels)) return refuse("node(s) didn't match pod affinity rules");
    const near = (term: PodAffinityTerm) => (antiAffinity.get(placeOf(term, labels) ?? '') ?? 0) > 0;
    if (antiAffinity.size > 0 && requiredAntiAffinity(pod).some(near)) return refuse("node(s) didn't match pod anti-affinity rules", true);
    if (existingAntiAffinity.size === 0) return undefined;
    for (const key of Object.keys(labels)) {
      if ((existingAntiAffinity.get(`${key}\n${labels[key]}`) ?? 0) > 0) {
        return refuse("node(s) didn't satisfy existing pods anti-affinity rules", true);
      }
    }
    return undefined;
  },
  count(cycle, { placed, node, sign }) {
    countPod(cycle, { state: stateOf(cycle), placed, node, sign });
  },
  ...affinityScoring({}),
};

/** The plugin as a profile sets it up. */
export function interPodAffinityWith(args: InterPodAffinityArgs): Plugin {
  return { ...interPodAffinity, ...affinityScoring(args) };
}

const states = new WeakMap<Cycle, State>();

/** The places that speak for the pod and against it, as far as the cycle has counted. */
export function stateOf(cycle: Cycle): State {
  const known = states.get(cycle);
  if (known !== undefined) return known;
  const state: State = { affinity: new Map(), antiAffinity: new Map(), existingAntiAffinity: new Map() };
  states.set(cycle, state);
  const { pod, cache } = cycle;
  const asks = requiredAffinity(pod).length > 0 || requiredAntiAffinity(pod).length > 0;
  for (const placed of (asks ? cache.placed : cache.withAntiAffinity).values()) {
    const node = cache.nodes.get(placed.node);
    if (node !== undefined) countPod(cycle, { state, placed, node, sign: 1 });
  }
  return state;
}

interface Counted {
  readonly state: State;
  readonly placed: PlacedPod;
  readonly node: NodeInfo;
  readonly sign: 1 | -1;
}

function countPod({ pod, see }: Cycle, { state, placed, node, sign }: Counted): void {
  const labels = node.node.metadata.labels ?? {};
  const mine = { owner: pod, other: placed.pod };
  const affinity = requiredAffinity(pod);
  if (allTermsMatch(affinity, mine, see)) for (const term of affinity) add(state.affinity, placeOf(term, labels), sign);
  countAgainst(state.antiAffinity, { terms: requiredAntiAffinity(pod), pods: mine, labels, sign }, see);
  const theirs = { owner: placed.pod, other: pod };
  countAgainst(state.existingAntiAffinity, { terms: requiredAntiAffinity(placed.pod), pods: theirs, labels, sign }, see);
}

interface Against {
  readonly terms: readonly PodAffinityTerm[];
  readonly pods: { readonly owner: Pod; readonly other: Pod };
  readonly labels: Readonly<Record<string, string>>;
  readonly sign: 1 | -1;
}

function countAgainst(places: Places, { terms, pods, labels, sign }: Against, see: Lister): void {
  for (const term of terms) if (termMatches(term, pods, see)) add(places, placeOf(term, labels), sign);
}

/** Every term's place must have its pods; the first pod of a group that wants its own kind near may stand anywhere. */
function nearEnough({ pod, see }: Cycle, places: Places, labels: Readonly<Record<string, string>>): boolean {
  const terms = requiredAffinity(pod);
  let exist = true;
  for (const term of terms) {
    const place = placeOf(term, labels);
    if (place === undefined) return false;
    if ((places.get(place) ?? 0) <= 0) exist = false;
  }
  return exist || (places.size === 0 && allTermsMatch(terms, { owner: pod, other: pod }, see));
}

function placeOf({ topologyKey }: PodAffinityTerm, labels: Readonly<Record<string, string>>): string | undefined {
  const value = labels[topologyKey];
  return value === undefined ? undefined : `${topologyKey}\n${value}`;
}

function add(places: Places, place: string | undefined, sign: 1 | -1): void {
  if (place === undefined) return;
  const left = (places.get(place) ?? 0) + sign;
  if (left === 0) places.delete(place);
  else places.set(place, left);
}

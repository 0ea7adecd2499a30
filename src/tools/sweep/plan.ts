/** What a seed does to a cluster: workloads, what a person does to them, and what goes wrong. All of it data. */
import { nextBelow, seedRandom } from '#sim/random.ts';

export type Workload =
  | { readonly kind: 'statefulset'; readonly name: string; readonly replicas: number; readonly parallel: boolean; readonly claims: boolean }
  | { readonly kind: 'deployment'; readonly name: string; readonly replicas: number; readonly surge: number; readonly unavailable: number }
  | { readonly kind: 'daemonset'; readonly name: string; readonly surge: boolean }
  | { readonly kind: 'job'; readonly name: string; readonly completions: number; readonly parallelism: number; readonly indexed: boolean }
  | { readonly kind: 'cronjob'; readonly name: string; readonly policy: 'Allow' | 'Forbid' | 'Replace' }
  /** A budget for the pods of a workload. */
  | { readonly kind: 'budget'; readonly name: string; readonly of: string; readonly minAvailable: number };

export type Act =
  | { readonly do: 'scale'; readonly name: string; readonly replicas: number }
  | { readonly do: 'image'; readonly name: string; readonly image: string }
  /** Deletes or evicts one of the workload's pods, whichever there is. */
  | { readonly do: 'kill' | 'evict'; readonly name: string; readonly which: number }
  /** Cordons a node and evicts what is on it; `uncordon` ends it. */
  | { readonly do: 'drain' | 'uncordon'; readonly node: number };

export type Fault =
  | { readonly fault: 'restart'; readonly component: number }
  | { readonly fault: 'refuse'; readonly verb: 'create' | 'update' | 'patch' | 'delete'; readonly status: number; readonly times: number }
  | { readonly fault: 'lose-watches' }
  /** A component stands still, or hears everything late, for a while. */
  | { readonly fault: 'stop'; readonly component: number; readonly forMs: number }
  | { readonly fault: 'slow'; readonly component: number; readonly byMs: number; readonly forMs: number }
  /** A node without power loses its containers; one that is cut off keeps them running. */
  | { readonly fault: 'node'; readonly node: number; readonly power: boolean; readonly forMs: number };

export type Timed<T> = T & { readonly at: number };

export interface Plan {
  readonly seed: number;
  readonly workloads: readonly Workload[];
  readonly acts: readonly Timed<Act>[];
  readonly faults: readonly Timed<Fault>[];
  /** When the last act and the last fault are over. */
  readonly calmAt: number;
}

export const nodeCount = 3;
const images = ['nginx:1.24', 'nginx:1.25', 'nginx:1.26'];
const trouble = { from: 2_000, to: 60_000 };
const longestFaultMs = 60_000;

export function planOf(seed: number): Plan {
  const random = seedRandom(seed, 'sweep');
  const draw = (below: number) => nextBelow(random, below);
  const workloads = workloadsOf(draw);
  const names = workloads.filter(({ kind }) => kind !== 'budget' && kind !== 'cronjob').map(({ name }) => name);
  const acts = many(3 + draw(7), () => ({ ...act(names[draw(names.length)]!, draw), at: when(draw) }));
  const drained = acts.flatMap((it) => (it.do === 'drain' ? [{ do: 'uncordon' as const, node: it.node, at: trouble.to }] : []));
  const faults = many(4 + draw(9), () => ({ ...fault(draw), at: when(draw) }));
  return { seed, workloads, acts: inTime([...acts, ...drained]), faults: inTime(faults), calmAt: trouble.to + longestFaultMs };
}

type Draw = (below: number) => number;

function workloadsOf(draw: Draw): Workload[] {
  const sets = many(1 + draw(2), (i) => set(`set${i}`, draw));
  const deployments = many(1 + draw(2), (i) => deployment(`dep${i}`, draw));
  const others: Workload[] = [];
  if (draw(3) === 0) others.push({ kind: 'daemonset', name: 'dae0', surge: draw(2) === 0 });
  if (draw(3) === 0) others.push({ kind: 'job', name: 'job0', completions: 1 + draw(5), parallelism: 1 + draw(3), indexed: draw(2) === 0 });
  if (draw(4) === 0) others.push({ kind: 'cronjob', name: 'cro0', policy: (['Allow', 'Forbid', 'Replace'] as const)[draw(3)]! });
  const budgets = [...sets, ...deployments].filter(() => draw(2) === 0).map((it) => budget(it.name, 1 + draw(3)));
  return [...sets, ...deployments, ...others, ...budgets];
}

function set(name: string, draw: Draw): Workload {
  return { kind: 'statefulset', name, replicas: 1 + draw(4), parallel: draw(3) === 0, claims: draw(3) > 0 };
}

function deployment(name: string, draw: Draw): Workload {
  return { kind: 'deployment', name, replicas: 1 + draw(4), surge: draw(3), unavailable: draw(3) };
}

function budget(of: string, minAvailable: number): Workload {
  return { kind: 'budget', name: `budget-${of}`, of, minAvailable };
}

function act(name: string, draw: Draw): Act {
  const choice = draw(12);
  const scales = name.startsWith('set') || name.startsWith('dep');
  if (choice < 3) return { do: 'kill', name, which: draw(8) };
  if (choice < 5) return { do: 'evict', name, which: draw(8) };
  if (choice < 6) return { do: 'drain', node: draw(nodeCount) };
  if (choice < 9 && scales) return { do: 'scale', name, replicas: draw(6) };
  return name.startsWith('job') ? { do: 'kill', name, which: draw(8) } : { do: 'image', name, image: images[draw(images.length)]! };
}

function fault(draw: Draw): Fault {
  const forMs = 1_000 * (1 + draw(30));
  switch (draw(8)) {
    case 0:
      return { fault: 'lose-watches' };
    case 1:
      return { fault: 'restart', component: draw(100) };
    case 2:
      return { fault: 'stop', component: draw(100), forMs };
    case 3:
      return { fault: 'slow', component: draw(100), byMs: 10 * (1 + draw(200)), forMs };
    case 4:
      return { fault: 'node', node: draw(nodeCount), power: draw(2) === 0, forMs: 2 * forMs };
    default:
      return refusal(draw);
  }
}

function refusal(draw: Draw): Fault {
  const verbs = ['create', 'update', 'patch', 'delete'] as const;
  return { fault: 'refuse', verb: verbs[draw(verbs.length)]!, status: [500, 503, 409, 504][draw(4)]!, times: 1 + draw(6) };
}

function when(draw: Draw): number {
  return trouble.from + draw(trouble.to - trouble.from);
}

function many<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function inTime<T extends { readonly at: number }>(items: T[]): T[] {
  return items.toSorted((a, b) => a.at - b.at);
}

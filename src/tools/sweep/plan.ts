/** What a seed does to a cluster: workloads, what a person does to them, and what goes wrong. All of it data. */
import { nextBelow, seedRandom } from '#sim/random.ts';

export interface SetPlan {
  readonly name: string;
  readonly replicas: number;
  readonly parallel: boolean;
  readonly claims: boolean;
}

export interface DeploymentPlan {
  readonly name: string;
  readonly replicas: number;
}

export type Act =
  | { readonly do: 'scale'; readonly kind: 'statefulsets' | 'deployments'; readonly name: string; readonly replicas: number }
  | { readonly do: 'image'; readonly kind: 'statefulsets' | 'deployments'; readonly name: string; readonly image: string }
  /** Deletes one of the workload's pods, whichever there is. */
  | { readonly do: 'kill'; readonly name: string; readonly which: number };

export type Fault =
  | { readonly fault: 'restart'; readonly component: number }
  | { readonly fault: 'refuse'; readonly verb: 'create' | 'update' | 'patch' | 'delete'; readonly status: number; readonly times: number }
  | { readonly fault: 'lose-watches' };

export interface Plan {
  readonly seed: number;
  readonly sets: readonly SetPlan[];
  readonly deployments: readonly DeploymentPlan[];
  readonly acts: readonly (Act & { readonly at: number })[];
  readonly faults: readonly (Fault & { readonly at: number })[];
  /** When the last act and the last fault are over. */
  readonly calmAt: number;
}

const restartable = 6;
const images = ['nginx:1.24', 'nginx:1.25', 'nginx:1.26'];
const trouble = { from: 2_000, to: 60_000 };

export function planOf(seed: number): Plan {
  const random = seedRandom(seed, 'sweep');
  const draw = (below: number) => nextBelow(random, below);
  const sets = many(1 + draw(2), (i) => ({ name: `set${i}`, replicas: 1 + draw(4), parallel: draw(3) === 0, claims: draw(3) > 0 }));
  const deployments = many(1, (i) => ({ name: `dep${i}`, replicas: 1 + draw(4) }));
  const names = [...sets.map((it) => it.name), ...deployments.map((it) => it.name)];
  return {
    seed,
    sets,
    deployments,
    acts: inTime(many(3 + draw(6), () => ({ ...act(names[draw(names.length)]!, draw), at: when(draw) }))),
    faults: inTime(many(4 + draw(8), () => ({ ...fault(draw), at: when(draw) }))),
    calmAt: trouble.to,
  };
}

function act(name: string, draw: Draw): Act {
  const kind = name.startsWith('set') ? 'statefulsets' : 'deployments';
  const choice = draw(5);
  if (choice < 2) return { do: 'kill', name, which: draw(8) };
  if (choice < 4) return { do: 'scale', kind, name, replicas: draw(6) };
  return { do: 'image', kind, name, image: images[draw(images.length)]! };
}

function fault(draw: Draw): Fault {
  const choice = draw(4);
  if (choice === 0) return { fault: 'lose-watches' };
  if (choice === 1) return { fault: 'restart', component: draw(restartable) };
  const verbs = ['create', 'update', 'patch', 'delete'] as const;
  return { fault: 'refuse', verb: verbs[draw(verbs.length)]!, status: [500, 503, 409][draw(3)]!, times: 1 + draw(5) };
}

type Draw = (below: number) => number;

function when(draw: Draw): number {
  return trouble.from + draw(trouble.to - trouble.from);
}

function many<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function inTime<T extends { readonly at: number }>(items: T[]): T[] {
  return items.toSorted((a, b) => a.at - b.at);
}

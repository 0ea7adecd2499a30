/** What a seed does to a cluster: workloads, what a person does to them, and what goes wrong. All of it data. */
import type { FaultSpec } from '#api/fault.ts';
import { controlPlane } from '#engine/cluster.ts';
import { freshTape } from '#share/freshTape.ts';
import { nextBelow, seedRandom } from '#sim/random.ts';
import type { Extra } from './extras/extra.ts';
import { extrasOf } from './extras/extras.ts';

export type Workload =
  | { readonly kind: 'statefulset'; readonly name: string; readonly replicas: number; readonly parallel: boolean; readonly claims: boolean }
  | { readonly kind: 'deployment'; readonly name: string; readonly replicas: number; readonly surge: number; readonly unavailable: number }
  | { readonly kind: 'daemonset'; readonly name: string; readonly surge: boolean }
  | { readonly kind: 'job'; readonly name: string; readonly completions: number; readonly parallelism: number; readonly indexed: boolean }
  | { readonly kind: 'cronjob'; readonly name: string; readonly policy: 'Allow' | 'Forbid' | 'Replace' }
  /** Keeps a Deployment at what its load asks for. */
  | { readonly kind: 'autoscaler'; readonly name: string; readonly of: string; readonly windowSeconds: number }
  /** A budget for the pods of a workload. */
  | { readonly kind: 'budget'; readonly name: string; readonly of: string; readonly minAvailable: number };

export type Act =
  | { readonly do: 'scale'; readonly name: string; readonly replicas: number }
  /** So much to do that so many pods are needed. */
  | { readonly do: 'load'; readonly name: string; readonly pods: number }
  | { readonly do: 'image'; readonly name: string; readonly image: string }
  /** Deletes or evicts one of the workload's pods, whichever there is. */
  | { readonly do: 'kill' | 'evict'; readonly name: string; readonly which: number }
  /** Cordons a node and evicts what is on it; `uncordon` ends it. */
  | { readonly do: 'drain' | 'uncordon'; readonly node: number };

/** Something that goes wrong for a while: an object of the cluster, made and deleted again, so that it stands on the tape. */
export interface Fault {
  readonly fault: FaultSpec;
  readonly forMs: number;
  /** For a pod or container that is struck: which of the pods of the workload that is the target. */
  readonly which?: number;
}

export type Timed<T> = T & { readonly at: number };

export interface Plan {
  readonly seed: number;
  readonly workloads: readonly Workload[];
  readonly acts: readonly Timed<Act>[];
  readonly faults: readonly Timed<Fault>[];
  /** Features that are tried beside the workloads. */
  readonly extras?: readonly Extra[];
  /** When the last act and the last fault are over. */
  readonly calmAt: number;
}

export const nodeCount = 3;
/** More pods than this no autoscaler of the sweep makes. */
export const autoscaledMost = 5;
const nobodyTouches: ReadonlySet<string> = new Set(['budget', 'cronjob', 'autoscaler']);
const images = ['nginx:1.24', 'nginx:1.25', 'nginx:1.26'];
const trouble = { from: 2_000, to: 60_000 };
const longestFaultMs = 60_000;

export function planOf(seed: number): Plan {
  const random = seedRandom(seed, 'sweep');
  const draw = (below: number) => nextBelow(random, below);
  const workloads = workloadsOf(draw);
  const names = workloads.filter(({ kind }) => !nobodyTouches.has(kind)).map(({ name }) => name);
  const scaled = new Set(workloads.flatMap((it) => (it.kind === 'autoscaler' ? [it.of] : [])));
  const moves = [...scaled].flatMap((name) =>
    many(1 + draw(3), () => ({ do: 'load' as const, name, pods: 1 + draw(autoscaledMost), at: when(draw) })),
  );
  const acts = [...moves, ...many(3 + draw(7), () => ({ ...act(names[draw(names.length)]!, draw), at: when(draw) }))];
  const drained = acts.flatMap((it) => (it.do === 'drain' ? [{ do: 'uncordon' as const, node: it.node, at: trouble.to }] : []));
  const faults = oneSlowEach(many(4 + draw(9), () => ({ ...fault(names, draw), at: when(draw) })));
  const extras = extrasOf(seed, trouble);
  return { seed, workloads, acts: inTime([...acts, ...drained]), faults: inTime(faults), extras, calmAt: trouble.to + longestFaultMs };
}

type Draw = (below: number) => number;

function workloadsOf(draw: Draw): Workload[] {
  const sets = many(1 + draw(2), (i) => set(`set${i}`, draw));
  const deployments = many(1 + draw(2), (i) => deployment(`dep${i}`, draw));
  const others: Workload[] = [];
  if (draw(3) === 0) others.push({ kind: 'daemonset', name: 'dae0', surge: draw(2) === 0 });
  if (draw(3) === 0) others.push({ kind: 'job', name: 'job0', completions: 1 + draw(5), parallelism: 1 + draw(3), indexed: draw(2) === 0 });
  if (draw(4) === 0) others.push({ kind: 'cronjob', name: 'cro0', policy: (['Allow', 'Forbid', 'Replace'] as const)[draw(3)]! });
  const autoscalers = deployments.filter(() => draw(3) === 0).map(({ name }) => autoscaler(name, draw));
  const budgets = [...sets, ...deployments].filter(() => draw(2) === 0).map((it) => budget(it.name, 1 + draw(3)));
  return [...sets, ...deployments, ...others, ...autoscalers, ...budgets];
}

function set(name: string, draw: Draw): Workload {
  return { kind: 'statefulset', name, replicas: 1 + draw(4), parallel: draw(3) === 0, claims: draw(3) > 0 };
}

function deployment(name: string, draw: Draw): Workload {
  return { kind: 'deployment', name, replicas: 1 + draw(4), surge: draw(3), unavailable: draw(3) };
}

function autoscaler(of: string, draw: Draw): Workload & { readonly kind: 'autoscaler' } {
  return { kind: 'autoscaler', name: `hpa-${of}`, of, windowSeconds: [0, 60, 300][draw(3)]! };
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

/** Components that may fail without taking the sweep's own fault injector with them. */
const components = [
  'kube-controller-manager',
  'kube-scheduler',
  'external-provisioner',
  'coredns',
  'kubelet/node-1',
  'kubelet/node-2',
  'kubelet/node-3',
  'kube-proxy/node-1',
  'containerd/node-2',
];
/** A runtime that stops loses its containers: that is a node without power. */
const restartable = components.filter((it) => !it.startsWith('containerd/'));
/** Each controller can fail alone. */
const controllers = controlPlane(freshTape().clusters[0]!).flatMap(({ address, parts }) =>
  address === 'fault-injector' ? [] : [...(parts?.keys() ?? [])].map((name) => `${address}/${name}`),
);

/** Those that a plan's workloads cannot do without fail more often. */
const busy = controllers.filter((it) =>
  /\/(deployment|replicaset|statefulset|daemonset|job|cronjob|endpointslice|persistentvolume|disruption|garbagecollector|horizontalpodautoscaler)$/.test(
    it,
  ),
);

function fault(names: readonly string[], draw: Draw): Fault {
  const forMs = 1_000 * (1 + draw(30));
  const one = (others: readonly string[]): string => {
    const list = [busy, controllers, others, others][draw(4)]!;
    return list[draw(list.length)]!;
  };
  switch (draw(12)) {
    case 0:
      return { fault: { type: 'WatchesLost', ...(draw(2) === 0 ? {} : { target: one(components) }) }, forMs };
    case 1:
    case 2:
      return { fault: { type: 'ComponentRestarted', target: one(restartable) }, forMs };
    case 3:
    case 4:
      return { fault: { type: 'ComponentStopped', target: one(restartable) }, forMs };
    case 5:
      return { fault: { type: 'ComponentSlow', target: one(components), milliseconds: 10 * (1 + draw(200)) }, forMs };
    case 6:
      return nodeFault(forMs, draw);
    case 7:
      return { fault: { type: 'ContainerKilled', target: names[draw(names.length)]! }, which: draw(8), forMs };
    case 8:
      return { fault: { type: 'NodeDrained', target: `node-${1 + draw(nodeCount)}` }, forMs };
    case 9:
      return struck(names[draw(names.length)]!, forMs, draw);
    default:
      return refusal(one(components), forMs, draw);
  }
}

/** A workload's pod ends, its container crashes, or its Service is called. */
function struck(target: string, forMs: number, draw: Draw): Fault {
  switch (draw(3)) {
    case 0:
      return { fault: { type: 'PodKilled', target }, which: draw(8), forMs };
    case 1:
      return { fault: { type: 'ContainerCrashed', target, signal: ['SEGV', 'ABRT', 'TERM'][draw(3)]! }, which: draw(8), forMs };
    default:
      return { fault: { type: 'ServiceLoaded', target: `default/${target}`, callsPerSecond: 1 + draw(20), milliseconds: 0 }, forMs };
  }
}

function nodeFault(forMs: number, draw: Draw): Fault {
  const target = `node-${1 + draw(nodeCount)}`;
  switch (draw(6)) {
    case 0:
      return { fault: { type: 'RegistryDown' }, forMs };
    case 1:
      return { fault: { type: 'DiskSlow', target, milliseconds: 100 * (1 + draw(50)) }, forMs };
    case 2:
      // What a clock that is ahead wrote stays in the future for as long: no further than the sweep waits for calm.
      return { fault: { type: 'ClockJumped', target, milliseconds: 10_000 * (draw(60) - 30) }, forMs };
    default:
      return { fault: { type: draw(2) === 0 ? 'NodeOff' : 'NodePartitioned', target }, forMs: 2 * forMs };
  }
}

function refusal(target: string, forMs: number, draw: Draw): Fault {
  const verbs = ['get', 'create', 'update', 'patch', 'delete'];
  const code = [500, 503, 409, 504, 429][draw(5)]!;
  const whose = draw(2) === 0 ? {} : { target };
  return { fault: { type: 'CallsRefused', ...whose, verb: verbs[draw(verbs.length)]!, code, times: 1 + draw(6) }, forMs };
}

/** Two delays at one place add up to more than the checks allow for. */
function oneSlowEach<T extends Fault>(faults: readonly T[]): T[] {
  const slow = new Set<string>();
  return faults.filter(({ fault: { type, target = '' } }) => {
    const place = target.startsWith('kube-controller-manager') ? 'kube-controller-manager' : target;
    if (type !== 'ComponentSlow') return true;
    const isFirst = !slow.has(place);
    slow.add(place);
    return isFirst;
  });
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

/** A Deployment of N pods from nothing to all Ready, in Node: what the engine costs, and how that grows. */
import type { Deployment } from '#api/kinds.ts';
import { createEngine } from '#engine/engine.ts';
import { defaultCluster, freshTape } from '#share/freshTape.ts';
import { createDeployment, nodesFor } from './deploymentTape.ts';
import { say } from './line.ts';

interface Run {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly virtualMs: number;
  readonly events: number;
  /** What the engine and its checkpoints hold at the end, before any garbage is collected on purpose. */
  readonly heapMb: number;
}

const virtualMaxMs = 3_600_000;

export function benchEngine(sizes: readonly number[]): void {
  let perPodAt100 = 0;
  run(50);
  for (const pods of sizes) {
    const { wallMs, cpuMs, virtualMs, events, heapMb } = run(pods);
    const perPod = (1_000 * cpuMs) / pods;
    if (pods === 100) perPodAt100 = perPod;
    say({ name: `engine/node/${pods}-pods/wall`, value: wallMs, unit: 'ms' });
    say({ name: `engine/node/${pods}-pods/cpu`, value: cpuMs, unit: 'ms' });
    say({ name: `engine/node/${pods}-pods/cpu-per-pod`, value: perPod, unit: 'us/pod' });
    say({ name: `engine/node/${pods}-pods/virtual`, value: virtualMs, unit: 'ms', note: 'virtual time until the last pod is Ready' });
    say({ name: `engine/node/${pods}-pods/heap`, value: heapMb, unit: 'MB', note: 'checkpoints included, nothing collected on purpose' });
    say({ name: `engine/node/${pods}-pods/events`, value: events / (wallMs / 1_000), unit: 'events/s' });
    if (perPodAt100 > 0) say({ name: `engine/node/${pods}-pods/cpu-per-pod-against-100`, value: perPod / perPodAt100, unit: 'ratio' });
  }
}

function run(pods: number): Run {
  const engine = createEngine(freshTape({ nodes: nodesFor(pods) }));
  engine.advance(10_000, Number.POSITIVE_INFINITY);
  const told = engine.session.world.kernel.told;
  const cpu = process.cpuUsage();
  const started = performance.now();
  engine.say(defaultCluster, { type: 'request', request: createDeployment(pods) });
  const from = Number(engine.now());
  while (readyPods(engine) < pods) {
    if (Number(engine.now()) - from > virtualMaxMs) throw new Error(`${pods} pods are not Ready after ${virtualMaxMs} ms of virtual time`);
    engine.advance(Number(engine.now()) + 250, Number.POSITIVE_INFINITY);
  }
  const used = process.cpuUsage(cpu);
  return {
    wallMs: performance.now() - started,
    cpuMs: (used.user + used.system) / 1_000,
    virtualMs: Number(engine.now()) - from,
    events: engine.session.world.kernel.told - told,
    heapMb: process.memoryUsage().heapUsed / 1e6,
  };
}

function readyPods(engine: ReturnType<typeof createEngine>): number {
  const request = { verb: 'get', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: 'web' } as const;
  const response = engine.say(defaultCluster, { type: 'request', request })!;
  return (response.body as unknown as Deployment).status.readyReplicas ?? 0;
}

import { expect, test } from 'vitest';
import type { Component } from '#engine/client/component.ts';
import { componentsOf } from '#engine/cluster.ts';
import { createEngine } from '#engine/engine.ts';
import { clusterOf } from '#engine/running.ts';
import type { Assembly } from '#engine/world.ts';
import { defaultCluster } from '#share/freshTape.ts';
import { decodeLink } from '#share/link.ts';
import { unsettled } from './end.ts';
import { planOf, type Plan } from './plan.ts';
import { failureReport } from './report.ts';
import { sweep } from './sweep.ts';

/** A manager whose ReplicaSet controller does not survive being restarted. */
const broken: Assembly = (spec) =>
  componentsOf(spec).map((it) => (it.address === 'kube-controller-manager' ? withoutReplicaSetsAfterRestart(it) : it));

function withoutReplicaSetsAfterRestart(manager: Component): Component {
  let isLost = false;
  return {
    ...manager,
    step(state, message, context) {
      const { type, controller } = message as { readonly type: string; readonly controller?: string };
      if (controller === 'replicaset') isLost ||= type === 'restart-part';
      if (!isLost || controller !== 'replicaset') manager.step(state, message, context);
    },
  };
}

const part = 'kube-controller-manager/replicaset';
const plan: Plan = {
  seed: 1,
  workloads: [
    { kind: 'statefulset', name: 'set0', replicas: 1, parallel: false, claims: false },
    { kind: 'deployment', name: 'dep0', replicas: 1, surge: 1, unavailable: 0 },
  ],
  acts: [
    { do: 'kill', name: 'set0', which: 0, at: 20_000 },
    { do: 'kill', name: 'dep0', which: 0, at: 20_000 },
  ],
  faults: [
    { fault: { type: 'WatchesLost' }, forMs: 1_000, at: 8_000 },
    { fault: { type: 'ComponentRestarted', target: part }, forMs: 5_000, at: 10_000 },
    { fault: { type: 'CallsRefused', target: part, verb: 'create', times: 2 }, forMs: 5_000, at: 20_000 },
  ],
  calmAt: 40_000,
};

test('a controller that does not come back is found, the plan shrunk, and its link plays workload and fault', { timeout: 120_000 }, () => {
  expect(sweep(plan).violations).toEqual([]);
  const { violations } = sweep(plan, broken);
  expect(violations.join()).toContain('unsettled: dep0 has 0 ready pods of 1');
  const { smallest, link, lines } = failureReport(plan, violations, broken);
  expect(smallest).toEqual({ ...plan, workloads: [plan.workloads[1]], acts: [plan.acts[1]], faults: [plan.faults[1]] });
  expect(lines.at(-1)).toBe(`  link: ${link}`);
  expect(endOf(link, broken).join()).toContain('dep0 has 0 ready pods of 1');
  expect(endOf(link)).toEqual([]);
});

test('a kubelet whose timers come late still tries again what failed', { timeout: 120_000 }, () => {
  const slow = ['node-1', 'node-2', 'node-3'].map((node) => ({
    fault: { type: 'ComponentSlow', target: `kubelet/${node}`, milliseconds: 700 } as const,
    forMs: 60_000,
    at: 16_000,
  }));
  const late: Plan = {
    ...plan,
    workloads: [{ kind: 'deployment', name: 'dep0', replicas: 2, surge: 1, unavailable: 1 }],
    acts: [{ do: 'image', name: 'dep0', image: 'nginx:1.26', at: 15_000 }],
    faults: [{ fault: { type: 'RegistryDown' }, forMs: 20_000, at: 14_000 }, ...slow],
    calmAt: 90_000,
  };
  expect(sweep(late).violations).toEqual([]);
});

/** What is open at the moment at which a link opens. */
function endOf(link: string, assemble?: Assembly): string[] {
  const { tape, at } = decodeLink(link);
  expect(tape.inputs.some(({ input }) => input.type === 'request' && input.request.resource === 'faults')).toBe(true);
  const engine = createEngine(tape, assemble);
  engine.advance(at!, Number.POSITIVE_INFINITY);
  return unsettled(clusterOf(engine.session.world, defaultCluster).state.server.store);
}

test('plans move the load of autoscaled Deployments, and strike single controllers in every way', () => {
  const plans = Array.from({ length: 300 }, (_, i) => planOf(i + 1));
  const struck = new Set(
    plans.flatMap(({ faults }) =>
      faults.flatMap(({ fault }) => (fault.target?.endsWith('manager/horizontalpodautoscaler') ? [fault.type] : [])),
    ),
  );
  expect([...struck].toSorted()).toEqual(['CallsRefused', 'ComponentRestarted', 'ComponentSlow', 'ComponentStopped', 'WatchesLost']);
  expect(plans.some(({ acts }) => acts.filter((it) => it.do === 'load').length > 2)).toBe(true);
});

test.each([3, 6])('seed %i, with an autoscaler, passes', { timeout: 60_000 }, (seed) => {
  expect(sweep(planOf(seed)).violations).toEqual([]);
});

test('every feature is found wanting where nothing controls it, and right where all is well', { timeout: 120_000 }, () => {
  const features = Object.keys(featureNames).map((feature, i) => ({ feature, at: 10_000 + 1_000 * i, pick: 0 }));
  const alone: Plan = { seed: 1, workloads: [], acts: [], faults: [], extras: features, calmAt: 30_000 };
  expect(sweep(alone).violations).toEqual([]);
  const unmanaged: Assembly = (spec) => componentsOf(spec).filter((it) => it.address !== 'kube-controller-manager');
  const said = sweep(alone, unmanaged).violations.join();
  for (const word of Object.values(featureNames)) expect(said).toContain(word);
});

/** Feature -> what its check speaks of. */
const featureNames = {
  failingJob: 'fails',
  workQueue: 'queue',
  shortLived: 'passes',
  suspended: 'sleeps',
  partition: 'part',
  retention: 'keep',
  expansion: 'grow',
  removal: 'gone',
  preemption: 'priority',
  quota: 'quota',
};

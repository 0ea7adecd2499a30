/** Plays one plan and watches every change. */
import type { Pod } from '#api/kinds.ts';
import type { Tape } from '#api/tape.ts';
import { createEngine } from '#engine/engine.ts';
import { changesSince, list } from '#engine/etcd/store.ts';
import { loseWatches } from '#engine/apiserver/watchTable.ts';
import { clusterOf, restart } from '#engine/world.ts';
import { schedule } from '#sim/kernel.ts';
import { defaultCluster, freshTape } from '#share/freshTape.ts';
import { createMemory, dataViolations, unsettled, violationsOf } from './invariants.ts';
import { actRequest, startRequests } from './manifests.ts';
import type { Fault, Plan } from './plan.ts';

export interface SweepResult {
  readonly violations: readonly string[];
  readonly events: number;
  readonly tape: Tape;
}

const readyMs = 5_000;
/** The longest that back-offs and grace periods together may take. */
const settleMaxMs = 900_000;
const settleStepMs = 10_000;

type Engine = ReturnType<typeof createEngine>;

export function sweep(plan: Plan): SweepResult {
  const engine = createEngine(freshTape({ seed: plan.seed }));
  const watch = watcher(engine);
  engine.advance(readyMs, Number.POSITIVE_INFINITY);
  const start = Number(engine.now());
  for (const request of startRequests(plan)) engine.say(defaultCluster, { type: 'request', request });
  const events = [...plan.acts, ...plan.faults].toSorted((a, b) => a.at - b.at);
  for (const event of events) {
    watch.until(start + event.at);
    if ('fault' in event) strike(engine, event);
    else {
      const request = actRequest(event, podNames(engine));
      if (request !== undefined) engine.say(defaultCluster, { type: 'request', request });
    }
  }
  watch.until(start + plan.calmAt);
  clusterOf(engine.session.world, defaultCluster).state.server.faults.length = 0;
  const store = storeOf(engine);
  for (let waited = 0; unsettled(store()).length > 0 && waited < settleMaxMs; waited += settleStepMs)
    watch.until(Number(engine.now()) + settleStepMs);
  return {
    violations: [...watch.violations, ...unsettled(store()).map((it) => `unsettled: ${it}`)],
    events: engine.session.world.kernel.told,
    tape: engine.tape(),
  };
}

function storeOf(engine: Engine) {
  return () => clusterOf(engine.session.world, defaultCluster).state.server.store;
}

/** Plays on, one event at a time, and checks each change. */
function watcher(engine: Engine) {
  const store = storeOf(engine);
  const memory = createMemory();
  const violations: string[] = [];
  let seen = store().revision;
  return {
    violations,
    until(at: number): void {
      let reached = false;
      while (!reached) {
        reached = engine.advance(at, 1);
        const changes = changesSince(store(), seen) ?? [];
        if (changes.length === 0) continue;
        const now = Number(engine.now());
        for (const change of changes) violations.push(...violationsOf(change, store(), memory, now).map((it) => `${now} ms: ${it}`));
        if (changes.some((it) => it.resource === 'persistentvolumeclaims')) {
          violations.push(
            ...dataViolations(store(), clusterOf(engine.session.world, defaultCluster).state.disks, memory).map((it) => `${now} ms: ${it}`),
          );
        }
        seen = store().revision;
      }
    },
  };
}

function strike(engine: Engine, fault: Fault): void {
  const { world } = engine.session;
  const { state, components } = clusterOf(world, defaultCluster);
  switch (fault.fault) {
    case 'restart': {
      const restartable = [
        'kube-controller-manager',
        'kube-scheduler',
        'external-provisioner',
        'coredns',
        'kube-proxy/node-1',
        'kubelet/node-2',
      ].filter((it) => components.has(it));
      return restart(world, defaultCluster, restartable[fault.component % restartable.length]!);
    }
    case 'refuse': {
      state.server.faults.push({ verb: fault.verb, status: fault.status, remaining: fault.times });
      return;
    }
    case 'lose-watches':
      loseWatches(state.server.watches, (owner, watch) => {
        if (owner !== '') schedule(world.kernel, 1, `${defaultCluster}/${owner}`, { type: 'news', watch } as never);
      });
  }
}

function podNames(engine: Engine): string[] {
  return (list(storeOf(engine)(), 'pods', 'default') as unknown as Pod[]).map((pod) => pod.metadata.name);
}

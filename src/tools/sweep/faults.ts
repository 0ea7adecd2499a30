/** What goes wrong, done to a running cluster. Every component sits behind a switch: working, slow, or standing still. */
import { componentsOf } from '#engine/cluster.ts';
import { loseWatches } from '#engine/apiserver/watchTable.ts';
import type { Component, Message } from '#engine/client/component.ts';
import type { createEngine } from '#engine/engine.ts';
import { clusterOf, restart, type Assembly } from '#engine/world.ts';
import { defaultCluster } from '#share/freshTape.ts';
import { schedule } from '#sim/kernel.ts';
import { nodeName } from './manifests.ts';
import type { Fault } from './plan.ts';

type Engine = ReturnType<typeof createEngine>;

/** Address -> until when it stands still, or how late it hears. */
export interface Switches {
  readonly stopped: Map<string, number>;
  readonly slow: Map<string, { readonly byMs: number; readonly untilMs: number }>;
}

interface Late extends Message {
  readonly type: 'sweep/late';
  readonly message: Message;
}

/** The cluster's own components, each behind its switch. */
export function switched(switches: Switches): Assembly {
  return (spec) => componentsOf(spec).map((it) => behind(it, switches));
}

function behind(inner: Component, { stopped, slow }: Switches): Component {
  return {
    ...inner,
    step(state, message, context) {
      if (context.now < (stopped.get(inner.address) ?? 0)) return;
      if (message.type === 'sweep/late') return inner.step(state, (message as Late).message, context);
      const late = slow.get(inner.address);
      if (late === undefined || context.now >= late.untilMs) return inner.step(state, message, context);
      context.after(late.byMs, { type: 'sweep/late', message } as Late);
    },
  };
}

const canRestart = ['kube-controller-manager', 'kube-scheduler', 'external-provisioner', 'coredns', 'kube-proxy/node-1', 'kubelet/node-2'];
const canStop = ['kube-controller-manager', 'kube-scheduler', 'external-provisioner', 'kubelet/node-1', 'kubelet/node-3'];
const canBeSlow = [...canStop, 'containerd/node-2', 'kube-proxy/node-2'];

export function strike(engine: Engine, switches: Switches, fault: Fault): void {
  const { world } = engine.session;
  const { state } = clusterOf(world, defaultCluster);
  switch (fault.fault) {
    case 'restart':
      return restart(world, defaultCluster, canRestart[fault.component % canRestart.length]!);
    case 'stop':
      return stop(engine, switches, [canStop[fault.component % canStop.length]!], fault.forMs);
    case 'node': {
      const node = nodeName(fault.node);
      const lost = fault.power ? [`containerd/${node}`, `kube-proxy/${node}`, `kubelet/${node}`] : [`kubelet/${node}`];
      return stop(engine, switches, lost, fault.forMs);
    }
    case 'slow': {
      const untilMs = Number(engine.now()) + fault.forMs;
      switches.slow.set(canBeSlow[fault.component % canBeSlow.length]!, { byMs: fault.byMs, untilMs });
      return;
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

/** Nobody answers at these addresses for a while; then each starts anew, as after a crash. */
function stop(engine: Engine, { stopped }: Switches, addresses: readonly string[], forMs: number): void {
  const { world } = engine.session;
  const { state, components } = clusterOf(world, defaultCluster);
  const untilMs = Number(engine.now()) + forMs;
  for (const address of addresses) {
    if ((stopped.get(address) ?? 0) >= untilMs) continue;
    stopped.set(address, untilMs);
    state.states.set(address, components.get(address)!.start());
    schedule(world.kernel, forMs, `${defaultCluster}/${address}`, { type: 'start' } as never);
  }
}

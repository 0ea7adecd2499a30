/**
 * The fault injector: tells the switchboard which faults are in force, kills and crashes what a fault names, and drains nodes.
 * Reads Faults; reads a pod only to find its container. Writes the status of Faults; deletes pods. Loads are the load generator's.
 * upstream: none; Kubernetes has no such component, chaos engineering adds one
 */
import { crashSignals, onceFaults, type FaultSpec, type FaultType } from '#api/fault.ts';
import type { Fault, Pod } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import type { Component } from '../../client/component.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import { controllerManager } from '../../client/runner.ts';
import { containerdAddress, type SignalContainer, type StopContainer } from '../../helpers/contracts/cri.ts';
import { switchboardAddress, type ActiveFault, type SetFaults } from '../../helpers/contracts/switchboard.ts';
import { drain } from './drain.ts';

const everything = 'faults';

export function faultInjector(): Component {
  return controllerManager({
    address: 'fault-injector',
    user: { name: 'system:serviceaccount:kube-system:fault-injector', groups: ['system:masters', 'system:authenticated'] },
    controllers: [faults, drain],
  });
}

/** One key for all: what is in force is one value. */
const faults = controller({
  name: 'faults',
  eventSource: 'fault-injector',
  watches: [{ kind: 'Fault', keys: () => [everything] }],
  memory: () => undefined,
  reconcile(_key, r): Outcome | undefined {
    const all = r.see.list('Fault');
    const active = all.map(({ metadata, spec }): ActiveFault => Object.freeze({ uid: metadata.uid, ...spec }));
    r.context.send(switchboardAddress, { type: 'switchboard/faults', faults: Object.freeze(active) } as SetFaults, 0);
    for (const fault of all) if (fault.status?.phase === undefined) strike(fault, r);
    return undefined;
  },
});

/** Faults whose progress somebody else tells. */
const toldElsewhere: ReadonlySet<FaultType> = new Set(['NodeDrained', 'ServiceLoaded']);

/** What is done once, by type; answers what is wrong, or ''. */
const blows: Partial<Readonly<Record<FaultType, (spec: FaultSpec, r: Reconcile) => string>>> = {
  ContainerKilled: (spec, r) => hit(spec, r, (id): StopContainer => ({ type: 'cri/stop', id: `fault/${id}`, container: id, graceMs: 0 })),
  ContainerCrashed: (spec, r) => hit(spec, r, (id) => crash(id, spec)),
  PodKilled: killPod,
};

function strike(fault: Fault, r: Reconcile): void {
  if (toldElsewhere.has(fault.spec.type)) return;
  const problem = blows[fault.spec.type]?.(fault.spec, r) ?? '';
  const phase = onceFaults.has(fault.spec.type) ? 'Done' : 'Active';
  const status = problem === '' ? { phase } : { phase: 'Failed', message: problem };
  r.client.updateStatus('Fault', { ...fault, status });
}

function crash(container: string, { signal = 'SEGV' }: FaultSpec): SignalContainer {
  return { type: 'cri/signal', container, signal, isOwnMistake: crashSignals.includes(signal) };
}

/** As `kubectl delete pod --grace-period=0 --force`. */
function killPod({ target = '' }: FaultSpec, { client }: Reconcile): string {
  const [namespace = '', name = ''] = target.split('/');
  const deleted = client.delete('Pod', { namespace, name }, { gracePeriodSeconds: 0 });
  return deleted.ok ? '' : (deleted.status.message ?? 'the pod was not deleted');
}

/** Tells the runtime what happens to the container that is meant. */
function hit({ target = '' }: FaultSpec, { client, context }: Reconcile, blow: (id: string) => StopContainer | SignalContainer): string {
  const [namespace = '', name = '', wanted] = target.split('/');
  const found = client.get('Pod', namespace, name);
  if (!found.ok) return found.status.message ?? 'the pod was not found';
  const pod: Pod = found.value;
  const status = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].find(
    (one) => one.state?.running !== undefined && (wanted === undefined || one.name === wanted),
  );
  const id = status?.containerID?.replace('containerd://', '');
  if (id === undefined || pod.spec.nodeName === undefined) return `${keyOf(pod)} has no such container that runs`;
  context.send(containerdAddress(pod.spec.nodeName), blow(id), 1);
  return '';
}

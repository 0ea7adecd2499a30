/**
 * The fault injector: tells the switchboard which faults are in force, and kills the containers that a fault names.
 * Reads Faults; reads a pod only to find its container. Writes the status of Faults.
 * upstream: none; Kubernetes has no such component, chaos engineering adds one
 */
import { onceFaults } from '#api/fault.ts';
import type { Fault, Pod } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import type { Component } from '../../client/component.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import { controllerManager } from '../../client/runner.ts';
import { containerdAddress, type StopContainer } from '../../helpers/contracts/cri.ts';
import { switchboardAddress, type ActiveFault, type SetFaults } from '../../helpers/contracts/switchboard.ts';

const everything = 'faults';

export function faultInjector(): Component {
  return controllerManager({
    address: 'fault-injector',
    user: { name: 'system:serviceaccount:kube-system:fault-injector', groups: ['system:masters', 'system:authenticated'] },
    controllers: [faults],
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

function strike(fault: Fault, r: Reconcile): void {
  const problem = fault.spec.type === 'ContainerKilled' ? kill(fault.spec.target ?? '', r) : '';
  const phase = onceFaults.has(fault.spec.type) ? 'Done' : 'Active';
  const status = problem === '' ? { phase } : { phase: 'Failed', message: problem };
  r.client.updateStatus('Fault', { ...fault, status });
}

/** Answers what is wrong, or '' when the container was told to end at once. */
function kill(target: string, { client, context }: Reconcile): string {
  const [namespace = '', name = '', wanted] = target.split('/');
  const found = client.get('Pod', namespace, name);
  if (!found.ok) return found.status.message ?? 'the pod was not found';
  const pod: Pod = found.value;
  const status = (pod.status.containerStatuses ?? []).find(
    (one) => one.state?.running !== undefined && (wanted === undefined || one.name === wanted),
  );
  const id = status?.containerID?.replace('containerd://', '');
  if (id === undefined || pod.spec.nodeName === undefined) return `${keyOf(pod)} has no such container that runs`;
  const stop: StopContainer = { type: 'cri/stop', id: `fault/${id}`, container: id, graceMs: 0 };
  context.send(containerdAddress(pod.spec.nodeName), stop, 1);
  return '';
}

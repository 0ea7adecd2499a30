/** upstream: pkg/kubelet/status/generate.go */
import type { ContainerStatus, Pod, PodCondition, PodSpec } from '#api/kinds.ts';
import { hasStarted, isSidecar } from './phase.ts';

/** A condition as the kubelet makes it; the time of its last change is filled in when it is compared with the one before. */
export type Made = Omit<PodCondition, 'lastProbeTime' | 'lastTransitionTime'>;

type Phase = Pod['status']['phase'];

export function initializedCondition(spec: PodSpec, statuses: readonly ContainerStatus[] | undefined, phase: Phase): Made {
  const type = 'Initialized';
  const inits = spec.initContainers ?? [];
  if (statuses === undefined && inits.length > 0) return { type, status: 'False', reason: 'UnknownContainerStatuses' };
  const byName = new Map(statuses?.map((status) => [status.name, status]));
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of inits) {
    const status = byName.get(container.name);
    if (status === undefined) unknown.push(container.name);
    else if (isSidecar(container) ? status.started !== true : !status.ready) incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' };
  if (spec.containers.some((container) => hasStarted(byName.get(container.name)))) return { type, status: 'True' };
  return listed(type, { reason: 'ContainersNotInitialized', word: 'incomplete', unknown, bad: incomplete });
}

export function containersReadyCondition(spec: PodSpec, statuses: readonly ContainerStatus[] | undefined, phase: Phase): Made {
  const type = 'ContainersReady';
  if (statuses === undefined) return { type, status: 'False', reason: 'UnknownContainerStatuses' };
  const unknown: string[] = [];
  const unready: string[] = [];
  for (const container of [...(spec.initContainers ?? []).filter(isSidecar), ...(spec.containers ?? [])]) {
    const status = statuses.find((it) => it.name === container.name);
    if (status === undefined) unknown.push(container.name);
    else if (!status.ready) unready.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return terminalReady(type, phase);
  if (phase === 'Failed' && unknown.length === 0) return terminalReady(type, phase);
  return listed(type, { reason: 'ContainersNotReady', word: 'unready', unknown, bad: unready });
}

/** Readiness of a pod that has ended. */
export function terminalReady(type: 'Ready' | 'ContainersReady', phase: Phase): Made {
  return {
    type,
    status: 'False',
    reason: phase === 'Succeeded' ? 'PodCompleted' : phase === 'Failed' ? 'PodFailed' : 'UnknownContainerStatuses',
  };
}

/** `others` are the pod's conditions that readiness gates may name. */
export function readyCondition(spec: PodSpec, others: readonly Made[], containersReady: Made): Made {
  const type = 'Ready';
  if (containersReady.status !== 'True') return { ...containersReady, type };
  const messages: string[] = [];
  for (const { conditionType } of spec.readinessGates ?? []) {
    const condition = others.find((it) => it.type === conditionType);
    if (condition === undefined) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (condition.status !== 'True') {
      messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`);
    }
  }
  if (messages.length === 0) return { type, status: 'True' };
  return { type, status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

interface Lists {
  readonly reason: string;
  readonly word: string;
  readonly unknown: readonly string[];
  readonly bad: readonly string[];
}

function listed(type: string, { reason, word, unknown, bad }: Lists): Made {
  const messages: string[] = [];
  if (unknown.length > 0) messages.push(`containers with unknown status: [${unknown.join(' ')}]`);
  if (bad.length > 0) messages.push(`containers with ${word} status: [${bad.join(' ')}]`);
  if (messages.length === 0) return { type, status: 'True' };
  return { type, status: 'False', reason, message: messages.join(', ') };
}

const byKubelet = new Set(['PodScheduled', 'Ready', 'Initialized', 'ContainersReady', 'PodReadyToStartContainers']);

/** Conditions of other types belong to others; the kubelet passes them on untouched. */
export function isByKubelet(type: string): boolean {
  return byKubelet.has(type);
}

/** What the map says about one pod, remembered by the object's identity. upstream: pkg/printers/internalversion/printers.go (printPod) */
import type { ContainerStatus, Pod } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { idOfObject, refOf, type PodFacts, type Tone } from './model.ts';

const known = new WeakMap<Pod, PodFacts>();

export function podFacts(pod: Pod): PodFacts {
  const before = known.get(pod);
  if (before !== undefined) return before;
  const facts = read(pod);
  known.set(pod, facts);
  return facts;
}

function read(pod: Pod): PodFacts {
  const statuses = pod.status.containerStatuses ?? [];
  const word = statusWord(pod);
  const isReady = isPodReady(pod);
  return {
    id: idOfObject(pod),
    ref: refOf(pod),
    name: pod.metadata.name,
    word,
    readyCount: statuses.filter((status) => status.ready).length,
    containers: pod.spec.containers.length,
    isReady,
    restarts: statuses.reduce((sum, status) => sum + status.restartCount, 0),
    node: pod.spec.nodeName ?? '',
    ip: pod.status.podIP ?? '',
    image: pod.spec.containers[0]?.image ?? '',
    tone: toneOf(pod, word, isReady),
  };
}

/** The STATUS column of `kubectl get pods`. */
function statusWord(pod: Pod): string {
  const initializing = initWord(pod);
  let word = initializing ?? pod.status.reason ?? pod.status.phase ?? 'Unknown';
  if (initializing === undefined) word = containersWord(pod, word);
  if (pod.metadata.deletionTimestamp === undefined) return word;
  return pod.status.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
}

function initWord(pod: Pod): string | undefined {
  const statuses = pod.status.initContainerStatuses ?? [];
  const total = pod.spec.initContainers?.length ?? 0;
  for (const [index, status] of statuses.entries()) {
    const ended = status.state?.terminated;
    if (ended !== undefined && ended.exitCode === 0) continue;
    if (status.started === true) continue;
    if (ended !== undefined) return `Init:${endWord(ended)}`;
    const waiting = status.state?.waiting?.reason;
    if (waiting !== undefined && waiting !== '' && waiting !== 'PodInitializing') return `Init:${waiting}`;
    return `Init:${index}/${total}`;
  }
  return undefined;
}

function endWord(ended: NonNullable<NonNullable<ContainerStatus['state']>['terminated']>): string {
  if (ended.reason !== undefined && ended.reason !== '') return ended.reason;
  return (ended.signal ?? 0) !== 0 ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`;
}

function containersWord(pod: Pod, phase: string): string {
  let word = phase;
  let hasRunning = false;
  for (const status of (pod.status.containerStatuses ?? []).toReversed()) {
    const waiting = status.state?.waiting?.reason;
    const ended = status.state?.terminated;
    if (waiting !== undefined && waiting !== '') word = waiting;
    else if (ended !== undefined) word = endWord(ended);
    else if (status.ready && status.state?.running !== undefined) hasRunning = true;
  }
  if (word !== 'Completed' || !hasRunning) return word;
  return isPodReady(pod) ? 'Running' : 'NotReady';
}

const patient = new Set(['Pending', 'ContainerCreating', 'PodInitializing', 'Running', 'NotReady', 'Unknown']);

function toneOf(pod: Pod, word: string, isReady: boolean): Tone {
  if (pod.metadata.deletionTimestamp !== undefined) return 'leaving';
  if (pod.status.phase === 'Succeeded') return 'done';
  if (pod.status.phase === 'Failed') return 'bad';
  if (word === 'Running' && isReady) return 'ready';
  if (word === 'Pending' && isUnschedulable(pod)) return 'bad';
  if (patient.has(word) || /^Init:\d/.test(word)) return 'moving';
  return 'bad';
}

/** A pod whose claims are being bound is on its way; one that fits nowhere is not. */
function isUnschedulable(pod: Pod): boolean {
  return (
    pod.status.conditions?.some(
      (condition) =>
        condition.type === 'PodScheduled' &&
        condition.reason === 'Unschedulable' &&
        !(condition.message ?? '').includes('unbound immediate PersistentVolumeClaims'),
    ) ?? false
  );
}

/**
 * What is to be done for a pod, from what runs and what should: pure.
 * upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions), kuberuntime_container.go (findNextInitContainerToRun)
 */
import type { Container } from '#api/kinds.ts';
import { isSameImage } from '../images/reference.ts';
import { isSidecar } from '../status/phase.ts';
import { hasStartedUp } from '../status/generate.ts';
import type { ContainerRecord, KillWhy, PodWorker, Task } from '../state.ts';
import { newest } from './containers.ts';
import { shouldRestart } from './restart.ts';

/** The tasks in order; undefined when the whole pod is to be ended, because nothing of it will ever run again. */
export function planPod(worker: PodWorker): Task[] | undefined {
  const { spec } = worker.pod;
  const inits = spec.initContainers ?? [];
  if (worker.sandbox === undefined || !worker.sandbox.ready) return newSandbox(worker);
  const next = nextInit(worker, inits);
  if (next === 'failed') return undefined;
  const added = ephemeral(worker);
  if (next === 'wait') return added;
  if (next !== undefined) return [...added, { type: 'start', name: next.name }];
  const sidecars = inits.filter((container) => isSidecar(container) && newest(worker, container)?.state !== 'running');
  const main = planMain(worker);
  return main === undefined ? undefined : [...main.kills, ...added, ...starts(sidecars), ...starts(main.starts)];
}

/** Ephemeral containers run once, whatever the pod is doing. */
function ephemeral(worker: PodWorker): Task[] {
  const added = worker.pod.spec.ephemeralContainers ?? [];
  const before = worker.status.ephemeralContainerStatuses ?? [];
  const hasRun = (name: string) => before.some((status) => status.name === name && status.state?.terminated !== undefined);
  return added.filter(({ name }) => !worker.containers.has(name) && !hasRun(name)).map(({ name }) => ({ type: 'start', name }));
}

function newSandbox(worker: PodWorker): Task[] | undefined {
  const { spec } = worker.pod;
  const wanted = spec.containers.filter((container) => {
    const record = newest(worker, container);
    return record === undefined || (record.state === 'exited' ? shouldRestart(worker.pod, record) : spec.restartPolicy !== 'Never');
  });
  if (wanted.length === 0) return undefined;
  const first = spec.initContainers?.[0];
  return [{ type: 'sandbox' }, ...starts(first === undefined ? wanted : [first])];
}

function starts(containers: readonly Container[]): Task[] {
  return containers.map(({ name }) => ({ type: 'start', name }));
}

/** The init container to run now; undefined when all have done their work. */
function nextInit(worker: PodWorker, inits: readonly Container[]): Container | 'failed' | 'wait' | undefined {
  if (worker.pod.spec.containers.some((container) => newest(worker, container) !== undefined)) return undefined;
  for (let i = inits.length - 1; i >= 0; i -= 1) {
    const container = inits[i]!;
    const record = newest(worker, container);
    if (record === undefined) continue;
    const done = isSidecar(container)
      ? record.state === 'running' && hasStartedUp(worker, record.name, record.id)
      : record.state === 'exited' && record.exitCode === 0;
    if (done) return inits[i + 1];
    if (record.state !== 'exited') return 'wait';
    return isSidecar(container) || worker.pod.spec.restartPolicy !== 'Never' ? container : 'failed';
  }
  return inits[0];
}

function planMain(worker: PodWorker): { readonly kills: Task[]; readonly starts: Container[] } | undefined {
  const kills: Task[] = [];
  const toStart: Container[] = [];
  let kept = 0;
  for (const container of worker.pod.spec.containers) {
    const record = newest(worker, container);
    if (record === undefined || record.state !== 'running') {
      if (shouldRestart(worker.pod, record)) toStart.push(container);
      continue;
    }
    const cause = killCause(worker, container, record);
    if (cause === undefined) {
      kept += 1;
      continue;
    }
    const restart = cause.why === 'changed' || worker.pod.spec.restartPolicy !== 'Never';
    if (restart) toStart.push(container);
    kills.push({
      type: 'kill',
      container: record.id,
      name: container.name,
      why: cause.why,
      message: restart ? `${cause.message}, will be restarted` : cause.message,
    });
  }
  return kept === 0 && toStart.length === 0 ? undefined : { kills, starts: toStart };
}

function killCause(
  worker: PodWorker,
  container: Container,
  record: ContainerRecord,
): { readonly why: KillWhy; readonly message: string } | undefined {
  const { name } = container;
  if (!isSameImage(container.image ?? '', record.specImage)) return { why: 'changed', message: `Container ${name} definition changed` };
  for (const why of ['liveness', 'startup'] as const) {
    const probe = worker.probes.get(`${why}/${name}`);
    if (probe?.container === record.id && probe.result === false) return { why, message: `Container ${name} failed ${why} probe` };
  }
  return undefined;
}

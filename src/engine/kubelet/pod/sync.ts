/**
 * One sync of a pod: its status as it is now, then the tasks that bring it closer to what it should be. A task that must
 * wait leaves the job where it stands; the answer takes it up again.
 * upstream: pkg/kubelet/kubelet.go (SyncPod, rejectPod), pkg/kubelet/kuberuntime/kuberuntime_manager.go (SyncPod)
 */
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { nextBelow } from '#sim/random.ts';
import { podEvent } from '../events.ts';
import { dropPulls } from '../images/ensure.ts';
import { triggerReadiness } from '../probes/worker.ts';
import { nextId, because, later, wallMs, type Job, type Kubelet, type PodWorker, type Task } from '../state.ts';
import { generateStatus, isTerminal } from '../status/generate.ts';
import { setStatus } from '../status/write.ts';
import { mountVolumes } from '../volumes/mount.ts';
import { clusterDnsIp, clusterDomain } from '../../helpers/contracts/network.ts';
import { podResolver, resolvConf } from '../network/dns.ts';
import { hostnameOf, hostsFile, nodeHostsFile } from '../network/hosts.ts';
import { admissionProblem } from './admit.ts';
import { portMappingsOf } from './portMappings.ts';
import type { Refusal } from './predicates.ts';
import { sysctlsOf } from './sysctls.ts';
import { hexId, place, taskDone } from './job.ts';
import { killContainer } from './kill.ts';
import { planPod } from './plan.ts';
import { startContainer } from './start.ts';
import { killAll } from './terminate.ts';
import { nextTickMs, notice, syncIn } from './worker.ts';
import { tellRuntime } from '../send.ts';

const retryMs = 10_000;
/** How often it is looked whether those that make room have gone. */
const roomMs = 100;
const volumesPatienceMs = 123_000;
/** The node's own resolver, as its /etc/resolv.conf names it. */
const nodeResolver = { nameservers: ['127.0.0.1'], searches: [], options: [] };
const nodeHosts = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n';

/** Syncs now, or when the worker and the relist allow it. */
export function requestSync(k: Kubelet, worker: PodWorker): void {
  if (worker.job !== undefined) worker.wanted = true;
  else if (worker.lastSyncMs > nextTickMs(k) - 1000) notice(k, worker);
  else syncPod(k, worker);
}

export function syncPod(k: Kubelet, worker: PodWorker): void {
  worker.wanted = false;
  worker.dueMs = 0;
  if (worker.phase !== 'syncing' || worker.job !== undefined) return;
  if (!worker.synced && !firstSync(k, worker)) return;
  const status = generateStatus(worker, place(k), false);
  setStatus(k, worker, status);
  worker.synced = true;
  if (isTerminal(status.phase)) return beginTermination(k, worker);
  triggerReadiness(k, worker);
  const tasks: Task[] = worker.mounted ? [{ type: 'plan' }] : [{ type: 'volumes' }, { type: 'plan' }];
  worker.job = {
    tasks,
    wait: undefined,
    image: undefined,
    container: undefined,
    failed: false,
    sinceMs: k.context.now,
    volumesUntilMs: k.context.now + volumesPatienceMs,
  };
  advance(k, worker);
}

/** Goes on with the worker's job until it must wait or is done. */
export function advance(k: Kubelet, worker: PodWorker): void {
  for (;;) {
    const { job } = worker;
    if (worker.phase === 'terminating') {
      if (job !== undefined && job.wait !== undefined) return;
      worker.job = undefined;
      return killAll(k, worker);
    }
    if (job === undefined || job.wait !== undefined) return;
    const task = job.tasks[0];
    if (task === undefined) return finish(k, worker, job);
    runTask(k, worker, { job, task });
  }
}

/** Whether the node has said yes or no to the pod; a critical one may have to wait for others to go. */
function firstSync(k: Kubelet, worker: PodWorker): boolean {
  const problem = admissionProblem(k, worker);
  if (problem !== undefined && 'pods' in problem) {
    for (const victim of problem.pods) preempt(k, victim);
    syncIn(k, worker, roomMs);
    return false;
  }
  if (problem !== undefined) return reject(k, worker, problem);
  planDeadline(k, worker);
  return true;
}

/** Nothing was begun for the pod, so there is nothing to end, and its status says no more than why. */
function reject(k: Kubelet, worker: PodWorker, { reason, message }: Refusal): false {
  podEvent(k, worker, { type: 'Warning', reason, message });
  worker.phase = 'terminated';
  worker.synced = true;
  setStatus(k, worker, { phase: 'Failed', reason, message: `Pod was rejected: ${message}`, startTime: formatTime(wallMs(k)) });
  return false;
}

function preempt(k: Kubelet, victim: PodWorker): void {
  const said = { reason: 'Preempting', message: 'Preempted in order to admit critical pod' };
  victim.ended = { ...said, isDisruption: true };
  podEvent(k, victim, { type: 'Warning', ...said });
  beginTermination(k, victim);
}

/** Plans the end of a pod that may only be active for so long. */
export function planDeadline(k: Kubelet, worker: PodWorker): void {
  const { activeDeadlineSeconds } = worker.pod.spec;
  const startedMs = worker.pod.status.startTime === undefined ? wallMs(k) : (parseTime(worker.pod.status.startTime) ?? wallMs(k));
  if (activeDeadlineSeconds !== undefined)
    later(k, Math.max(0, startedMs + activeDeadlineSeconds * 1000 - wallMs(k)), { type: 'kubelet/deadline', uid: worker.uid });
}

function runTask(k: Kubelet, worker: PodWorker, { job, task }: { readonly job: Job; readonly task: Task }): void {
  switch (task.type) {
    case 'volumes':
      return mountVolumes(k, worker, job);
    case 'plan':
      return plan(k, worker, job);
    case 'sandbox':
      return runSandbox(k, worker, job);
    case 'kill':
      job.wait = `kill ${task.container}`;
      return killContainer(k, worker, task);
    case 'start':
      return startContainer(k, worker, { job, name: task.name });
  }
}

function plan(k: Kubelet, worker: PodWorker, job: Job): void {
  const tasks = planPod(worker);
  taskDone(job);
  if (tasks === undefined) beginTermination(k, worker);
  else job.tasks.push(...tasks);
}

function runSandbox(k: Kubelet, worker: PodWorker, job: Job): void {
  const { metadata, spec } = worker.pod;
  const { resolver, problem } = podResolver(worker.pod, { node: nodeResolver, clusterIp: clusterDnsIp, clusterDomain });
  if (problem !== undefined) podEvent(k, worker, { type: 'Warning', reason: 'DNSConfigForming', message: problem });
  const { hostname, domain } = hostnameOf(worker.pod, clusterDomain);
  const aliases = spec.hostAliases ?? [];
  const hostNetwork = spec.hostNetwork === true;
  const handler = handlerOf(k, worker);
  const sandbox = hexId(k);
  const id = nextId(k, 'sandbox');
  k.state.owners.set(sandbox, worker.uid);
  k.state.waiting.set(id, { type: 'job', uid: worker.uid });
  job.wait = id;
  const message = {
    type: 'cri/run-sandbox',
    id,
    sandbox,
    pod: { namespace: metadata.namespace ?? '', name: metadata.name, uid: worker.uid },
    hostname: hostNetwork ? k.node : hostname,
    resolvConf: resolvConf(resolver),
    hosts: hostNetwork ? nodeHostsFile(nodeHosts, aliases) : hostsFile({ ips: ['{{ip}}'], hostname, domain, aliases }),
    hostNetwork,
    ...(handler === '' ? {} : { handler }),
    ...sysctlsOf(worker.pod),
    ...portMappingsOf(worker.pod),
  } as const;
  tellRuntime(k, message);
}

/** The runtime that the pod's RuntimeClass names. upstream: pkg/kubelet/runtimeclass/runtimeclass_manager.go */
function handlerOf(k: Kubelet, { pod }: PodWorker): string {
  const name = pod.spec.runtimeClassName ?? '';
  const found = name === '' ? undefined : k.client.get('RuntimeClass', undefined, name);
  return found?.ok === true ? found.value.handler : '';
}

function finish(k: Kubelet, worker: PodWorker, job: Job): void {
  worker.job = undefined;
  worker.lastSyncMs = k.context.now;
  if (job.failed) syncIn(k, worker, retryMs + nextBelow(k.context.random, retryMs / 2));
  if (worker.wanted) notice(k, worker);
  because(k, worker);
}

/** From here on nothing of the pod is started. A call to the runtime that is on its way is waited for. */
export function beginTermination(k: Kubelet, worker: PodWorker): void {
  if (worker.phase !== 'syncing') return;
  worker.phase = 'terminating';
  for (const [key, probe] of worker.probes) if (probe.kind !== 'readiness') worker.probes.delete(key);
  dropPulls(k, worker.uid);
  const { job } = worker;
  if (job?.wait !== undefined && isInterruptible(job.wait)) job.wait = undefined;
  advance(k, worker);
}

/** A sandbox or container in the making is waited for, so that it can be taken away; anything else is given up at once. */
function isInterruptible(wait: string): boolean {
  return !wait.startsWith('sandbox-') && !wait.startsWith('start-');
}

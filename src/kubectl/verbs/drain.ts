/** Cordons a node and evicts its pods. upstream: kubectl/pkg/drain/drain.go, filters.go */
import { isMirrorPod } from '#api/machinery/mirrorPod.ts';
import type { Pod } from '#api/kinds.ts';
import { controllerOf, type KubeObject } from '#api/meta.ts';
import { goDuration } from '#api/machinery/duration.ts';
import type { Request, Status } from '#api/request.ts';
import { scheme } from '#api/scheme.ts';
import { asJson, findObject, isRefusal, listObjects, requestOf, send } from '../cluster.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { parseLabelSelector } from '#api/machinery/labelParser.ts';
import { failure, KubectlFailure, silentFailure } from '../failure.ts';
import { bools, durationOf, flag, isOn, numberOf, textOf } from '../flags.ts';
import { dryRunFlag, selectorFlag } from '../globalFlags.ts';
import type { Found } from '../selection.ts';
import { untilSeen } from '../until.ts';
import { targetOf, type Target } from '../write.ts';
import { cordonOne, nodesOf } from './nodes.ts';

export const drain: Verb = {
  name: 'drain',
  short: 'Drain node in preparation for maintenance',
  flags: [
    selectorFlag,
    dryRunFlag,
    flag('pod-selector'),
    flag('grace-period', 'int', { default: '-1' }),
    flag('timeout', 'duration'),
    flag('skip-wait-for-delete-timeout', 'int'),
    flag('chunk-size', 'int', { default: '500' }),
    ...bools('force', 'ignore-daemonsets', 'delete-emptydir-data', 'delete-local-data', 'disable-eviction'),
  ],
  run,
};

const retryMs = 5_000;

async function run(context: Context): Promise<number> {
  if (!parseLabelSelector(textOf(context.flags, 'pod-selector')).ok)
    throw failure('--pod-selector=<pod_selector> must be a valid label selector');
  const nodes = await nodesOf(context, context.args);
  for (const node of nodes) await cordonOne(context, node, true);
  const failures: { name: string; problem: string }[] = [];
  const dryRun = dryRunOf(context);
  for (const node of nodes) {
    const { name } = node.object.metadata;
    const problem = await drainNode(context, node);
    if (problem === undefined)
      context.env.stdout(`node/${name} drained${dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)'}\n`);
    else failures.push({ name, problem });
  }
  if (failures.length === 0) return 0;
  const pending = failures.map(({ name }) => ` ${name}\n`).join('');
  context.env.stderr(
    `${failures.map(({ name, problem }) => `error: unable to drain node ${JSON.stringify(name)} due to error:${bracketed(problem)}, continuing command...\n`).join('')}There are pending nodes to be drained:\n${pending}`,
  );
  throw new KubectlFailure(failures.map(({ problem }) => `${problem}\n`).join(''), 1);
}

/** Go prints several errors as a list; one stands by itself. */
function bracketed(problem: string): string {
  const lines = problem.split('\n');
  return lines.length === 1 ? problem : `[${lines.join(', ')}]`;
}

interface Sorted {
  readonly evict: readonly Pod[];
  readonly errors: ReadonlyMap<string, readonly string[]>;
  readonly warnings: ReadonlyMap<string, readonly string[]>;
}

async function drainNode(context: Context, node: Found): Promise<string | undefined> {
  const { name } = node.object.metadata;
  const sorted = await podsOn(context, name);
  if (sorted.errors.size > 0) return told(sorted.errors, '\n');
  if (sorted.warnings.size > 0) context.env.stderr(`Warning: ${told(sorted.warnings, '; ')}\n`);
  if (dryRunOf(context) === 'client') {
    for (const pod of sorted.evict) context.env.stdout(`evicting pod ${fullName(pod)} (dry run)\n`);
    return undefined;
  }
  const problems = (await Promise.all(sorted.evict.map((pod) => evict(context, pod)))).filter((problem) => problem !== undefined);
  if (problems.length === 0) return undefined;
  const problem = problems.join('\n');
  const left = (await podsOn(context, name)).evict;
  if (left.length > 0) {
    const names = left.map(({ metadata }) => `pod/${metadata.name}\n`).join('');
    context.env.stderr(`There are pending pods in node ${JSON.stringify(name)} when an error occurred: ${bracketed(problem)}\n${names}`);
  }
  return problem;
}

async function podsOn(context: Context, node: string): Promise<Sorted> {
  const { items } = await listObjects(
    context,
    { row: scheme.Pod, namespace: undefined },
    {
      fieldSelector: `spec.nodeName=${node}`,
      ...(textOf(context.flags, 'pod-selector') === '' ? {} : { labelSelector: textOf(context.flags, 'pod-selector') }),
    },
  );
  return sortPods(context, items as unknown as readonly Pod[]);
}

function told(groups: ReadonlyMap<string, readonly string[]>, separator: string): string {
  return [...groups].map(([message, pods]) => `${message}: ${pods.join(', ')}`).join(separator);
}

function fullName(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
}

const unmanaged = {
  error: 'cannot delete Pods declare no controller (use --force to override)',
  warning: 'deleting Pods that declare no controller',
};
const local = {
  error: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)',
  warning: 'deleting Pods with local storage',
};
const daemon = {
  error: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)',
  warning: 'ignoring DaemonSet-managed Pods',
};

/** Each pod stands in one group only: the first filter that refuses it decides. */
async function sortPods(context: Context, pods: readonly Pod[]): Promise<Sorted> {
  const errors = new Map<string, string[]>();
  const warnings = new Map<string, string[]>();
  const evict: Pod[] = [];
  const note = (map: Map<string, string[]>, message: string, pod: Pod): void => {
    map.set(message, [...(map.get(message) ?? []), fullName(pod)]);
  };
  for (const pod of pods.toSorted((a, b) => (fullName(a) < fullName(b) ? -1 : 1))) {
    const verdict = await verdictOn(context, pod);
    if (verdict.error !== undefined) note(errors, verdict.error, pod);
    if (verdict.warning !== undefined) note(warnings, verdict.warning, pod);
    if (verdict.evict) evict.push(pod);
  }
  return { evict, errors: inOrder(errors), warnings: inOrder(warnings) };
}

const messageOrder = [unmanaged, local, daemon].flatMap((group) => [group.error, group.warning]);

function inOrder(groups: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  return new Map([...groups].toSorted(([a], [b]) => messageOrder.indexOf(a) - messageOrder.indexOf(b)));
}

interface Verdict {
  readonly evict: boolean;
  readonly error?: string;
  readonly warning?: string;
}

/** The second is the older name of the first. */
function deletesLocal({ flags }: Context): boolean {
  return isOn(flags, 'delete-emptydir-data') || isOn(flags, 'delete-local-data');
}

async function verdictOn(context: Context, pod: Pod): Promise<Verdict> {
  if (isMirrorPod(pod)) return { evict: false };
  const owner = controllerOf(pod as unknown as KubeObject);
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return { evict: true };
  if (
    owner?.kind === 'DaemonSet' &&
    (await findObject(context, { row: scheme.DaemonSet, namespace: pod.metadata.namespace }, owner.name)) !== undefined
  ) {
    return isOn(context.flags, 'ignore-daemonsets') ? { evict: false, warning: daemon.warning } : { evict: false, error: daemon.error };
  }
  if ((pod.spec.volumes ?? []).some((volume) => volume.emptyDir !== undefined) && !deletesLocal(context))
    return { evict: false, error: local.error };
  if (owner !== undefined) return { evict: true };
  return isOn(context.flags, 'force') ? { evict: true, warning: unmanaged.warning } : { evict: false, error: unmanaged.error };
}

/** Asks again every five seconds while a disruption budget forbids it, then waits until the pod is gone. Gives what went wrong. */
async function evict(context: Context, pod: Pod): Promise<string | undefined> {
  const { env } = context;
  const target = targetOf(scheme.Pod, pod as unknown as KubeObject);
  const timeout = durationOf(context.flags, 'timeout');
  const end = timeout > 0 ? env.client.now() + timeout : Infinity;
  const dryRun = dryRunOf(context);
  const about = `error when evicting pods/${JSON.stringify(target.name)} -n ${JSON.stringify(target.namespace)}`;
  for (;;) {
    env.stdout(`evicting pod ${fullName(pod)}${dryRun === 'server' ? ' (server dry run)' : ''}\n`);
    if (env.client.now() >= end) return `${about}: global timeout reached: ${goDuration(timeout)}`;
    if (env.signal.aborted) throw silentFailure(130);
    const response = await send(context, evictionOf(context, target));
    if (!isRefusal(response)) break;
    if (response.code === 404) return undefined;
    const { message = '' } = response.body as unknown as Status;
    if (response.code !== 429) return `${about}: ${message}`;
    env.stderr(`${about} (will retry after 5s): ${message}\n`);
    await env.wait(retryMs);
  }
  if (dryRun !== 'none') return undefined;
  return (await isGone(context, pod, end))
    ? undefined
    : `error when waiting for pod ${JSON.stringify(target.name)} in namespace ${JSON.stringify(target.namespace)} to terminate: global timeout reached: ${goDuration(timeout)}`;
}

function evictionOf(context: Context, target: Target): Request {
  const rehearsal = dryRunOf(context) === 'server' ? { dryRun: ['All'] } : {};
  if (isOn(context.flags, 'disable-eviction')) return requestOf(target, 'delete', { name: target.name, options: rehearsal });
  const grace = numberOf(context.flags, 'grace-period');
  const object = asJson({
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: target.name, namespace: target.namespace },
    deleteOptions: { ...(grace < 0 ? {} : { gracePeriodSeconds: grace }), ...rehearsal },
  });
  return requestOf(target, 'create', { name: target.name, subresource: 'eviction', object });
}

async function isGone(context: Context, pod: Pod, end: number): Promise<boolean> {
  const target = targetOf(scheme.Pod, pod as unknown as KubeObject);
  const gone = await untilSeen(context, target, {
    see: (seen, deleted) => (deleted || seen.metadata.uid !== pod.metadata.uid ? true : undefined),
    absent: () => true,
    timeout: Number.isFinite(end) ? Math.max(0, end - context.env.client.now()) : undefined,
  });
  if (gone === true) context.env.stdout(`pod/${target.name} evicted\n`);
  return gone === true;
}

/**
 * The pod that exec, logs and attach mean, and its container.
 * upstream: kubectl/pkg/polymorphichelpers (AttachablePodForObject, LogsForObject), cmd/util/podcmd
 */
import type { Container, Pod } from '#api/kinds.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import type { LabelSelector } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { getObject, listObjects } from './cluster.ts';
import { namespaceOf, type Context } from './context.ts';
import { failure } from './failure.ts';
import { labelsText } from '#api/printers/printer.ts';
import { rowOfWord } from './mapper.ts';

export interface PodChoice {
  readonly pod: Pod;
  /** How many pods there were to choose from. */
  readonly among: number;
}

/** `web-0`, `pod/web-0`, `deploy/web`, `svc/web`. */
export async function podOfName(context: Context, name: string, forLogs: boolean): Promise<PodChoice> {
  const slash = name.indexOf('/');
  const row = slash < 0 ? scheme.Pod : await rowOfWord(context, name.slice(0, slash));
  const object = await getObject(context, { row, namespace: namespaceOf(context) }, slash < 0 ? name : name.slice(slash + 1));
  if (object.kind === 'Pod') return { pod: object as unknown as Pod, among: 1 };
  if (object.kind === 'Service' && selectorOf(object) === undefined)
    throw failure(
      `cannot ${forLogs ? 'get the logs from' : 'attach to'} *v1.Service: invalid service '${object.metadata.name}': Service is defined without a selector`,
    );
  const labelSelector = selectorOf(object);
  if (labelSelector === undefined)
    throw failure(
      `cannot ${forLogs ? 'get the logs from' : 'attach to'} *v1.${object.kind}: selector for *v1.${object.kind} not implemented`,
    );
  const { items } = await listObjects(context, { row: scheme.Pod, namespace: object.metadata.namespace }, { labelSelector });
  const pods = (items as unknown as readonly Pod[]).toSorted((a, b) => comparePods(a, b, forLogs));
  const [pod] = pods;
  if (pod === undefined) throw failure('timed out waiting for the condition');
  return { pod, among: pods.length };
}

/** The selector by which an object knows its pods. */
function selectorOf(object: KubeObject): string | undefined {
  const selector = (object as unknown as { readonly spec?: { readonly selector?: LabelSelector | Readonly<Record<string, string>> } }).spec
    ?.selector;
  if (selector === undefined) return undefined;
  if (object.kind === 'Service' || object.kind === 'ReplicationController') return labelsText(selector as Readonly<Record<string, string>>);
  return formatLabelSelector(selector as LabelSelector);
}

/** Best first: assigned, running, ready, ready for longer, older. Logs prefer many restarts, the others few. upstream: podutils */
export function comparePods(a: Pod, b: Pod, forLogs: boolean): number {
  const phases = ['Running', 'Unknown', 'Pending'];
  const unassigned = (pod: Pod): number => Number((pod.spec.nodeName ?? '') === '');
  const phase = (pod: Pod): number => phases.indexOf(pod.status.phase ?? '') + 1;
  const ready = (pod: Pod): { status: string; since: string } => {
    const condition = pod.status.conditions?.find((one) => one.type === 'Ready');
    return { status: condition?.status ?? '', since: condition?.lastTransitionTime ?? '' };
  };
  const restarts = (pod: Pod): number => Math.max(0, ...(pod.status.containerStatuses ?? []).map((status) => status.restartCount));
  const order =
    unassigned(a) - unassigned(b) || phase(a) - phase(b) || Number(ready(a).status !== 'True') - Number(ready(b).status !== 'True');
  if (order !== 0) return order;
  const bySince = ready(a).status === 'True' ? compareText(ready(a).since, ready(b).since) : 0;
  return (
    bySince || (restarts(a) - restarts(b)) * (forLogs ? -1 : 1) || compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Named = Pick<Container, 'name'>;

/** Every container that can be named, init and ephemeral ones too. */
export function allContainers({ spec }: Pod): readonly Named[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
}

const defaultContainer = 'kubectl.kubernetes.io/default-container';

/** The container that was asked for, or the first one, which is said when there are others. */
export function containerOf(context: Context, pod: Pod, { asked, quiet }: { readonly asked: string; readonly quiet: boolean }): string {
  if (asked !== '') return asked;
  const { spec, metadata } = pod;
  const preferred = spec.containers.find((container) => container.name === metadata.annotations?.[defaultContainer]);
  if (preferred !== undefined) return preferred.name;
  const first = spec.containers[0]?.name ?? '';
  const names = [
    ...spec.containers.map(({ name }) => name),
    ...(spec.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`),
    ...(spec.initContainers ?? []).map(({ name }) => `${name} (init)`),
  ];
  if (!quiet && names.length > 1) context.env.stderr(`Defaulted container ${JSON.stringify(first)} out of: ${names.join(', ')}\n`);
  return first;
}

/**
 * Empties a namespace that is being deleted, says in its conditions what is left, and lets it go when nothing is.
 * Reads namespaces, and lists every namespaced kind; writes deletes, the namespace's status and its finalizers.
 * upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go, status_condition_utils.go
 */
import { definitionIs, servedByDefinition } from '#api/customRows.ts';
import type { Namespace } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { allRows, apiVersionOf, groupResource, scheme, type SchemeRow } from '#api/scheme.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Json } from '#api/immutable.ts';
import type { Request, Response, Status } from '#api/request.ts';
import { isNotFound } from '../../client/client.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';

/** How long to wait for what is left when nothing tells: half of the estimate, and a second. */
const estimateMs = 15_000;

const namespacedRows = allRows().filter((row) => row.namespaced && row.kind !== 'Event');

interface Remainder {
  readonly row: SchemeRow;
  readonly objects: readonly KubeObject[];
}

export const namespaceController = controller({
  name: 'namespace',
  eventSource: 'namespace-controller',
  retry: { maxMs: 60_000 },
  watches: [
    { kind: 'Namespace', keys: (delta) => (delta.type === 'DELETED' ? [] : [delta.object.metadata.name]) },
    { kind: 'CustomResourceDefinition', keys: () => [] },
  ],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const cachedNamespace = r.see.get('Namespace', name);
    if (cachedNamespace?.metadata.deletionTimestamp === undefined) return undefined;
    const live = r.client.get('Namespace', undefined, name);
    if (!live.ok) return isNotFound(live.status) ? undefined : { error: live.status.message ?? 'get failed' };
    if ((live.value.spec.finalizers ?? []).length === 0) return undefined;
    const rows = [...namespacedRows, ...customRows(r)];
    const { left, errors } = emptied(name, rows, r);
    const updated = writeConditions(live.value, describe(left, errors), r);
    if (errors.length > 0) return { error: errors.join(', ') };
    if (left.length > 0) {
      return { requeueAfterMs: Math.floor(estimateOf(left) / 2) + 1_000, why: `waiting for ${left.length} kinds of content to go` };
    }
    return finalize(updated, r);
  },
});

/** What the cluster's own definitions add. */
function customRows(r: Reconcile): readonly SchemeRow[] {
  const definitions = r.see.list('CustomResourceDefinition').filter((it) => definitionIs(it, 'Established'));
  return definitions.flatMap((it) => servedByDefinition(it).slice(0, 1)).flatMap(({ row }) => (row.namespaced ? [row] : []));
}

interface Emptied {
  readonly left: readonly Remainder[];
  /** What went wrong; a kind that could not be emptied is not looked at further. */
  readonly errors: readonly string[];
}

function emptied(namespace: string, rows: readonly SchemeRow[], r: Reconcile): Emptied {
  const errors: string[] = [];
  const ask = (request: Pick<Request, 'verb' | 'options'>, { group, version, plural }: SchemeRow): Response | undefined => {
    const response = r.ask({ group, version, resource: plural, namespace, ...request });
    if (response.code < 400) return response;
    // A kind that is served no more holds nobody up.
    if (response.code !== 404 && response.code !== 405) errors.push((response.body as unknown as Status).message ?? 'the request failed');
    return undefined;
  };
  const all = { verb: 'deletecollection', options: { delete: { propagationPolicy: 'Background' } } } as const;
  const reached = rows.filter((row) => ask(all, row) !== undefined);
  const left = reached.flatMap((row) => {
    const objects = (ask({ verb: 'list' }, row)?.body as unknown as { items?: readonly KubeObject[] } | undefined)?.items ?? [];
    return objects.length === 0 ? [] : [{ row, objects }];
  });
  return { left, errors };
}

/** Pods are given their grace period; everything else is looked at again after a while. */
function estimateOf(left: readonly Remainder[]): number {
  const pods = left.find(({ row }) => row.kind === 'Pod')?.objects ?? [];
  return pods.reduce(
    (most, pod) => Math.max(most, (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1_000),
    pods.length > 0 ? 0 : estimateMs,
  );
}

function writeConditions(namespace: Namespace, found: ReturnType<typeof describe>, r: Reconcile): Namespace {
  const now = formatTime(r.wallMs);
  const old = namespace.status.conditions ?? [];
  const conditions = found.map((condition) => {
    const known = old.find((it) => it.type === condition.type);
    return { ...condition, lastTransitionTime: known?.status === condition.status ? known.lastTransitionTime! : now };
  });
  const same =
    old.length === conditions.length &&
    conditions.every((it, i) => it.status === old[i]!.status && it.message === old[i]!.message && it.reason === old[i]!.reason);
  if (same && namespace.status.phase === 'Terminating') return namespace;
  const written = r.client.updateStatus('Namespace', { ...namespace, status: { phase: 'Terminating', conditions } });
  return written.ok ? written.value : namespace;
}

/** The conditions of a namespace in which this is left, and in which this went wrong. */
export function describe(left: readonly Remainder[], errors: readonly string[] = []) {
  const finalizers = new Map<string, number>();
  for (const { objects } of left) {
    for (const object of objects) for (const it of object.metadata.finalizers ?? []) finalizers.set(it, (finalizers.get(it) ?? 0) + 1);
  }
  const content = left.map(
    ({ row, objects }) => `${groupResource(row)}${row.group === '' ? '.' : ''} has ${objects.length} resource instances`,
  );
  const held = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`);
  const remains = content.length > 0;
  return [
    fine('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    fine('NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    errors.length > 0
      ? bad(
          'NamespaceDeletionContentFailure',
          'ContentDeletionFailed',
          `Failed to delete all resource types, ${errors.length} remaining: ${errors.toSorted().join(', ')}`,
        )
      : fine('NamespaceDeletionContentFailure', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'),
    remains
      ? bad('NamespaceContentRemaining', 'SomeResourcesRemain', `Some resources are remaining: ${content.sort().join(', ')}`)
      : fine('NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'),
    held.length > 0
      ? bad(
          'NamespaceFinalizersRemaining',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${held.sort().join(', ')}`,
        )
      : fine('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
  ];
}

function fine(type: string, reason: string, message: string) {
  return { type, status: 'False', reason, message };
}
function bad(type: string, reason: string, message: string) {
  return { type, status: 'True', reason, message };
}

function finalize(namespace: Namespace, r: Reconcile): Outcome | undefined {
  const finalizers = (namespace.spec.finalizers ?? []).filter((it) => it !== 'kubernetes');
  const row = scheme.Namespace;
  const response = r.ask({
    verb: 'update',
    group: row.group,
    version: row.version,
    resource: row.plural,
    name: namespace.metadata.name,
    subresource: 'finalize',
    object: { ...namespace, apiVersion: apiVersionOf(row), kind: 'Namespace', spec: { finalizers } } as unknown as Json,
  });
  return response.code < 400 || response.code === 404 ? undefined : { error: 'the namespace could not be finalized' };
}

/** `apply --prune`: what was applied before and stands in no file any more is deleted. upstream: kubectl/pkg/cmd/apply/prune.go, util/prune */
import { scheme, type SchemeRow } from '#api/scheme.ts';
import type { KubeObject } from '#api/meta.ts';
import { sayChanged } from '../changed.ts';
import { listObjects, objectOf, requestOf, send } from '../cluster.ts';
import { dryRunOf, klogHead, type Context } from '../context.ts';
import { failure } from '../failure.ts';
import { listOf, numberOf, textOf } from '../flags.ts';
import { rowOfKindIn } from '../mapper.ts';
import { lastApplied } from '../lastApplied.ts';

const namespaced = [
  scheme.ConfigMap,
  scheme.Endpoints,
  scheme.PersistentVolumeClaim,
  scheme.Pod,
  scheme.ReplicationController,
  scheme.Secret,
  scheme.Service,
  scheme.Job,
  scheme.CronJob,
  scheme.Ingress,
  scheme.DaemonSet,
  scheme.Deployment,
  scheme.ReplicaSet,
  scheme.StatefulSet,
];
const clusterWide = [scheme.Namespace, scheme.PersistentVolume];

/** The kinds that --prune-allowlist names, or kubectl's own list. */
export async function pruneRows(context: Context): Promise<readonly SchemeRow[]> {
  const asked = ['prune-allowlist', 'prune-whitelist'].flatMap((name) => listOf(context.flags, name));
  if (asked.length === 0) {
    context.env.stderr(
      `${klogHead(context, 'W')} prune.go:71] Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.\n`,
    );
    return [...namespaced, ...clusterWide];
  }
  const rows: SchemeRow[] = [];
  for (const text of asked) {
    const [group = '', version = '', kind = '', ...rest] = text.split('/');
    if (kind === '' || rest.length > 0) throw failure(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    const apiVersion = group === 'core' || group === '' ? version : `${group}/${version}`;
    const row = await rowOfKindIn(context, apiVersion, kind);
    if (row === undefined) throw failure(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
    rows.push(row);
  }
  return rows;
}

export interface Applied {
  readonly uids: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  /** How many objects were told before. */
  readonly count: number;
}

export async function prune(context: Context, rows: readonly SchemeRow[], applied: Applied): Promise<void> {
  let index = applied.count;
  for (const namespace of applied.namespaces)
    for (const row of rows.filter((it) => it.namespaced))
      index = await pruneKind(context, { row, namespace }, { ...applied, count: index });
  for (const row of rows.filter((it) => !it.namespaced))
    index = await pruneKind(context, { row, namespace: undefined }, { ...applied, count: index });
}

interface Place {
  readonly row: SchemeRow;
  readonly namespace: string | undefined;
}

async function pruneKind(context: Context, place: Place, { uids, count }: Applied): Promise<number> {
  const selector = textOf(context.flags, 'selector');
  const { items } = await listObjects(context, place, selector === '' ? {} : { labelSelector: selector });
  const gone = items.filter((item) => item.metadata.annotations?.[lastApplied] !== undefined && !uids.has(item.metadata.uid));
  for (const [at, object] of gone.entries()) await pruneOne(context, place, { object, index: count + at });
  return count + gone.length;
}

async function pruneOne(context: Context, place: Place, { object, index }: { object: KubeObject; index: number }): Promise<void> {
  const dryRun = dryRunOf(context);
  const grace = numberOf(context.flags, 'grace-period');
  const options = {
    delete: { propagationPolicy: 'Background' as const, ...(grace < 0 ? {} : { gracePeriodSeconds: grace }) },
    ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
  };
  if (dryRun !== 'client') objectOf(await send(context, requestOf(place, 'delete', { name: object.metadata.name, options })));
  sayChanged(context, { row: place.row, object, operation: 'pruned', dryRun }, index);
}

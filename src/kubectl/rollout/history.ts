/** The revisions of a workload. upstream: kubectl/pkg/polymorphichelpers/history.go */
import type { ControllerRevision, Deployment, PodTemplateSpec, ReplicaSet } from '#api/kinds.ts';
import type { Json } from '#api/immutable.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap } from '#api/machinery/patch/refusal.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import { controllerOf } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { asJson, listObjects } from '../cluster.ts';
import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import type { Found } from '../selection.ts';

export interface Revision {
  readonly number: number;
  readonly changeCause: string;
  readonly template: PodTemplateSpec;
  /** For a Deployment: the ReplicaSet that keeps the template. */
  readonly replicaSet?: ReplicaSet;
  /** For the others: the patch that leads back to the revision. */
  readonly data?: Json;
}

const revisionMark = 'deployment.kubernetes.io/revision';
const changeCauseMark = 'kubernetes.io/change-cause';

/** All revisions, oldest first. */
export async function revisionsOf(context: Context, one: Found): Promise<readonly Revision[]> {
  switch (one.object.kind) {
    case 'Deployment':
      return (await replicaSetsOf(context, one.object as unknown as Deployment)).map(revisionOfSet).toSorted((a, b) => a.number - b.number);
    case 'StatefulSet':
    case 'DaemonSet':
      return controllerRevisions(context, one);
    default:
      throw failure(
        `no history viewer has been implemented for ${JSON.stringify(one.row.group === '' ? one.object.kind : `${one.object.kind}.${one.row.group}`)}`,
      );
  }
}

async function replicaSetsOf(context: Context, deployment: Deployment): Promise<readonly ReplicaSet[]> {
  const place = { row: scheme.ReplicaSet, namespace: deployment.metadata.namespace };
  const { items } = await listObjects(context, place, { labelSelector: formatLabelSelector(deployment.spec.selector) });
  return items.filter((item) => controllerOf(item)?.uid === deployment.metadata.uid) as unknown as readonly ReplicaSet[];
}

function revisionOfSet(set: ReplicaSet): Revision {
  return {
    number: Number(set.metadata.annotations?.[revisionMark] ?? 0),
    changeCause: set.metadata.annotations?.[changeCauseMark] ?? '',
    template: set.spec.template as PodTemplateSpec,
    replicaSet: set,
  };
}

async function controllerRevisions(context: Context, one: Found): Promise<readonly Revision[]> {
  const selector = (one.object as unknown as Deployment).spec.selector;
  const { items } = await listObjects(
    context,
    { row: scheme.ControllerRevision, namespace: one.object.metadata.namespace },
    { labelSelector: formatLabelSelector(selector) },
  );
  const own = items.filter((item) => controllerOf(item)?.uid === one.object.metadata.uid) as unknown as readonly ControllerRevision[];
  return own.map((revision) => revisionOfData(one, revision)).toSorted((a, b) => a.number - b.number);
}

export function revisionOfData(one: Found, revision: ControllerRevision): Revision {
  const data = (revision.data ?? {}) as Json;
  const merged = strategicMerge(asJson(one.object) as JsonMap, data, patchSchemaOf(one.row));
  if (!merged.ok) throw failure(merged.message);
  const template = (merged.value as unknown as Deployment).spec.template;
  return { number: revision.revision, changeCause: revision.metadata.annotations?.[changeCauseMark] ?? '', template, data };
}

/** A template with its cause as an annotation, as history shows it. */
export function templateWithCause(revision: Revision): PodTemplateSpec {
  if (revision.changeCause === '') return revision.template;
  const metadata = revision.template.metadata ?? {};
  return {
    ...revision.template,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [changeCauseMark]: revision.changeCause } },
  };
}

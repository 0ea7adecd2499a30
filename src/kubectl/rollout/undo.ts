/** The way back to an earlier revision. upstream: kubectl/pkg/polymorphichelpers/rollback.go */
import type { Deployment } from '#api/kinds.ts';
import type { Json } from '#api/immutable.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { failure } from '../failure.ts';
import type { Found } from '../selection.ts';
import type { Patch } from '../write.ts';
import type { Revision } from './history.ts';
import { equalTemplates } from './templates.ts';

/** Annotations that belong to the deployment and do not come back from a ReplicaSet. */
const kept = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.revision',
];

export interface UndoPlan {
  readonly operation: string;
  /** Absent when the present template is the wanted one already. */
  readonly patch?: Patch;
}

/** The given revision, or with 0 the one before the last. */
export function revisionToUndo({ object }: Found, revisions: readonly Revision[], wanted: number): Revision {
  const revision = wanted === 0 ? revisions.at(-2) : revisions.find((each) => each.number === wanted);
  if (revision !== undefined) return revision;
  if (wanted !== 0) throw failure(`unable to find specified revision ${wanted} in history`);
  throw failure(
    object.kind === 'Deployment'
      ? `no rollout history found for deployment ${JSON.stringify(object.metadata.name)}`
      : 'no last revision to roll back to',
  );
}

export function undoPatch(one: Found, revision: Revision): UndoPlan {
  const isDeployment = one.object.kind === 'Deployment';
  const deployment = one.object as unknown as Deployment;
  if (isDeployment && deployment.spec.paused === true)
    throw failure("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
  const isSame = isDeployment
    ? equalTemplates(revision.template, deployment.spec.template)
    : equalJson(revision.template, deployment.spec.template);
  if (isSame) return { operation: `skipped rollback (current template already matches revision ${revision.number})` };
  return {
    operation: 'rolled back',
    patch: isDeployment ? deploymentPatch(deployment, revision) : { type: 'strategic', body: revision.data ?? {} },
  };
}

function deploymentPatch(deployment: Deployment, revision: Revision): Patch {
  const { 'pod-template-hash': _, ...labels } = revision.template.metadata?.labels ?? {};
  const template = { ...revision.template, metadata: { ...revision.template.metadata, labels } } as unknown as Json;
  const mine = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => kept.includes(key));
  const theirs = Object.entries(revision.replicaSet?.metadata.annotations ?? {}).filter(([key]) => !kept.includes(key));
  return {
    type: 'json',
    body: [
      { op: 'replace', path: '/spec/template', value: template },
      { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...mine, ...theirs]) },
    ],
  };
}

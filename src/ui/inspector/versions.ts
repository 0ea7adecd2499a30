/** The past of one object: what etcd still has of it, and what a workload keeps for a rollback. */
import type { Client } from '#api/client.ts';
import type { KubeObject } from '#api/meta.ts';
import { recordAt, textAt } from '#scene/fields.ts';
import type { Mirror } from '#scene/model.ts';

export interface Version {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

export async function versionsOf(client: Client, { kind, metadata }: KubeObject): Promise<readonly Version[]> {
  const name = `${kind}.${metadata.namespace ?? ''}.${metadata.name}`;
  const response = await client.request({ verb: 'get', group: 'orrery.dev', version: 'v1', resource: 'versions', name });
  return response.code === 200 ? (response.body as unknown as { readonly items: readonly Version[] }).items : [];
}

export interface Rollout {
  readonly revision: number;
  readonly name: string;
  /** The pod template of this revision. */
  readonly template: unknown;
}

/** The revisions that `kubectl rollout history` knows, the newest first. */
export function rolloutsOf(object: KubeObject, mirror: Mirror): readonly Rollout[] {
  const isDeployment = object.kind === 'Deployment';
  const keepers = mirror.kinds.get(isDeployment ? 'ReplicaSet' : 'ControllerRevision')?.values() ?? [];
  const found: Rollout[] = [];
  for (const keeper of keepers) {
    if (keeper.metadata.ownerReferences?.some((owner) => owner.uid === object.metadata.uid) !== true) continue;
    const revision = isDeployment ? keeper.metadata.annotations?.['deployment.kubernetes.io/revision'] : textAt(keeper, 'revision');
    found.push({
      revision: Number(revision ?? 0),
      name: keeper.metadata.name,
      template: recordAt(keeper, isDeployment ? 'spec.template' : 'data.spec.template'),
    });
  }
  return found.sort((a, b) => b.revision - a.revision);
}

/**
 * Making and removing pods for an owner, with the events that tell of it.
 * upstream: pkg/controller/controller_utils.go (RealPodControl, GetPodFromTemplate)
 */
import type { Pod, PodTemplateSpec } from '#api/kinds.ts';
import { controllerReference } from '#api/machinery/ownerReferences.ts';
import { isDNS1123Subdomain } from '#api/machinery/validation.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Result, Status } from '#api/request.ts';
import { isNotFound, type Draft } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from './claim.ts';

type Does = Pick<Reconcile, 'client' | 'event'>;

/** A pod as the template wants it, managed by the owner, with a name yet to be made up by the server. */
export function podFromTemplate(template: PodTemplateSpec | undefined, owner: KubeObject): Draft<'Pod'> {
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  const { namespace, name } = owner.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: generateNamePrefix(name),
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template?.spec as Pod['spec'],
  };
}

/** `name-`, or the name alone when that could not begin a name. A trailing dash is fine, as more will follow. */
export function generateNamePrefix(name: string): string {
  return isDNS1123Subdomain(`${name}-a`).length === 0 ? `${name}-` : name;
}

/** Creates a pod and records how it went; the error is undefined when it went well. */
export function createPod(pod: Draft<'Pod'>, owner: KubeObject, r: Does): string | undefined {
  if (Object.keys(pod.metadata.labels ?? {}).length === 0) return 'unable to create pods, no labels';
  const created = r.client.create('Pod', pod);
  if (created.ok) {
    r.event({ object: owner, type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${created.value.metadata.name}` });
    return undefined;
  }
  // Creating goes on failing while a namespace ends, and there is nothing to be done about it.
  if (isNamespaceTerminating(created.status)) return undefined;
  r.event({ object: owner, type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${messageOf(created.status)}` });
  return messageOf(created.status);
}

/** Deletes a pod and records how it went; a pod that is gone already counts as deleted. */
export function deletePod(pod: Pod, owner: KubeObject, r: Does): string | undefined {
  const { namespace, name } = pod.metadata;
  const deleted: Result<unknown> = r.client.delete('Pod', { namespace, name });
  if (deleted.ok) {
    r.event({ object: owner, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` });
    return undefined;
  }
  if (isNotFound(deleted.status)) return undefined;
  r.event({ object: owner, type: 'Warning', reason: 'FailedDelete', message: `Error deleting: ${messageOf(deleted.status)}` });
  return `unable to delete pods: ${messageOf(deleted.status)}`;
}

/** Whether a request was refused because its namespace is being deleted. */
export function isNamespaceTerminating(status: Status): boolean {
  return status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}

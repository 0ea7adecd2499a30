/** A ready endpoint is a ready pod. */
import type { Endpoints, EndpointSlice, Pod } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Lister } from '#engine/client/informer.ts';
import { isDeleting } from '../look.ts';
import type { Scene } from '../scene.ts';

export function sliceViolations({ writer, change, known }: Scene): string[] {
  if (writer !== 'endpointslice') return [];
  const { metadata, endpoints } = change.object as unknown as EndpointSlice;
  return (endpoints ?? []).flatMap(({ conditions, targetRef }) => {
    const pod = podOf(targetRef, known);
    const is = pod !== undefined && isServing(pod);
    if (conditions?.ready === is) return [];
    return [
      is
        ? `${metadata.name} does not serve ${targetRef?.name}, which is ready`
        : `${metadata.name} serves ${targetRef?.name}, which is not ready`,
    ];
  });
}

export function endpointsViolations({ writer, change, known }: Scene): string[] {
  if (writer !== 'endpoint') return [];
  const { metadata, subsets } = change.object as unknown as Endpoints;
  const served = (subsets ?? []).flatMap(({ addresses }) => addresses ?? []);
  return served.flatMap(({ targetRef }) => {
    const pod = podOf(targetRef, known);
    return pod !== undefined && isServing(pod) ? [] : [`${metadata.name} serves ${targetRef?.name}, which is not ready`];
  });
}

interface Reference {
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
}

function podOf({ namespace, name, uid }: Reference = {}, known: Lister): Pod | undefined {
  const pod = known.get('Pod', `${namespace}/${name}`);
  return pod?.metadata.uid === uid ? pod : undefined;
}

function isServing(pod: Pod): boolean {
  return isPodReady(pod) && !isDeleting(pod);
}

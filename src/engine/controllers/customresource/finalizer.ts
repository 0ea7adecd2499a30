/** upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/finalizer/crd_finalizer.go */
import type { KubeObject } from '#api/meta.ts';
import type { SchemeRow } from '#api/scheme.ts';
import type { Reconcile } from '../../client/controller.ts';

/** Deletes every object of a resource; answers how many are still there. */
export function emptyResource(row: SchemeRow, r: Reconcile): number {
  const namespaces = new Set(listed(row, r).map((object) => object.metadata.namespace));
  for (const namespace of namespaces) {
    const place = namespace === undefined ? {} : { namespace };
    r.context.api.request({ verb: 'deletecollection', ...pathOf(row), ...place });
  }
  return listed(row, r).length;
}

function pathOf({ group, version, plural }: SchemeRow) {
  return { group, version, resource: plural };
}

function listed(row: SchemeRow, r: Reconcile): readonly KubeObject[] {
  const response = r.context.api.request({ verb: 'list', ...pathOf(row) });
  return (response.body as unknown as { readonly items?: readonly KubeObject[] }).items ?? [];
}

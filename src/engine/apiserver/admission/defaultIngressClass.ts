/**
 * An Ingress that names no class gets the default one.
 * upstream: plugin/pkg/admission/network/defaultingressclass/admission.go
 */
import type { Ingress, IngressClass } from '#api/kinds.ts';
import { list } from '#engine/etcd/store.ts';
import type { AnyObject } from '../object.ts';
import type { Call } from '../state.ts';

const DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
const OLD_CLASS = 'kubernetes.io/ingress.class';

export function setIngressClass(call: Call, object: AnyObject): AnyObject {
  const { spec, metadata } = object as unknown as Ingress;
  if (spec.ingressClassName !== undefined || metadata.annotations?.[OLD_CLASS] !== undefined) return object;
  const found = defaultIngressClass(
    list(call.server.store, 'ingressclasses.networking.k8s.io') as readonly unknown[] as readonly IngressClass[],
  );
  return found === undefined ? object : { ...object, spec: { ...object.spec, ingressClassName: found.metadata.name } };
}

/** Of several defaults the youngest counts, then the first by name. */
export function defaultIngressClass(classes: readonly IngressClass[]): IngressClass | undefined {
  let found: IngressClass | undefined;
  for (const it of classes) {
    if (it.metadata.annotations?.[DEFAULT] !== 'true') continue;
    const [younger, born] = [it.metadata.creationTimestamp ?? '', found?.metadata.creationTimestamp ?? ''];
    if (found === undefined || younger > born || (younger === born && it.metadata.name < found.metadata.name)) found = it;
  }
  return found;
}

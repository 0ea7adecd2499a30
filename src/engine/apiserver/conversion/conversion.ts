/**
 * Between the version at which an object is stored, its hub, and the others at which it is served. Only the door knows of
 * them: what a request carries is converted after it was decoded, what is answered just before it leaves.
 * upstream: staging/src/k8s.io/apimachinery/pkg/runtime/serializer/versioning, pkg/apis/<group>/<version>/conversion.go
 */
import type { Json } from '#api/immutable.ts';
import type { Response } from '#api/request.ts';
import { noteHub } from '#api/printers/hubFields.ts';
import { apiVersionOf, type Served } from '#api/scheme.ts';
import { readCustom, type CustomVersion } from '../custom/customKind.ts';
import { isRecord, type AnyObject, type Fields } from '../object.ts';
import { autoscalerFromV2, autoscalerToV2 } from './autoscaler.ts';
import { bindingFromAlpha } from './policyBinding.ts';
import { coreEvent, eventOfGroup } from './events.ts';
import { levelFromV1beta3, levelToV1beta3 } from './flowcontrol.ts';
import { petSetFromStatefulSet, petSetToStatefulSet } from './petSet.ts';

/** A version as it is asked for; custom kinds have a schema at each. */
export type Versioned = Served & { readonly custom?: CustomVersion };

export interface Conversion {
  readonly toHub: (object: Fields) => Fields;
  readonly fromHub: (object: Fields) => Fields;
}

const conversions: Readonly<Record<string, Conversion>> = {
  'admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicyBinding': { toHub: bindingFromAlpha, fromHub: (object) => object },
  'apps/v1alpha1 PetSet': { toHub: petSetToStatefulSet, fromHub: petSetFromStatefulSet },
  'autoscaling/v1 HorizontalPodAutoscaler': { toHub: autoscalerToV2, fromHub: autoscalerFromV2 },
  'events.k8s.io/v1 Event': { toHub: coreEvent, fromHub: eventOfGroup },
  'flowcontrol.apiserver.k8s.io/v1beta2 PriorityLevelConfiguration': { toHub: levelToV1beta3, fromHub: levelFromV1beta3 },
};

/** A decoded object at the version that is stored. Without a conversion of its own only apiVersion differs. */
export function toHub({ row, hub }: Versioned, object: AnyObject): AnyObject {
  if (row === hub) return object;
  const convert = conversions[`${apiVersionOf(row)} ${row.kind}`]?.toHub;
  return { ...(convert === undefined ? object : convert(object as unknown as Fields)), apiVersion: apiVersionOf(hub) } as AnyObject;
}

/** A stored object at the version that was asked for. */
export function fromHub<T extends object>({ row, hub, custom }: Versioned, object: T): T {
  if (custom !== undefined) return Object.freeze({ ...readCustom(custom, object), apiVersion: apiVersionOf(row) });
  if (row === hub) return object;
  const convert = conversions[`${apiVersionOf(row)} ${row.kind}`]?.fromHub;
  const converted = Object.freeze({
    ...(convert === undefined ? object : convert(object as unknown as Fields)),
    apiVersion: apiVersionOf(row),
  });
  noteHub(converted, object);
  return converted as T;
}

/** An answer about stored objects as the asker's version has them; anything else passes. */
export function outward(served: Versioned, response: Response): Response {
  const { row, hub, custom } = served;
  const body = response.body as unknown;
  if ((row === hub && custom === undefined) || !isRecord(body) || body['apiVersion'] !== apiVersionOf(hub)) return response;
  if (body['kind'] === hub.kind) return { ...response, body: fromHub(served, body) as unknown as Json };
  if (body['kind'] !== `${hub.kind}List`) return response;
  const items = (body['items'] as readonly AnyObject[]).map((item) => fromHub(served, item));
  return { ...response, body: { ...body, kind: `${row.kind}List`, apiVersion: apiVersionOf(row), items } as unknown as Json };
}

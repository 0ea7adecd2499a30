/**
 * Nothing is created that would take more than a quota of its namespace allows; what is created is counted at once.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/{admission,controller}.go
 */
import type { LimitedResource } from '#api/admissionPlugins.ts';
import type { ResourceQuota } from '#api/kinds.ts';
import type { Status } from '#api/request.ts';
import { list } from '#engine/etcd/store.ts';
import {
  addAmounts,
  exceeding,
  mask,
  negativeNames,
  printAmounts,
  readAmounts,
  sortedNames,
  subtractDownToZero,
  withoutZeros,
  writeAmounts,
  type Amounts,
} from '#engine/helpers/quota/amounts.ts';
import { evaluatorOf, type Evaluator } from '#engine/helpers/quota/evaluators.ts';
import { matchingResources } from '#engine/helpers/quota/quota.ts';
import { byTheServer } from '../fieldmanager/track.ts';
import { nameToBe, type AnyObject } from '../object.ts';
import { nowOf, type Call } from '../state.ts';
import { failureStatus, forbidden } from '../status.ts';
import { write } from '../write.ts';
import { uncovered } from './limitedResources.ts';

/** Undefined when the object may be; its quotas have it counted then. */
export function chargeQuota(call: Call, object: AnyObject, old?: AnyObject): Status | undefined {
  const { row, server, request } = call;
  if (!row.namespaced || request.subresource !== undefined) return undefined;
  const quotas = list(server.store, 'resourcequotas', object.metadata.namespace ?? '') as readonly unknown[] as readonly ResourceQuota[];
  const all = server.admission.limitedResources ?? [];
  if (quotas.length === 0 && all.length === 0) return undefined;
  const evaluator = evaluatorOf(row);
  if (evaluator === undefined || (old !== undefined && evaluator.onUpdate !== true)) return undefined;
  const limited = all.filter(({ apiGroup = '', resource }) => apiGroup === row.group && resource === row.plural);
  const checked = checkQuotas({ evaluator, quotas, limited, wallMs: nowOf(call.env) }, object, old);
  if (typeof checked === 'string') return forbidden(row, nameToBe(object.metadata), checked);
  if ('message' in checked) return failureStatus(500, { reason: '', message: checked.message });
  for (const quota of checked) write(call, 'MODIFIED', byTheServer(call, quota as unknown as AnyObject));
  return undefined;
}

interface Check {
  readonly evaluator: Evaluator;
  readonly quotas: readonly ResourceQuota[];
  readonly limited?: readonly LimitedResource[];
  readonly wallMs: number;
}

/** The quotas with what is used of them then, or why the object may not be; a failure that is no refusal has its message. */
export function checkQuotas(
  check: Check,
  object: AnyObject,
  old?: AnyObject,
): readonly ResourceQuota[] | string | { readonly message: string } {
  const { evaluator, quotas, wallMs, limited = [] } = check;
  const concerned: ResourceQuota[] = [];
  const covered: string[] = [];
  for (const quota of quotas) {
    const names = matchingResources(quota, evaluator, object);
    if (names.length === 0) continue;
    const missing = evaluator.missing?.(names, object);
    if (missing !== undefined) return `failed quota: ${quota.metadata.name}: ${missing}`;
    const unknown = names.some((name) => !Object.hasOwn(quota.status.used ?? {}, name));
    if (unknown) return `status unknown for quota: ${quota.metadata.name}, resources: ${sortedNames(names).join(',')}`;
    concerned.push(quota);
    covered.push(...names);
  }
  if (concerned.length === 0 && limited.length === 0) return [];
  const taken = evaluator.usage(object, wallMs);
  const negative = negativeNames(taken);
  if (negative.length > 0) return `quota usage is negative for resource(s): ${sortedNames(negative).join(',')}`;
  const more = withoutZeros(old === undefined ? taken : subtractDownToZero(taken, evaluator.usage(old, wallMs)));
  if (Object.keys(more).length === 0) return [];
  const open = limited.length === 0 ? undefined : uncovered({ evaluator, object, limited }, taken, { covered, quotas });
  if (open !== undefined) return open.isPlain ? { message: open.message } : open.message;
  return charge(concerned, more);
}

function charge(quotas: readonly ResourceQuota[], more: Amounts): readonly ResourceQuota[] | string {
  const charged: ResourceQuota[] = [];
  for (const quota of quotas) {
    const [hard, used] = [readAmounts(quota.status.hard), readAmounts(quota.status.used)];
    const requested = mask(more, Object.keys(hard));
    const total = addAmounts(used, requested);
    const over = exceeding(mask(total, Object.keys(requested)), hard);
    if (over.length > 0) {
      const [asked, was, limit] = [requested, used, hard].map((amounts) => printAmounts(mask(amounts, over)));
      return `exceeded quota: ${quota.metadata.name}, requested: ${asked}, used: ${was}, limited: ${limit}`;
    }
    if (Object.keys(requested).length > 0) charged.push({ ...quota, status: { ...quota.status, used: writeAmounts(total) } });
  }
  return charged;
}

/**
 * Admission: the plugins that are on by default, in upstream's order. Each answers with the object, changed or not, or
 * with a refusal.
 * upstream: pkg/kubeapiserver/options/plugins.go
 */
import type { Kind } from '#api/kinds.ts';
import type { Status } from '#api/request.ts';
import type { AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { isStatus } from '../status.ts';
import { checkSigner, nameRequester, restrictSubject } from './certificates.ts';
import { protectNamespace, requireNamespace } from './namespaceLifecycle.ts';
import { defaultTolerations } from './defaultTolerationSeconds.ts';
import { setIngressClass } from './defaultIngressClass.ts';
import { checkLimits, defaultLimits } from './limitRanger.ts';
import { restrictNode } from './nodeRestriction.ts';
import { checkPodSecurity } from './podSecurity/podSecurity.ts';
import { checkResize } from './persistentVolumeClaimResize.ts';
import { checkDefaultPriority, keepPriority, setPriority } from './priority.ts';
import { chargeQuota } from './resourceQuota.ts';
import { applyRuntimeClass } from './runtimeClass.ts';
import { giveServiceAccount } from './serviceAccount.ts';
import { protectStorage, setStorageClass } from './storage.ts';
import { taintNewNode } from './taintNodesByCondition.ts';
import { checkPolicies } from './validatingAdmissionPolicy/validatingAdmissionPolicy.ts';

type Mutate = (call: Call, object: AnyObject) => AnyObject | Status;

const onCreate: { readonly [K in Kind]?: readonly Mutate[] } = {
  Pod: [defaultLimits, giveServiceAccount, setPriority, defaultTolerations, applyRuntimeClass],
  CertificateSigningRequest: [nameRequester, restrictSubject],
  Ingress: [setIngressClass],
  Node: [taintNewNode],
  PersistentVolumeClaim: [setStorageClass, protectStorage],
  PersistentVolume: [protectStorage],
};

export function admitCreate(call: Call, object: AnyObject): AnyObject | Status {
  const refusal = requireNamespace(call, object) ?? restrictNode(call, { operation: 'CREATE', object });
  if (refusal !== undefined) return refusal;
  let admitted = object;
  if (call.served.custom !== undefined) return object;
  for (const mutate of onCreate[call.row.kind as Kind] ?? []) {
    const result = mutate(call, admitted);
    if (isStatus(result)) return result;
    admitted = result;
  }
  return admitted;
}

export function admitUpdate(call: Call, object: AnyObject, old: AnyObject): AnyObject | Status {
  const refusal = restrictNode(call, { operation: 'UPDATE', object, old });
  if (refusal !== undefined) return refusal;
  if (call.resource !== 'pods' || object.spec === old.spec || call.request.subresource !== undefined) return object;
  return defaultTolerations(call, keepPriority(object, old));
}

/** What is checked after validation; the quota comes last, since it counts what it lets pass. */
export function validateAdmission(call: Call, object: AnyObject): Status | undefined {
  return (
    checkLimits(call, object) ??
    checkPodSecurity(call, object) ??
    checkDefaultPriority(call, object) ??
    checkPolicies(call, { object }) ??
    chargeQuota(call, object)
  );
}

/** What is checked of an update after validation. */
export function validateAdmissionUpdate(call: Call, object: AnyObject, old: AnyObject): Status | undefined {
  if (call.row.kind === 'CertificateSigningRequest') return checkSigner(call, object, old) ?? checkPolicies(call, { object, old });
  const limited = call.row.kind === 'Pod' ? undefined : (checkLimits(call, object) ?? checkDefaultPriority(call, object));
  return (
    limited ??
    checkPodSecurity(call, object, old) ??
    checkResize(call, object, old) ??
    checkPolicies(call, { object, old }) ??
    chargeQuota(call, object, old)
  );
}

export function admitDelete(call: Call, object: AnyObject): Status | undefined {
  return protectNamespace(call, object) ?? restrictNode(call, { operation: 'DELETE', object }) ?? checkPolicies(call, { old: object });
}

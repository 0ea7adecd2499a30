/**
 * Admission: the plugins that a cluster has on, in upstream's order. Each answers with the object, changed or not, or
 * with a refusal.
 * upstream: pkg/kubeapiserver/options/plugins.go
 */
import type { AdmissionPlugin } from '#api/admissionPlugins.ts';
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
import { denyAll, denyExternalIps, enforceOwnerPermissions, limitEvents, namespaceExists } from './optional/others.ts';
import {
  denySecurityContext,
  limitAntiAffinity,
  pullAlways,
  restrictTolerations,
  selectNodes,
  tolerateExtendedResources,
} from './optional/pods.ts';
import { checkPodSecurity } from './podSecurity/podSecurity.ts';
import { checkResize } from './persistentVolumeClaimResize.ts';
import { checkDefaultPriority, keepPriority, setPriority } from './priority.ts';
import { chargeQuota } from './resourceQuota.ts';
import { applyRuntimeClass } from './runtimeClass.ts';
import { giveServiceAccount } from './serviceAccount.ts';
import { protectStorage, setStorageClass } from './storage.ts';
import { taintNewNode } from './taintNodesByCondition.ts';
import { checkPolicies } from './validatingAdmissionPolicy/validatingAdmissionPolicy.ts';

type Mutate = (call: Call, object: AnyObject, old: AnyObject | undefined) => AnyObject | Status;
/** What a plugin does, and its name; what the registry itself does has none and cannot be switched off. */
type Named<T> = readonly [AdmissionPlugin | '', T];

const onCreate: { readonly [K in Kind]?: readonly Named<Mutate>[] } = {
  Pod: [
    ['LimitRanger', defaultLimits],
    ['ServiceAccount', giveServiceAccount],
    ['AlwaysPullImages', pullAlways],
    ['PodNodeSelector', selectNodes],
    ['Priority', setPriority],
    ['DefaultTolerationSeconds', defaultTolerations],
    ['PodTolerationRestriction', restrictTolerations],
    ['ExtendedResourceToleration', tolerateExtendedResources],
    ['RuntimeClass', applyRuntimeClass],
  ],
  CertificateSigningRequest: [
    ['', nameRequester],
    ['CertificateSubjectRestriction', restrictSubject],
  ],
  Ingress: [['DefaultIngressClass', setIngressClass]],
  Node: [['TaintNodesByCondition', taintNewNode]],
  PersistentVolumeClaim: [
    ['DefaultStorageClass', setStorageClass],
    ['StorageObjectInUseProtection', protectStorage],
  ],
  PersistentVolume: [['StorageObjectInUseProtection', protectStorage]],
};

const podOnUpdate: readonly Named<Mutate>[] = [
  ['AlwaysPullImages', pullAlways],
  ['DefaultTolerationSeconds', defaultTolerations],
  ['PodTolerationRestriction', restrictTolerations],
  ['ExtendedResourceToleration', tolerateExtendedResources],
];

function isOn({ server }: Call, plugin: AdmissionPlugin | ''): boolean {
  return plugin === '' || server.plugins.has(plugin);
}

/** An object, and what it was before an update. */
interface Subject {
  readonly object: AnyObject;
  readonly old?: AnyObject;
}

/** What each plugin that is on makes of the object that the one before it left. */
function mutated(call: Call, { object, old }: Subject, plugins: readonly Named<Mutate>[]): AnyObject | Status {
  let admitted = object;
  for (const [plugin, mutate] of plugins) {
    if (!isOn(call, plugin)) continue;
    const result = mutate(call, admitted, old);
    if (isStatus(result)) return result;
    admitted = result;
  }
  return admitted;
}

export function admitCreate(call: Call, object: AnyObject): AnyObject | Status {
  const refusal =
    (isOn(call, 'NamespaceLifecycle') ? requireNamespace(call, object) : undefined) ??
    (isOn(call, 'NodeRestriction') ? restrictNode(call, { operation: 'CREATE', object }) : undefined);
  if (refusal !== undefined) return refusal;
  return call.served.custom === undefined ? mutated(call, { object }, onCreate[call.row.kind as Kind] ?? []) : object;
}

export function admitUpdate(call: Call, object: AnyObject, old: AnyObject): AnyObject | Status {
  const refusal = isOn(call, 'NodeRestriction') ? restrictNode(call, { operation: 'UPDATE', object, old }) : undefined;
  if (refusal !== undefined) return refusal;
  if (call.resource !== 'pods' || object.spec === old.spec || call.request.subresource !== undefined) return object;
  return mutated(call, { object: keepPriority(object, old), old }, podOnUpdate);
}

type Check = (call: Call, object: AnyObject, old: AnyObject | undefined) => Status | undefined;

/** What is checked after validation, in order; the quota comes late, since it counts what it lets pass. */
const checks: readonly Named<Check>[] = [
  ['NamespaceExists', namespaceExists],
  ['SecurityContextDeny', denySecurityContext],
  ['LimitPodHardAntiAffinityTopology', limitAntiAffinity],
  ['LimitRanger', (call, object, old) => (isPodUpdate(call, old) ? undefined : checkLimits(call, object))],
  ['PodSecurity', checkPodSecurity],
  ['Priority', (call, object, old) => (isPodUpdate(call, old) ? undefined : checkDefaultPriority(call, object))],
  ['EventRateLimit', limitEvents],
  ['OwnerReferencesPermissionEnforcement', enforceOwnerPermissions],
  ['PersistentVolumeClaimResize', (call, object, old) => (old === undefined ? undefined : checkResize(call, object, old))],
  ['CertificateApproval', (call, object, old) => checkRequest(call, object, { old, subresource: 'approval' })],
  ['CertificateSigning', (call, object, old) => checkRequest(call, object, { old, subresource: 'status' })],
  ['DenyServiceExternalIPs', denyExternalIps],
  ['ValidatingAdmissionPolicy', (call, object, old) => checkPolicies(call, old === undefined ? { object } : { object, old })],
  ['ResourceQuota', chargeQuota],
  ['AlwaysDeny', denyAll],
];

function isPodUpdate({ row }: Call, old: AnyObject | undefined): boolean {
  return old !== undefined && row.kind === 'Pod';
}

interface RequestChange {
  readonly old: AnyObject | undefined;
  readonly subresource: string;
}

function checkRequest(call: Call, object: AnyObject, { old, subresource }: RequestChange): Status | undefined {
  if (old === undefined || call.row.kind !== 'CertificateSigningRequest' || call.request.subresource !== subresource) return undefined;
  return checkSigner(call, object, old);
}

export function validateAdmission(call: Call, object: AnyObject, old?: AnyObject): Status | undefined {
  for (const [plugin, check] of checks) {
    const refusal = isOn(call, plugin) ? check(call, object, old) : undefined;
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

export function admitDelete(call: Call, object: AnyObject): Status | undefined {
  return (
    (isOn(call, 'NamespaceLifecycle') ? protectNamespace(call, object) : undefined) ??
    (isOn(call, 'NodeRestriction') ? restrictNode(call, { operation: 'DELETE', object }) : undefined) ??
    (isOn(call, 'ValidatingAdmissionPolicy') ? checkPolicies(call, { old: object }) : undefined) ??
    (isOn(call, 'AlwaysDeny') ? denyAll(call, object) : undefined)
  );
}

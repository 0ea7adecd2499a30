/** upstream: plugin/pkg/admission: each plugin on one object, on a server of its own that holds what the row says */
import type { Json } from '#api/immutable.ts';
import type { Kind, LimitRange, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { aggregate } from '#api/machinery/goText.ts';
import { groupResource, scheme } from '#api/scheme.ts';
import { defaultIngressClass } from '#engine/apiserver/admission/defaultIngressClass.ts';
import { defaultTolerations } from '#engine/apiserver/admission/defaultTolerationSeconds.ts';
import { claimErrors, podErrors } from '#engine/apiserver/admission/limitRanger.ts';
import { checkDefaultPriority, setPriority } from '#engine/apiserver/admission/priority.ts';
import { protectStorage, setStorageClass } from '#engine/apiserver/admission/storage.ts';
import { taintNewNode } from '#engine/apiserver/admission/taintNodesByCondition.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import type { Call } from '#engine/apiserver/state.ts';
import { isStatus } from '#engine/apiserver/status.ts';
import { resolve } from '#engine/apiserver/resolve.ts';
import { create, testServer } from '#engine/apiserver/testServer.ts';
import { errorText, inputOf, isFields, outputOf, plain, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';

/** A call that creates something of a kind, on a server that has these objects. */
export function callOf(kind: Kind, existing: unknown): Call {
  const it = testServer({ bare: true });
  for (const item of (existing ?? []) as readonly unknown[]) {
    const object = objectAs<AnyObject & { readonly [key: string]: Json }>(item);
    create(it, object.kind as Kind, object.metadata.name, object);
  }
  const { group, version, plural } = scheme[kind];
  const request = { verb: 'create', group, version, resource: plural } as const;
  const served = resolve(it.server, request)!;
  const { hub: row, strategy } = served;
  const { server, env } = it;
  return { server, env, request, user: env.user, row, served, resource: groupResource(row), strategy, dryRun: false, warnings: [] };
}

/** Of several values that a variable had, the one it was left with. */
function lastOf(value: unknown): unknown {
  return isFields(value) && Array.isArray(value['$seq']) ? value['$seq'].at(-1) : value;
}

const podLimits: Adapter = (row) => {
  const { limitRange, pod } = inputOf(row);
  const errors = podErrors(objectAs<LimitRange>(limitRange), objectAs<Pod>(pod));
  return { expected: errorText(lastOf(outputOf(row)['err'])), got: errors.length === 0 ? undefined : aggregate(errors) };
};

const claimLimits: Adapter = (row) => {
  const { limitRange, pvc } = inputOf(row);
  const errors = claimErrors(objectAs<LimitRange>(limitRange), objectAs<PersistentVolumeClaim>(pvc));
  return { expected: errorText(lastOf(outputOf(row)['err'])), got: errors.length === 0 ? undefined : aggregate(errors) };
};

export const limitRanger: Adapters = { TestPodLimitFunc: podLimits, TestPersistentVolumeClaimLimitFunc: claimLimits };

const podPriority: Adapter = (row) => {
  const { pod, existingClasses, expectError, expectedPriority } = inputOf(row);
  const admitted = setPriority(callOf('Pod', existingClasses), objectAs<AnyObject>(pod));
  if (isStatus(admitted)) return { expected: expectError, got: true };
  return expectError === true
    ? { expected: true, got: false }
    : { expected: expectedPriority, got: (admitted as unknown as Pod).spec.priority };
};

/** A class in the place of none, or of an older one: whether it may be the default. */
const defaultClass: Adapter = (row) => {
  const { newClass, existingClasses, operation } = inputOf(row);
  const refusal =
    operation === 'DELETE' ? undefined : checkDefaultPriority(callOf('PriorityClass', existingClasses), objectAs<AnyObject>(newClass));
  return { expected: errorText(lastOf(outputOf(row)['err'])), got: refusal?.message };
};

/** What a pod without a class gets, before and after a class was written. */
const defaultBeforeAndAfter: Adapter = (row) => {
  const { classesBefore, classesAfter, ...it } = inputOf(row);
  const given = (classes: unknown) => {
    const pod = { metadata: { name: 'p' }, spec: { containers: [] } } as unknown as AnyObject;
    const { priority: value = 0, priorityClassName = '' } = (setPriority(callOf('Pod', classes), pod) as unknown as Pod).spec;
    return [value, priorityClassName];
  };
  return {
    expected: [it['expectedDefaultBefore'], it['expectedDefaultNameBefore'], it['expectedDefaultAfter'], it['expectedDefaultNameAfter']],
    got: [...given(classesBefore), ...given(classesAfter)],
  };
};

export const priority: Adapters = {
  TestDefaultPriority: defaultBeforeAndAfter,
  TestPodAdmission: podPriority,
  TestPriorityClassAdmission: defaultClass,
};

const tolerations: Adapter = (row) => {
  const { requestedPod, expectedPod } = inputOf(row);
  const pod = objectAs<AnyObject>(requestedPod);
  return { expected: objectAs<Pod>(expectedPod).spec, got: plain(defaultTolerations(callOf('Pod', []), pod).spec) };
};

export const defaultTolerationSeconds: Adapters = { TestForgivenessAdmission: tolerations };

const storageClass: Adapter = (row) => {
  const { claim, classes, expectedClassName } = inputOf(row);
  // The server here takes no class without a provisioner.
  const whole = ((classes ?? []) as readonly Fields[]).map((it) => ({
    ...it,
    provisioner: it['provisioner'] === '' ? 'none' : it['provisioner'],
  }));
  const got = setStorageClass(callOf('PersistentVolumeClaim', whole), objectAs<AnyObject>(claim));
  return { expected: expectedClassName, got: got.spec?.['storageClassName'] ?? '' };
};

export const setDefaultStorageClass: Adapters = { TestAdmission: storageClass };

const ingressClass: Adapter = (row) => {
  const { classes, classField, classAnnotation, expectedClass } = inputOf(row);
  if (classField !== null || classAnnotation !== null) return { expected: expectedClass, got: classField };
  const found = defaultIngressClass(((classes ?? []) as readonly unknown[]).map((it) => objectAs(it)));
  return { expected: expectedClass, got: found?.metadata.name ?? null };
};

export const ingressClasses: Adapters = { TestAdmission: ingressClass };

const protection: Adapter = (row) => {
  const { object, expectedObject } = inputOf(row);
  const given = objectAs<AnyObject>(object);
  if (given.kind !== 'PersistentVolume' && given.kind !== 'PersistentVolumeClaim') return { leftOut: 'the row is about another kind' };
  return { expected: objectAs(expectedObject), got: protectStorage(callOf(given.kind, []), given) };
};

export const storageProtection: Adapters = { TestAdmit: protection };

const taints: Adapter = (row) => {
  const { node, expectedTaints, operation } = inputOf(row);
  if (operation !== 'CREATE') return { leftOut: 'the row is about an update, which the plugin leaves alone' };
  return { expected: plain(expectedTaints), got: taintNewNode(callOf('Node', []), objectAs<AnyObject>(node)).spec?.['taints'] };
};

export const nodeTaint: Adapters = { Test_nodeTaints: taints };

/** upstream: pkg/apis/.../validation: statuses, and parts of kinds other than pods that have functions of their own */
import type { Kind } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { validateCronJob, validateCronJobUpdate, validBudget, validZone } from '#engine/apiserver/validation/batch.ts';
import { messageOf, type FieldError } from '#engine/apiserver/fieldError.ts';
import { validatePolicyStatus } from '#engine/apiserver/validation/admissionPolicy.ts';
import { validateEvent } from '#engine/apiserver/validation/core.ts';
import { validateServed } from '#engine/apiserver/validation/newEvents.ts';
import { scalingRules } from '#engine/apiserver/validation/autoscaler.ts';
import { domainPrefixedPath, fullName } from '#engine/apiserver/validation/checks.ts';
import { validScheduling } from '#engine/apiserver/validation/classes.ts';
import { validContainerResources } from '#engine/apiserver/validation/resources.ts';
import { validPath } from '#engine/apiserver/validation/networking.ts';
import * as statuses from '#engine/apiserver/validation/statuses.ts';
import { attachment, validateAttachmentV1, validateNodeDriversUpdate } from '#engine/apiserver/validation/storageDrivers.ts';
import { validations } from '#engine/apiserver/validation/validation.ts';
import { daemonStrategy, validateStatefulSet } from '#engine/apiserver/validation/workloads.ts';
import { errorText, inputOf, isFields, outputOf, withoutInput, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { own, textsOf } from './apiValidation.ts';
import { objectAs, rowAs } from './objects.ts';
import { finds } from './podRules.ts';

type Errors = FieldError[];

function errorsOf(row: Row): readonly string[] {
  const { errs, err } = outputOf(row);
  const list = Array.isArray(errs) ? errs : Array.isArray(err) ? err : [];
  return own(list.map(errorText));
}

/** A status of its own: the row says whether anything is wrong with it. */
function status(run: (object: never) => readonly FieldError[]): Adapter {
  return (row) => {
    const errors = run({ status: rowAs<Fields>(row) } as never);
    return 'errs' in outputOf(row)
      ? { expected: errorsOf(row), got: own(textsOf(errors)) }
      : { expected: inputOf(row)['expectedErr'], got: errors.length > 0 };
  };
}

/** The new and the old object of a status that changes, whatever the row calls them. */
function statusUpdate(run?: (object: never, old: never) => readonly FieldError[]): Adapter {
  return (row) => {
    const input = inputOf(row);
    const objects = Object.entries(input).filter(([, value]) => isFields(value) && ('kind' in value || 'status' in value));
    const old = objects.find(([name]) => /old/i.test(name))?.[1];
    const now = objects.find(([name]) => !/old/i.test(name))?.[1];
    if (now === undefined || old === undefined) return withoutInput;
    const [object, before] = [objectAs<KubeObject>(now), objectAs<KubeObject>(old)];
    const check = run ?? validations[object.kind as Kind]?.validateStatusUpdate;
    return { expected: errorsOf(row), got: own(textsOf(check?.(object as never, before as never) ?? [])) };
  };
}

function found(row: Row, run: (errors: Errors) => void): ReturnType<Adapter> {
  const errors: Errors = [];
  run(errors);
  return { expected: errorsOf(row), got: own(textsOf(errors)) };
}

const deploymentChange: Adapter = (row) => {
  const { from, to } = rowAs<{ readonly from: object; readonly to: object }>(row);
  return found(row, (errors) => errors.push(...statuses.validateDeploymentStatus({ status: to } as never, { status: from } as never)));
};

export const appsRules: Adapters = {
  TestDaemonSetUpdateMaxSurge: (row) =>
    found(row, (errors) => daemonStrategy({ type: 'RollingUpdate', rollingUpdate: rowAs<Fields>(row)['ds'] as object }, errors)),
  TestValidateControllerRevisionUpdate: (row) =>
    JSON.stringify(outputOf(row)).includes('apps.StatefulSet{')
      ? { leftOut: 'a whole StatefulSet, as Go prints it' }
      : statusUpdate((now, old) => validations.ControllerRevision?.validateUpdate?.(now, old) ?? [])(row),
  TestValidateDaemonSetStatusUpdate: statusUpdate(),
  TestValidateDeploymentStatus: status(statuses.validateDeploymentStatus),
  TestValidateDeploymentStatusUpdate: deploymentChange,
  TestValidateReplicaSetStatus: status(statuses.validateReplicaSetStatus),
  TestValidateReplicaSetStatusUpdate: statusUpdate(),
  TestValidateStatefulSetMinReadySeconds: (row) =>
    found(row, (errors) =>
      errors.push(
        ...validateStatefulSet({ spec: rowAs<Fields>(row)['ss'] } as never)
          .filter(({ field }) => field === 'spec.minReadySeconds')
          .map((error) => ({ ...error, field: 'spec.minReadySeconds.minReadySeconds' })),
      ),
    ),
  TestValidateStatefulSetStatus: status(statuses.validateStatefulSetStatus),
};

export const batchRules: Adapters = {
  TestTimeZones: (row) => found(row, (errors) => validZone(String(row.in), 'spec.timeZone', errors)),
  TestValidateCronJobSpec: (row) => {
    const { new: now, old, expectErr } = rowAs<{ readonly new: never; readonly old?: never; readonly expectErr: boolean }>(row);
    const job = { metadata: { name: 'job' }, spec: now } as never;
    const errors = old === undefined ? validateCronJob(job) : validateCronJobUpdate(job, { metadata: { name: 'job' }, spec: old } as never);
    return { expected: expectErr, got: errors.length > 0 };
  },
};

/** The drivers on the node before, as the test has them. */
const keys = { nodeID: 'nodeA', topologyKeys: ['company.com/zone1', 'company.com/zone2'] };
const driversBefore = {
  spec: {
    drivers: [
      { name: 'io.kubernetes.storage.csi.driver-1', ...keys },
      { name: 'io.kubernetes.storage.csi.driver-2', ...keys, allocatable: { count: 20 } },
    ],
  },
};

const storageClass = (row: Row): KubeObject => objectAs(inputOf(row)['class']);

function classChecks(fields: RegExp): Adapter {
  return (row) =>
    found(row, (errors) =>
      errors.push(...(validations.StorageClass?.validate?.(storageClass(row) as never) ?? []).filter(({ field }) => fields.test(field))),
    );
}

export const storageRules: Adapters = {
  TestCSIServiceAccountToken: (row) =>
    found(row, (errors) => {
      const all = validations.CSIDriver?.validate?.(rowAs<Fields>(row)['csiDriver'] as never) ?? [];
      errors.push(...all.filter(({ field }) => field.startsWith('spec.tokenRequests')));
    }),
  TestCSIDriverStorageCapacityEnablement: () => withoutInput,
  TestCSIDriverValidationSELinuxMountEnabledDisabled: (row) => {
    const { featureEnabled, seLinuxMountValue } = rowAs<Fields>(row);
    if (featureEnabled !== true) return { leftOut: 'SELinuxMountReadWriteOncePod is beta in 1.28 and on' };
    if (!Array.isArray(outputOf(row)['err'])) return withoutInput;
    const spec = { attachRequired: true, podInfoOnMount: true, storageCapacity: true, seLinuxMount: seLinuxMountValue };
    return found(row, (errors) => errors.push(...(validations.CSIDriver?.validate?.({ spec } as never) ?? [])));
  },
  TestCSINodeUpdateValidation: (row) =>
    found(row, (errors) => errors.push(...validateNodeDriversUpdate(rowAs(row), driversBefore as never))),
  TestValidateAllowedTopologies: classChecks(/./),
  TestValidateUpdateVolumeBindingMode: (row) => {
    const { newClass, oldClass } = rowAs<{ readonly newClass: never; readonly oldClass: never }>(row);
    return found(row, (errors) => {
      const all = validations.StorageClass?.validateUpdate?.(newClass, oldClass) ?? [];
      errors.push(...all.filter(({ detail }) => detail === 'field is immutable'));
    });
  },
  TestValidateVolumeBindingMode: classChecks(/./),
  TestVolumeAttachmentUpdateValidation: () => withoutInput,
  TestVolumeAttachmentValidation: (row) => found(row, (errors) => errors.push(...attachment(rowAs(row)))),
  TestVolumeAttachmentValidationV1: (row) => found(row, (errors) => errors.push(...validateAttachmentV1(rowAs(row)))),
};

export const admissionRules: Adapters = {
  TestValidateValidatingAdmissionPolicyStatus: (row) =>
    found(row, (errors) => errors.push(...validatePolicyStatus({ status: inputOf(row)['status'] } as never))),
};

/** The row says only whether anything is wrong with the event. */
function eventIsGood(now: unknown, old?: unknown): boolean {
  if (!isFields(now)) return false;
  const event = objectAs<KubeObject>(now);
  const { name = '', namespace = '' } = event.metadata;
  if (name === '' || namespace === '') return false;
  const served = validateServed(
    { group: 'events.k8s.io' },
    event as never,
    isFields(old) ? (objectAs<KubeObject>(old) as never) : undefined,
  );
  return [...validateEvent(event as never), ...served].length === 0;
}

export const networkingRules: Adapters = {
  TestValidateIngressRuleValue: (row) => {
    const { path, pathType } = rowAs<Fields>(row);
    const backend = { service: { name: 'default', port: { number: 8080 } } };
    return found(row, (errors) => validPath({ path, pathType, backend } as never, 'testing.http.paths[0]', errors));
  },
  TestValidateIngressStatusUpdate: statusUpdate(statuses.validateIngressStatus),
};

export const policyRules: Adapters = {
  TestValidateMinAvailablePodDisruptionBudgetSpec: (row) =>
    found(row, (errors) => validBudget({ minAvailable: row.in as string }, 'foo', errors)),
  TestValidatePodDisruptionBudgetStatus: (row) => {
    const { pdbStatus, expectErrForVersion } = rowAs<Fields>(row);
    // Under v1beta1 a status is not looked at; it is served no more.
    const expected = Object.entries(expectErrForVersion as Fields).find(([version]) => !version.includes('v1beta1'))?.[1];
    return { expected, got: statuses.validateBudgetStatus({ status: pdbStatus } as never).length > 0 };
  },
  TestValidateUnhealthyPodEvictionPolicyDisruptionBudgetSpec: finds(({ pdbSpec }, errors) => validBudget(pdbSpec as never, 'foo', errors)),
};

export const nodeRules: Adapters = {
  TestValidateOverhead: (row) => {
    const { overhead } = rowAs<{ readonly overhead: { readonly podFixed: never } }>(row);
    return found(row, (errors) => validContainerResources({ limits: overhead.podFixed }, 'overhead', errors));
  },
  TestValidateScheduling: (row) => {
    const { scheduling, expectErrs } = rowAs<Fields>(row);
    const errors: Errors = [];
    validScheduling(scheduling as never, 'scheduling', errors);
    return { expected: expectErrs, got: errors.length };
  },
};

export const autoscalingRules: Adapters = {
  TestValidateBehavior: (row) => {
    const { scaleUp, scaleDown } = rowAs<{ readonly scaleUp?: never; readonly scaleDown?: never }>(row);
    return found(row, (errors) => {
      scalingRules(scaleUp, 'spec.behavior.scaleUp', errors);
      scalingRules(scaleDown, 'spec.behavior.scaleDown', errors);
    });
  },
};

export const coreKindRules: Adapters = {
  TestValidateEventCreateForNewV1Events: (row) => ({ expected: inputOf(row)['valid'], got: eventIsGood(inputOf(row)['Event']) }),
  TestValidateEventUpdateForNewV1Events: (row) => ({
    expected: inputOf(row)['valid'],
    got: eventIsGood(inputOf(row)['newEvent'], inputOf(row)['oldEvent']),
  }),
  TestValidateNamespaceStatusUpdate: (row) =>
    JSON.stringify(row.in).includes('deletionTimestamp') ? { leftOut: 'the row has times of its own' } : statusUpdate()(row),
  TestValidateReplicationControllerStatus: status(statuses.validateReplicaSetStatus),
};

function domain(run: (value: string, at: string, errors: Errors) => void): Adapter {
  return (row) => {
    const { err } = outputOf(row);
    const errors: Errors = [];
    run(typeof row.in === 'string' ? row.in : String(inputOf(row)['targetName']), '[]', errors);
    const recorded = errorText(err);
    return { expected: recorded ?? '', got: errors.length === 0 ? '' : messageOf(errors) };
  };
}

export const domainRules: Adapters = {
  TestIsDomainPrefixedPath: domain(domainPrefixedPath),
  TestIsFullyQualifiedName: domain(fullName),
};

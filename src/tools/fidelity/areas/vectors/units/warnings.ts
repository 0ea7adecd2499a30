/** upstream: pkg/api/{pod,persistentvolume,persistentvolumeclaim,storage,job}: what is warned of */
import { templateWarnings } from '#engine/apiserver/warnings/podWarnings.ts';
import { jobWarnings, warningsOf } from '#engine/apiserver/warnings/warnings.ts';
import type { AnyObject } from '#engine/apiserver/object.ts';
import { ask, testServer } from '#engine/apiserver/testServer.ts';
import { inputOf, isFields, outputOf, strings, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs, rowAs } from './objects.ts';

function warned(run: (template: never) => readonly string[]): Adapter {
  return (row) => {
    const { template } = rowAs<Fields>(row);
    const got = template === undefined ? [] : run(template as never);
    return { expected: strings(outputOf(row)['actual']).toSorted(), got: got.toSorted() };
  };
}

const ofKind = (kind: string) => warned((object) => warningsOf(kind, object, object));

export const podWarnings: Adapters = { TestWarnings: warned((template) => templateWarnings(template)) };
export const volumeWarnings: Adapters = { TestWarnings: ofKind('PersistentVolume') };
export const claimWarnings: Adapters = { TestWarnings: ofKind('PersistentVolumeClaim') };
export const storageWarnings: Adapters = {
  TestCSIStorageCapacityWarnings: ofKind('CSIStorageCapacity'),
  TestStorageClassWarnings: ofKind('StorageClass'),
};
export const jobWarningRows: Adapters = {
  TestWarningsForJobSpec: (row) => {
    const { spec, wantWarningsCount } = rowAs<Fields>(row);
    return { expected: wantWarningsCount, got: jobWarnings(spec as never, 'spec').length };
  },
};

/** Warnings of whole objects, in the words of the recording. */
function ofWhole(kind: string, field: string, isNew: boolean): Adapter {
  return (row) => {
    const object = objectAs<AnyObject>(inputOf(row)[field]);
    const old = isNew ? undefined : object;
    return { expected: strings(outputOf(row)['gotWarnings']), got: warningsOf(kind, object, old) };
  };
}

export const cronJobWarnings: Adapters = {
  TestCronJobStrategy_WarningsOnCreate: ofWhole('CronJob', 'cronjob', true),
  TestCronJobStrategy_WarningsOnUpdate: ofWhole('CronJob', 'cronjob', false),
};

export const sliceWarnings: Adapters = {
  TestWarningsOnEndpointSliceAddressType: (row) => {
    const { addressType } = inputOf(row);
    const got = warningsOf('EndpointSlice', { addressType, metadata: {} } as never, undefined);
    return { expected: strings(outputOf(row)['got']), got };
  },
};

/** Only whether Jobs are deleted by a client that knows what becomes of their pods. */
const deletedJob: Adapter = (row) => {
  const { deleteOptions, requestInfo, listOptions, expectWarning } = inputOf(row);
  if (!isFields(requestInfo) || requestInfo['APIVersion'] !== 'v1') return { leftOut: 'Jobs are served in one version' };
  const it = testServer();
  const options = { delete: objectAs<object>(deleteOptions ?? {}) };
  const verb = isFields(listOptions) ? 'deletecollection' : 'delete';
  const { warnings = [] } = ask(it, 'Job', { verb, ...(verb === 'delete' ? { name: 'j' } : {}), options });
  return { expected: expectWarning, got: warnings.length > 0 };
};

export const jobDeletions: Adapters = { TestJobDeletion: deletedJob };

/** upstream: pkg/api/{pod,persistentvolume,persistentvolumeclaim,storage,job}: what is warned of */
import { templateWarnings } from '#engine/apiserver/warnings/podWarnings.ts';
import { jobWarnings, warningsOf } from '#engine/apiserver/warnings/warnings.ts';
import { outputOf, strings, type Adapter, type Adapters, type Fields } from '../row.ts';
import { rowAs } from './objects.ts';

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

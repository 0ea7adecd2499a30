import type { CSIDriver } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const csiDriver: Printer<CSIDriver> = {
  columns: columns(
    'Name AttachRequired:boolean PodInfoOnMount:boolean StorageCapacity:boolean TokenRequests RequiresRepublish:boolean Modes Age',
  ),
  cells(object, now) {
    const { spec } = object;
    const audiences = (spec.tokenRequests ?? []).map((request) => request.audience).join(',');
    const modes = (spec.volumeLifecycleModes ?? []).join(',');
    return [
      object.metadata.name,
      spec.attachRequired ?? true,
      spec.podInfoOnMount ?? false,
      spec.storageCapacity ?? false,
      audiences === '' ? '<unset>' : audiences,
      spec.requiresRepublish ?? false,
      modes === '' ? '<none>' : modes,
      ageOf(object, now),
    ];
  },
};

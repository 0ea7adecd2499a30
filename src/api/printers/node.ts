import type { Node } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

const roleLabel = 'node-role.kubernetes.io/';

export const node: Printer<Node> = {
  columns: columns('Name Status Roles Age Version Internal-IP* External-IP* OS-Image* Kernel-Version* Container-Runtime*'),
  cells(object, now) {
    const info = object.status.nodeInfo;
    return [
      object.metadata.name,
      nodeStatus(object),
      nodeRoles(object) || '<none>',
      ageOf(object, now),
      info?.kubeletVersion ?? '',
      addressOf(object, 'InternalIP'),
      addressOf(object, 'ExternalIP'),
      info?.osImage || '<unknown>',
      info?.kernelVersion || '<unknown>',
      info?.containerRuntimeVersion || '<unknown>',
    ];
  },
};

function nodeStatus(object: Node): string {
  const ready = object.status.conditions?.find((condition) => condition.type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return object.spec.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

/** Roles by their labels, sorted, joined by commas. upstream: findNodeRoles */
export function nodeRoles(object: Node): string {
  const roles = Object.entries(object.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(roleLabel) && key.length > roleLabel.length) return [key.slice(roleLabel.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return [...new Set(roles)].sort().join(',');
}

function addressOf(object: Node, type: string): string {
  return object.status.addresses?.find((address) => address.type === type)?.address ?? '<none>';
}

/** What a node is told to have: its kubelet mounts nothing else. upstream: statusupdater/node_status_updater.go */
import type { Node } from '#api/kinds.ts';
import { isNotFound } from '#engine/client/client.ts';
import { messageOf } from '../common/claim.ts';
import type { Does } from './state.ts';

export function isReported(volume: string, node: string, { see }: Does): boolean {
  return see.get('Node', node)?.status.volumesAttached?.some(({ name }) => name === volume) === true;
}

/** The refusal, if there is one; a node that is gone needs to be told nothing. */
export function reportAttached(volume: string, node: string, r: Does): string | undefined {
  return change(node, r, (before) => [...before.filter(({ name }) => name !== volume), { name: volume, devicePath: '' }]);
}

export function reportDetached(volume: string, node: string, r: Does): string | undefined {
  return isReported(volume, node, r) ? change(node, r, (before) => before.filter(({ name }) => name !== volume)) : undefined;
}

type Attached = NonNullable<Node['status']['volumesAttached']>;

/** The node as it is stored is asked for: another volume of it may have been told of a moment ago. */
function change(name: string, r: Does, to: (before: Attached) => Attached): string | undefined {
  const stored = r.client.get('Node', undefined, name);
  if (!stored.ok) return isNotFound(stored.status) ? undefined : messageOf(stored.status);
  const { volumesAttached = [], ...rest } = stored.value.status;
  const after = to(volumesAttached);
  const status = after.length === 0 ? rest : { ...rest, volumesAttached: after };
  const written = r.client.updateStatus('Node', { ...stored.value, status });
  return written.ok || isNotFound(written.status) ? undefined : messageOf(written.status);
}

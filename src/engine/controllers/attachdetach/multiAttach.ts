/** upstream: pkg/controller/volume/attachdetach/reconciler/reconciler.go (reportMultiAttachError) */
import type { Pod } from '#api/kinds.ts';

/** Why a pod cannot have a volume that is at another node; names of pods in other namespaces are not told. */
export function multiAttachMessage({ metadata: { namespace } }: Pod, users: readonly Pod[]): string {
  if (users.length === 0) return "Volume is already exclusively attached to one node and can't be attached to another";
  const own = users.filter(({ metadata }) => metadata.namespace === namespace).map(({ metadata }) => metadata.name);
  const others = users.length - own.length;
  if (own.length === 0) return `Volume is already used by ${others} pod(s) in different namespaces`;
  const more = others === 0 ? '' : ` and ${others} pod(s) in different namespaces`;
  return `Volume is already used by pod(s) ${own.join(', ')}${more}`;
}

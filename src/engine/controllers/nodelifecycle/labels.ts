/**
 * Labels of nodes that have two names: the older follows the newer.
 * upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (reconcileNodeLabels)
 */
import type { Node } from '#api/kinds.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';

/** Newer name -> older name. */
const olderNames: Readonly<Record<string, string>> = {
  'kubernetes.io/os': 'beta.kubernetes.io/os',
  'kubernetes.io/arch': 'beta.kubernetes.io/arch',
};

/** Merges what differs, so that it cannot meet a conflict; answers what went wrong. */
export function keepOldLabels({ metadata }: Node, r: Pick<Reconcile, 'client'>): string | undefined {
  const labels = metadata.labels ?? {};
  const wrong = Object.entries(olderNames).filter(([newer, older]) => labels[newer] !== undefined && labels[older] !== labels[newer]);
  if (wrong.length === 0) return undefined;
  const changed = Object.fromEntries(wrong.map(([newer, older]) => [older, labels[newer]!]));
  const patched = r.client.patch(
    'Node',
    { namespace: undefined, name: metadata.name },
    { type: 'strategic', body: { metadata: { labels: changed } } },
  );
  return patched.ok ? undefined : messageOf(patched.status);
}

/** upstream: pkg/controller/ttl: how long a kubelet may use what it has read, by the number of nodes */
import type { Node } from '#api/kinds.ts';
import { stepFor, ttlPatch, ttlSteps } from '#engine/controllers/ttl/ttl.ts';
import { isFields, outputOf, type Adapter, type Adapters } from '../row.ts';
import { rowAs } from './objects.ts';

const desired: Adapter = (row) => {
  const it = rowAs<{ addNode?: boolean; nodeCount?: number; boundaryStep?: number; expectedTTL?: number }>(row);
  const nodes = (it.nodeCount ?? 0) + (it.addNode === true ? 1 : -1);
  return { expected: it.expectedTTL ?? 0, got: ttlSteps[stepFor(it.boundaryStep ?? 0, nodes)]?.seconds };
};

/** The patches that were sent and said something, as text. */
const patched: Adapter = (row) => {
  const { node, ttlSeconds, desiredTTL } = rowAs<{ node: Node; ttlSeconds?: number; desiredTTL?: number }>(row);
  const actions = outputOf(row)['actions'];
  const expected = (Array.isArray(actions) ? actions : [])
    .filter(isFields)
    .flatMap(({ Patch }) => (Patch === undefined || Patch === '{}' ? [] : [Patch]));
  const patch = ttlPatch(node, ttlSeconds ?? desiredTTL ?? 0);
  return { expected, got: patch === undefined ? [] : [JSON.stringify(patch)] };
};

export const nodeTtl: Adapters = { TestDesiredTTL: desired, TestPatchNode: patched, TestUpdateNodeIfNeeded: patched };

/**
 * Tells each kubelet how long it may use a Secret or ConfigMap before it asks for it again: the more nodes a cluster has, the longer,
 * so that the API server is not asked too often. Sizes overlap: a cluster that grows and shrinks by a few nodes does not change its mind.
 * Owns one annotation of Nodes. Reads how many there are.
 * upstream: pkg/controller/ttl/ttl_controller.go
 */
import type { Node } from '#api/kinds.ts';
import type { Json } from '#api/immutable.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';

export const ttlAnnotation = 'node.alpha.kubernetes.io/ttl';

interface Step {
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
}

export const ttlSteps: readonly Step[] = [
  { least: 0, most: 100, seconds: 0 },
  { least: 90, most: 500, seconds: 15 },
  { least: 450, most: 1_000, seconds: 30 },
  { least: 900, most: 2_000, seconds: 60 },
  { least: 1_800, most: 10_000, seconds: 300 },
  { least: 9_000, most: Number.POSITIVE_INFINITY, seconds: 600 },
];

interface Memory {
  step: number;
}

export const ttl: Controller = controller<Memory>({
  name: 'ttl',
  eventSource: 'ttl-controller',
  watches: [
    {
      kind: 'Node',
      // A node more or less concerns all nodes, when it changes the step.
      keys: ({ type, object }, see) =>
        type === 'MODIFIED' ? [object.metadata.name] : see.list('Node').map(({ metadata }) => metadata.name),
    },
  ],
  memory: () => ({ step: 0 }),
  reconcile: (key, r) => annotate(key, r),
});

function annotate(key: string, r: Reconcile<Memory>): Outcome | undefined {
  r.memory.step = stepFor(r.memory.step, r.see.list('Node').length);
  const node = r.see.get('Node', key);
  const patch = node === undefined ? undefined : ttlPatch(node, ttlSteps[r.memory.step]!.seconds);
  if (patch === undefined) return undefined;
  const written = r.client.patch('Node', { name: key }, { type: 'strategic', body: patch });
  return written.ok || isNotFound(written.status) ? undefined : { error: written.status.message ?? 'the node could not be annotated' };
}

/** The next wider step when there are too many nodes for this one, the next narrower one when there are too few. */
export function stepFor(step: number, nodes: number): number {
  if (nodes > ttlSteps[step]!.most) return stepFor(step + 1, nodes);
  return nodes < ttlSteps[step]!.least ? stepFor(step - 1, nodes) : step;
}

/** Undefined when the node says so already. */
export function ttlPatch({ metadata }: Node, seconds: number): Json | undefined {
  const told = metadata.annotations?.[ttlAnnotation];
  return told === String(seconds) ? undefined : { metadata: { annotations: { [ttlAnnotation]: String(seconds) } } };
}

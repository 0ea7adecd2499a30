/** Scene nodes as React Flow wants them: box and type only. What a card says, it reads itself. */
import type { Node } from '@xyflow/react';
import type { Scene, SceneNode } from '#scene/model.ts';

export type FlowNode = Node<Record<string, never>, SceneNode['type']>;

const levels: Readonly<Record<SceneNode['type'], number>> = { room: 0, band: 0, berth: 2, claim: 3, service: 3, stack: 3, pod: 4 };
const noData: Record<string, never> = {};

/** Keeps the node of the last time when its box is the same, so React Flow has nothing to do. */
export function flowNodes(scene: Scene, before: ReadonlyMap<string, FlowNode>, withPods: boolean): FlowNode[] {
  const nodes: FlowNode[] = [];
  for (const thing of scene.nodes) {
    if (thing.type === 'pod' && !withPods) continue;
    const old = before.get(thing.id);
    nodes.push(old !== undefined && isSameBox(old, thing) ? old : flowNode(thing));
  }
  return nodes;
}

function isSameBox(old: FlowNode, thing: SceneNode): boolean {
  return old.position.x === thing.x && old.position.y === thing.y && old.width === thing.width && old.height === thing.height;
}

function flowNode(thing: SceneNode): FlowNode {
  const { width, height } = thing;
  const isHerdInFrame = thing.type === 'band' && thing.inside !== undefined;
  return {
    id: thing.id,
    type: thing.type,
    position: { x: thing.x, y: thing.y },
    data: noData,
    width,
    height,
    measured: { width, height },
    draggable: thing.inside === undefined,
    focusable: thing.type !== 'berth',
    selectable: false,
    connectable: false,
    zIndex: isHerdInFrame ? 1 : levels[thing.type],
  };
}

/** Scene nodes as React Flow wants them: box and type only. What a card says, it reads itself. */
import type { Node } from '@xyflow/react';
import type { Scene, SceneNode } from '#scene/model.ts';

export type FlowNode = Node<Record<string, never>, SceneNode['type']>;

const levels: Readonly<Record<SceneNode['type'], number>> = { room: 0, band: 0, berth: 2, claim: 3, service: 3, form: 3, stack: 3, pod: 4 };
const noData: Record<string, never> = {};

/** Keeps each node of the last time whose box is the same, and the whole list when all are: React Flow then has nothing to do. */
export function flowNodes(scene: Scene, before: readonly FlowNode[]): readonly FlowNode[] {
  const byId = new Map(before.map((node) => [node.id, node]));
  const nodes = scene.nodes.map((thing) => {
    const old = byId.get(thing.id);
    return old !== undefined && isSameBox(old, thing) ? old : flowNode(thing);
  });
  return nodes.length === before.length && nodes.every((node, index) => node === before[index]) ? before : nodes;
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

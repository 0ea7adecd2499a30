/** Painting the overlay: wires, far-away pods, and what travels. Knows canvas calls and nothing of React. */
import type { Mover } from '#scene/motion.ts';
import type { Box, Point, Scene, SceneEdge, SceneNode } from '#scene/model.ts';
import { size } from '#scene/pieces.ts';
import { drawLabel, type LabelPlace } from './drawLabel.ts';
import { drawMovers } from './drawMovers.ts';
import type { Wires } from './fading.ts';
import type { Paint } from './paint.ts';

export interface Look {
  readonly paint: Paint;
  readonly scene: Scene;
  readonly zoom: number;
  /** The part of the picture that is on the screen. */
  readonly seen: Box;
  readonly selected: string | undefined;
  readonly movers: readonly Mover[];
  /** Pods are painted here when there would be too many cards. */
  readonly paintPods: boolean;
  readonly wires: Wires;
}

export function drawOverlay(context: CanvasRenderingContext2D, look: Look): void {
  if (look.paintPods) drawPods(context, look);
  drawWires(context, look);
  drawMovers(context, look);
}

function isSeen(box: Box, seen: Box): boolean {
  return box.x < seen.x + seen.width && box.x + box.width > seen.x && box.y < seen.y + seen.height && box.y + box.height > seen.y;
}

function drawPods(context: CanvasRenderingContext2D, { scene, seen, paint, selected }: Look): void {
  for (const node of scene.nodes) {
    if (node.type !== 'pod' || !isSeen(node, seen)) continue;
    context.fillStyle = paint.card;
    context.fillRect(node.x, node.y, node.width, node.height);
    context.fillStyle = paint.tones[node.tone];
    if (node.tone === 'ready') context.fillRect(node.x, node.y, node.width, node.height);
    else context.fillRect(node.x, node.y, 28, node.height);
    context.lineWidth = node.id === selected ? 12 : 3;
    context.strokeStyle = node.id === selected ? paint.accent : paint.tones[node.tone];
    context.strokeRect(node.x, node.y, node.width, node.height);
  }
}

function drawWires(context: CanvasRenderingContext2D, look: Look): void {
  const { scene, selected, wires } = look;
  const labels: (readonly [string, LabelPlace, number])[] = [];
  for (const route of wires.routes) {
    const { edge, from, to, points } = route;
    const seen = wires.seen(route);
    if (seen === 0) continue;
    const chosen = selected !== undefined && (edge.from === selected || edge.to === selected);
    context.globalAlpha = seen * (selected === undefined || chosen ? 0.9 : 0.38);
    drawWire(context, look, { edge, points, chosen });
    if (edge.label !== '' && (from.type !== 'pod' || chosen || scene.edges.length <= 24))
      labels.push([edge.label, labelPlace(from, to, points.at(-1)!), seen]);
  }
  // Labels lie on top of all wires, or a later wire would cross them out.
  for (const [text, at, seen] of look.zoom > 0.6 ? labels : []) {
    context.globalAlpha = seen;
    drawLabel(context, look, text, at);
  }
  context.globalAlpha = 1;
}

/** On the edge of what the wire plugs into, right beside its end. */
function labelPlace(from: SceneNode, to: SceneNode, end: Point): LabelPlace {
  if (from.type === 'pod') return { x: to.x + to.width / 2, y: to.y - 11, align: 'middle', most: to.width + size.aisle - 8 };
  return { x: end.x + 6, y: to.y, align: 'start', most: to.x + to.width - end.x };
}

interface Wire {
  readonly edge: SceneEdge;
  readonly points: readonly Point[];
  readonly chosen: boolean;
}

function drawWire(context: CanvasRenderingContext2D, { paint, zoom }: Look, { edge, points, chosen }: Wire): void {
  context.strokeStyle = chosen ? paint.accent : edge.tone === 'idle' ? paint.soft : paint.tones[edge.tone];
  context.lineWidth = Math.max(chosen ? 2.4 : 1.5, 0.9 / zoom);
  context.setLineDash(edge.dashed ? [5, 5] : []);
  context.beginPath();
  const first = points[0];
  if (first === undefined) return;
  context.moveTo(first.x, first.y);
  for (let i = 1; i < points.length - 1; i += 1) {
    const corner = points[i]!;
    const next = points[i + 1]!;
    const before = points[i - 1]!;
    const room = Math.min(8, distance(before, corner) / 2, distance(corner, next) / 2);
    context.arcTo(corner.x, corner.y, next.x, next.y, room);
  }
  const last = points.at(-1)!;
  context.lineTo(last.x, last.y);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  context.arc(last.x, last.y, 3, 0, Math.PI * 2);
  context.fill();
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

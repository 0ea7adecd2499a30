/** Painting the overlay: wires, far-away pods, and what travels. Knows canvas calls and nothing of React. */
import type { Mover } from '#scene/motion.ts';
import type { Box, Point, Scene, SceneEdge, SceneNode } from '#scene/model.ts';
import { size } from '#scene/pieces.ts';
import { routesOf, type Route } from '#scene/routes.ts';
import { middle, onArc } from '#scene/wires.ts';
import { drawRules } from './drawRules.ts';
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
  /** 0 to 1: wires fade in after things have glided to new places. */
  readonly wireAlpha: number;
}

export function drawOverlay(context: CanvasRenderingContext2D, look: Look): void {
  if (look.paintPods) drawPods(context, look);
  drawWires(context, look);
  for (const mover of look.movers) drawMover(context, look, mover);
  drawMetRules(context, look);
}

/** Of several packets the one that left last: two panels would cover each other. */
function drawMetRules(context: CanvasRenderingContext2D, look: Look): void {
  const mover = look.movers.findLast(({ rules }) => rules.length > 0);
  const at = mover === undefined ? undefined : moverPoint(look.scene, mover);
  if (mover !== undefined && at !== undefined && look.zoom > 0.45) drawRules(context, look, mover.rules, at);
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

let kept: { readonly edges: Scene['edges']; readonly nodes: Scene['nodes']; readonly routes: readonly Route[] } | undefined;

/** Worked out once for a picture; panning draws them many times. */
function routesFor(scene: Scene): readonly Route[] {
  if (kept?.edges !== scene.edges || kept.nodes !== scene.nodes) kept = { edges: scene.edges, nodes: scene.nodes, routes: routesOf(scene) };
  return kept.routes;
}

function drawWires(context: CanvasRenderingContext2D, look: Look): void {
  const { scene, selected, wireAlpha } = look;
  if (wireAlpha <= 0) return;
  const labels: (readonly [string, LabelPlace])[] = [];
  for (const { edge, from, to, points } of routesFor(scene)) {
    const chosen = selected !== undefined && (edge.from === selected || edge.to === selected);
    context.globalAlpha = wireAlpha * (selected === undefined || chosen ? 0.9 : 0.38);
    drawWire(context, look, { edge, points, chosen });
    if (edge.label !== '' && (from.type !== 'pod' || chosen || scene.edges.length <= 24))
      labels.push([edge.label, labelPlace(from, to, points.at(-1)!)]);
  }
  context.globalAlpha = wireAlpha;
  // Labels lie on top of all wires, or a later wire would cross them out.
  if (look.zoom > 0.6) for (const [text, at] of labels) drawLabel(context, look, text, at);
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

interface LabelPlace extends Point {
  readonly align?: 'start' | 'middle' | 'end';
  /** No wider than this; what does not fit is cut. */
  readonly most?: number;
}

/** However far away the picture is, a label can be read. */
function drawLabel(context: CanvasRenderingContext2D, { paint, zoom }: Look, text: string, at: LabelPlace): void {
  const scale = Math.max(1, 0.85 / zoom);
  context.font = `600 ${10 * scale}px ui-monospace, Menlo, Consolas, monospace`;
  const letter = context.measureText('0').width;
  const most = at.most === undefined ? text.length : Math.floor((at.most - 8 * scale) / letter);
  const shown = text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;
  const width = context.measureText(shown).width + 8 * scale;
  const x = at.x - { start: 0, middle: width / 2, end: width }[at.align ?? 'start'];
  context.fillStyle = paint.sheet;
  context.strokeStyle = paint.faint;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x, at.y - 7 * scale, width, 14 * scale, 4 * scale);
  context.fill();
  context.stroke();
  context.fillStyle = paint.ink;
  context.textBaseline = 'middle';
  context.fillText(shown, x + 4 * scale, at.y + 0.5);
}

function boxOf(scene: Scene, id: string): Box | undefined {
  return (
    scene.byId.get(id) ??
    scene.byId.get(scene.shownBy.get(id) ?? '') ??
    (id === 'external' ? { x: scene.bounds.x - 120, y: scene.bounds.y + 40, width: 40, height: 40 } : undefined)
  );
}

/** Where a mover is now, or undefined when one of its ends is not on the map. */
export function moverPoint(scene: Scene, mover: Mover): Point | undefined {
  const from = boxOf(scene, mover.from);
  const to = boxOf(scene, mover.to);
  if (from === undefined || to === undefined) return undefined;
  return mover.from === mover.to ? middle(from) : onArc(from, to, mover.along);
}

function drawMover(context: CanvasRenderingContext2D, look: Look, mover: Mover): void {
  const { scene, paint, zoom } = look;
  const from = boxOf(scene, mover.from);
  const to = boxOf(scene, mover.to);
  const point = moverPoint(scene, mover);
  if (from === undefined || to === undefined || point === undefined) return;
  const colour = mover.failed ? paint.tones.bad : mover.kind === 'packet' ? paint.accent : paint.tones.moving;
  context.strokeStyle = colour;
  const isQuiet = mover.text === '';
  context.lineWidth = Math.max(isQuiet ? 1 : 2, (isQuiet ? 0.7 : 1.4) / zoom);
  context.globalAlpha = isQuiet ? 0.3 : 0.55;
  context.beginPath();
  for (let i = 0; i <= 16; i += 1) {
    const trail = onArc(from, to, (mover.along * i) / 16);
    if (i === 0) context.moveTo(trail.x, trail.y);
    else context.lineTo(trail.x, trail.y);
  }
  context.stroke();
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.beginPath();
  const half = isQuiet ? 3.5 : 7;
  if (mover.kind === 'packet') context.roundRect(point.x - half, point.y - half * 0.7, 2 * half, 1.4 * half, 2.5);
  else context.arc(point.x, point.y, 6, 0, Math.PI * 2);
  context.fill();
  if (zoom > 0.45 && !isQuiet) drawLabel(context, look, mover.text, { x: point.x + 11, y: point.y });
}

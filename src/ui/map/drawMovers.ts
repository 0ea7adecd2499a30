/** Painting what travels: its trail, its mark, what it is, and the rules that it meets. */
import type { Mover } from '#scene/motion.ts';
import type { Box, Point, Scene, SceneNode } from '#scene/model.ts';
import { middle, onArc } from '#scene/wires.ts';
import { above, apart } from './apart.ts';
import type { Look } from './draw.ts';
import { drawLabel, labelBox } from './drawLabel.ts';
import { drawRules } from './drawRules.ts';
import { wordsOf } from './rulesPlace.ts';

function thingOf(scene: Scene, id: string): SceneNode | undefined {
  return scene.byId.get(id) ?? scene.byId.get(scene.shownBy.get(id) ?? '');
}

function boxOf(scene: Scene, id: string): Box | undefined {
  return thingOf(scene, id) ?? (id === 'external' ? { x: scene.bounds.x - 120, y: scene.bounds.y + 40, width: 40, height: 40 } : undefined);
}

/** Where a mover is now, or undefined when one of its ends is not on the map. */
export function moverPoint(scene: Scene, mover: Mover): Point | undefined {
  const from = boxOf(scene, mover.from);
  const to = boxOf(scene, mover.to);
  if (from === undefined || to === undefined) return undefined;
  return mover.from === mover.to ? middle(from) : onArc(from, to, mover.along);
}

export function drawMovers(context: CanvasRenderingContext2D, look: Look): void {
  for (const mover of look.movers) drawMover(context, look, mover);
  if (look.zoom <= 0.45) return;
  drawLabels(context, look);
  drawMetRules(context, look);
}

/** Beside each mark; those that would lie over each other make room. */
function drawLabels(context: CanvasRenderingContext2D, look: Look): void {
  const places = look.movers.flatMap((mover) => {
    const point = mover.text === '' ? undefined : moverPoint(look.scene, mover);
    if (point === undefined) return [];
    const at = { x: point.x + 11, y: point.y };
    const cards = [mover.from, mover.to].flatMap((end) => thingOf(look.scene, end) ?? []).flatMap(wordsOf);
    const lift = above(labelBox(context, look, mover.text, at), cards);
    return [{ text: mover.text, at: { ...at, y: at.y + lift }, isUp: lift < 0 }];
  });
  const lifts = apart(places.map(({ text, at, isUp }) => ({ ...labelBox(context, look, text, at), text, isUp })));
  places.forEach(({ text, at }, index) => {
    const lift = lifts[index];
    if (lift !== undefined) drawLabel(context, look, text, { x: at.x, y: at.y + lift });
  });
}

/** Of several packets the one that left last: two panels would cover each other. */
function drawMetRules(context: CanvasRenderingContext2D, look: Look): void {
  const mover = look.movers.findLast(({ rules }) => rules.length > 0);
  if (mover === undefined) return;
  const node = look.scene.byId.get([mover.to, mover.from].find((end) => end.startsWith('Node/')) ?? '');
  if (node !== undefined) drawRules(context, look, mover.rules, node);
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
}

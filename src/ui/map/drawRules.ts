/** The rules that a packet meets, opened on the map beside the node whose they are: those that held are lit, the others are not. */
import type { RuleLine } from '#scene/motion.ts';
import type { Box, Point, Scene } from '#scene/model.ts';
import type { Paint } from './paint.ts';
import { leaderTo, rulesPlace } from './rulesPlace.ts';

export interface RulesLook {
  readonly paint: Paint;
  readonly zoom: number;
  readonly seen: Box;
  readonly scene: Scene;
}

const lineHeight = 15;
const inset = 8;
/** Room for the rules of most packets, so that neither place nor width changes as they open. */
const usual = { width: 284, lines: 5 };

/** It stands still while they open, so that they can be read. */
export function drawRules(
  context: CanvasRenderingContext2D,
  { paint, zoom, seen, scene }: RulesLook,
  rules: readonly RuleLine[],
  node: Box,
): void {
  const scale = Math.max(1, 0.85 / zoom);
  context.font = `${10 * scale}px ui-monospace, Menlo, Consolas, monospace`;
  const widest = Math.max(...rules.map(({ text }) => context.measureText(text).width)) + 2 * inset * scale;
  const width = Math.max(widest, usual.width * scale);
  const heightOf = (lines: number): number => (lines * lineHeight + inset) * scale;
  const height = heightOf(rules.length);
  const grow = { width, height: heightOf(Math.max(usual.lines, rules.length)) };
  const { x, y } = rulesPlace(node, { width, height }, { grow, nodes: scene.nodes, seen });
  drawLeader(context, leaderTo(node, { x, y, width, height }, scene.nodes), paint.accent);
  context.fillStyle = paint.sheet;
  context.strokeStyle = paint.faint;
  context.lineWidth = scale;
  context.beginPath();
  context.roundRect(x, y, width, height, 6 * scale);
  context.fill();
  context.stroke();
  context.textBaseline = 'middle';
  rules.forEach(({ text, matched }, index) => {
    const middle = y + (inset / 2 + (index + 0.5) * lineHeight) * scale;
    context.fillStyle = matched ? paint.accent : paint.faint;
    context.fillRect(x, middle - (lineHeight / 2 - 2) * scale, 2.5 * scale, (lineHeight - 4) * scale);
    context.fillStyle = matched ? paint.ink : paint.soft;
    context.fillText(text, x + inset * scale, middle);
  });
}

function drawLeader(context: CanvasRenderingContext2D, way: readonly Point[], colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  way.forEach(({ x, y }, index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
}

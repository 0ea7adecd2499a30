/** The rules that a packet has met so far, opened beside it on the map: those that held are lit, the others are not. */
import type { RuleLine } from '#scene/motion.ts';
import type { Box, Point } from '#scene/model.ts';
import type { Paint } from './paint.ts';

export interface RulesLook {
  readonly paint: Paint;
  readonly zoom: number;
  readonly seen: Box;
}

const lineHeight = 15;
const inset = 8;

/** Beside the packet, and always whole on the screen. */
export function drawRules(
  context: CanvasRenderingContext2D,
  { paint, zoom, seen }: RulesLook,
  rules: readonly RuleLine[],
  at: Point,
): void {
  const scale = Math.max(1, 0.85 / zoom);
  context.font = `${10 * scale}px ui-monospace, Menlo, Consolas, monospace`;
  const width = Math.max(...rules.map(({ text }) => context.measureText(text).width)) + 2 * inset * scale;
  const height = (rules.length * lineHeight + inset) * scale;
  const isBelow = at.y + height + 24 * scale < seen.y + seen.height;
  const x = Math.max(seen.x + 4, Math.min(at.x + 12 * scale, seen.x + seen.width - width - 4));
  const y = isBelow ? at.y + 14 * scale : at.y - height - 14 * scale;
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

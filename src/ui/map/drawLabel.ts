/** A few words on the overlay, such as a probability on a wire. */
import type { Box, Point } from '#scene/model.ts';
import type { Paint } from './paint.ts';

export interface LabelLook {
  readonly paint: Paint;
  readonly zoom: number;
}

export interface LabelPlace extends Point {
  readonly align?: 'start' | 'middle' | 'end';
  /** No wider than this; what does not fit is cut. */
  readonly most?: number;
}

/** However far away the picture is, a label can be read. */
function scaleAt(zoom: number): number {
  return Math.max(1, 0.85 / zoom);
}

function setFont(context: CanvasRenderingContext2D, scale: number): void {
  context.font = `600 ${10 * scale}px ui-monospace, Menlo, Consolas, monospace`;
}

export function drawLabel(context: CanvasRenderingContext2D, look: LabelLook, text: string, at: LabelPlace): void {
  const scale = scaleAt(look.zoom);
  setFont(context, scale);
  const letter = context.measureText('0').width;
  const most = at.most === undefined ? text.length : Math.floor((at.most - 8 * scale) / letter);
  const shown = text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;
  const { x, y, width, height } = labelBox(context, look, shown, at);
  context.fillStyle = look.paint.sheet;
  context.strokeStyle = look.paint.faint;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x, y, width, height, 4 * scale);
  context.fill();
  context.stroke();
  context.fillStyle = look.paint.ink;
  context.textBaseline = 'middle';
  context.fillText(shown, x + 4 * scale, at.y + 0.5);
}

/** How much of the map a label covers. */
export function labelBox(context: CanvasRenderingContext2D, { zoom }: LabelLook, text: string, at: LabelPlace): Box {
  const scale = scaleAt(zoom);
  setFont(context, scale);
  const width = context.measureText(text).width + 8 * scale;
  return { x: at.x - { start: 0, middle: width / 2, end: width }[at.align ?? 'start'], y: at.y - 7 * scale, width, height: 14 * scale };
}

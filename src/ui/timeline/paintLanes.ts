/** Painting lanes, ticks and the playhead on one canvas. */
import { paintNow, type Paint } from '../map/paint.ts';
import { clockText, tickStep, type Lane, type Mark } from './lanes.ts';

export const laneHeight = 14;
export const labelWidth = 124;
/** The handle of the playhead runs above the numbers, so that it never covers one. */
export const axisHeight = 22;

export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface LanePicture {
  readonly lanes: readonly Lane[];
  readonly window: Window;
  /** Marks after this moment are of a future that was wound back, and paler. */
  readonly future: number;
  readonly width: number;
  readonly names: (id: string) => string;
}

export function xOf(at: number, window: Window, width: number): number {
  return labelWidth + ((at - window.from) / (window.to - window.from)) * (width - labelWidth - 8);
}

export function timeAt(x: number, window: Window, width: number): number {
  return window.from + ((x - labelWidth) / (width - labelWidth - 8)) * (window.to - window.from);
}

export function paintLanes(context: CanvasRenderingContext2D, picture: LanePicture): void {
  const paint = paintNow();
  const { lanes, width } = picture;
  const height = lanes.length * laneHeight + axisHeight;
  context.clearRect(0, 0, width, height);
  paintTicks(context, picture, paint, height);
  lanes.forEach((lane, row) => paintLane(context, picture, paint, { lane, y: axisHeight + row * laneHeight }));
}

function paintTicks(context: CanvasRenderingContext2D, { window, width }: LanePicture, paint: Paint, height: number): void {
  const step = tickStep(window.to - window.from, width - labelWidth);
  context.font = '10px ui-monospace, Menlo, Consolas, monospace';
  context.textBaseline = 'middle';
  for (let at = Math.ceil(window.from / step) * step; at <= window.to; at += step) {
    const x = xOf(at, window, width);
    context.fillStyle = paint.faint;
    context.globalAlpha = 0.5;
    context.fillRect(x, axisHeight - 3, 1, height);
    context.globalAlpha = 1;
    context.fillStyle = paint.tones.idle;
    const label = clockText(at).replace(/\.000$/, '');
    if (x + 4 + context.measureText(label).width < width) context.fillText(label, x + 4, axisHeight - 7);
  }
}

const colours: Readonly<Record<Mark['kind'], (paint: Paint) => string>> = {
  ADDED: (paint) => paint.tones.ready,
  MODIFIED: (paint) => paint.tones.done,
  DELETED: (paint) => paint.tones.bad,
  packet: (paint) => paint.accent,
  lookup: (paint) => paint.tones.moving,
};

/** Marks of one kind stand at least this far apart. */
const leastPitch = 1.2;

function paintLane(
  context: CanvasRenderingContext2D,
  picture: LanePicture,
  paint: Paint,
  row: { readonly lane: Lane; readonly y: number },
): void {
  const { window, width, future, names } = picture;
  const { lane, y } = row;
  context.fillStyle = paint.tones.idle;
  context.font = '11px ui-sans-serif, system-ui, sans-serif';
  context.fillText(shorten(context, names(lane.id), labelWidth - 18), 12, y + laneHeight / 2);
  context.fillStyle = paint.faint;
  context.globalAlpha = 0.55;
  context.fillRect(labelWidth, y + laneHeight / 2, width - labelWidth - 8, 1);
  const last: Record<Mark['kind'] | 'any', number> = { any: -10, ADDED: -10, MODIFIED: -10, DELETED: -10, packet: -10, lookup: -10 };
  for (const mark of lane.marks) {
    if (mark.at < window.from || mark.at > window.to) continue;
    const x = xOf(mark.at, window, width);
    // What would lie on another mark is not painted: a rollout has thousands on a few pixels.
    if (x - (mark.kind === 'MODIFIED' ? last.any : last[mark.kind]) < leastPitch) continue;
    last.any = last[mark.kind] = x;
    context.globalAlpha = mark.at > future ? 0.35 : 1;
    context.fillStyle = colours[mark.kind](paint);
    paintMark(context, mark.kind, x, y);
  }
  context.globalAlpha = 1;
}

function paintMark(context: CanvasRenderingContext2D, kind: Mark['kind'], x: number, y: number): void {
  if (kind === 'ADDED') context.fillRect(x - 1.5, y + 2, 3, laneHeight - 4);
  else if (kind === 'DELETED') {
    context.fillRect(x - 3, y + laneHeight / 2 - 1, 6, 2.5);
    context.fillRect(x - 1, y + 2, 2, laneHeight - 4);
  } else context.fillRect(x - 1, y + 4, 2, laneHeight - 8);
}

function shorten(context: CanvasRenderingContext2D, text: string, most: number): string {
  if (context.measureText(text).width <= most) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > most) length -= 1;
  return `${text.slice(0, length)}…`;
}

/** Up to thousands of pods as dots on one small canvas: no element each. */
import { useEffect, useRef } from 'react';
import type { Tone } from '#scene/model.ts';
import { dotGrid, type DotGrid } from '#scene/dots.ts';
import { useIsDark } from '../view/theme.ts';
import { tonePaint } from './paint.ts';

/** A crowd is small on the screen and needs no sharp edges. */
const sharpMax = 256;

export function StackDots({ dots, wanted }: { readonly dots: readonly Tone[]; readonly wanted: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDark = useIsDark();
  const drawn = useRef<{ readonly look: string; readonly dots: readonly Tone[] }>({ look: '', dots: [] });
  const { width, height } = dotGrid(dots.length, wanted);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || context === null || context === undefined) return;
    const grid = dotGrid(dots.length, wanted);
    const look = `${grid.width}/${grid.height}/${grid.pitch}/${isDark}`;
    const isFresh = drawn.current.look !== look;
    if (isFresh) {
      const scale = Math.max(dots.length, wanted) <= sharpMax ? 2 : 1;
      canvas.current.width = grid.width * scale;
      canvas.current.height = grid.height * scale;
      context.setTransform(scale, 0, 0, scale, 0, 0);
    }
    paintDots(context, grid, isFresh ? [] : drawn.current.dots, dots);
    drawn.current = { look, dots };
  }, [dots, wanted, isDark]);
  return <canvas ref={canvas} className="pointer-events-none" style={{ width, height }} aria-hidden="true" />;
}

/** Paints those that are not as before, a path for each tone. */
function paintDots(context: CanvasRenderingContext2D, { pitch, columns }: DotGrid, before: readonly Tone[], dots: readonly Tone[]): void {
  const side = pitch - 3;
  const changed = new Map<Tone | undefined, number[]>();
  for (let index = 0; index < Math.max(dots.length, before.length); index += 1) {
    const tone = dots[index];
    if (before[index] === tone) continue;
    const places = changed.get(tone);
    if (places === undefined) changed.set(tone, [index]);
    else places.push(index);
  }
  const colours = tonePaint();
  for (const [tone, places] of changed) {
    const isFull = tone === 'ready' || tone === 'done';
    context.beginPath();
    for (const index of places) {
      const x = (index % columns) * pitch;
      const y = Math.floor(index / columns) * pitch;
      if (before[index] !== undefined) context.clearRect(x - 1, y - 1, side + 2, side + 2);
      if (isFull) context.rect(x, y, side, side);
      else context.rect(x + 0.75, y + 0.75, side - 1.5, side - 1.5);
    }
    if (tone === undefined) continue;
    context.fillStyle = context.strokeStyle = colours[tone];
    context.lineWidth = 1.5;
    if (isFull) context.fill();
    else context.stroke();
  }
}

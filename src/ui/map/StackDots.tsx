/** Up to thousands of pods as dots on one small canvas: no element each. */
import { useEffect, useRef } from 'react';
import type { Tone } from '#scene/model.ts';
import { useIsDark } from '../view/theme.ts';
import { tonePaint } from './paint.ts';

export function StackDots({ dots }: { readonly dots: readonly Tone[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDark = useIsDark();
  const drawn = useRef<{ readonly look: string; readonly dots: readonly Tone[] }>({ look: '', dots: [] });
  const pitch = dots.length <= 64 ? 16 : dots.length <= 256 ? 12 : 8;
  const columns = Math.floor(288 / pitch);
  const height = Math.ceil(dots.length / columns) * pitch;
  useEffect(() => {
    const paint = canvas.current?.getContext('2d');
    if (canvas.current === null || paint === null || paint === undefined) return;
    const scale = 2;
    const colours = tonePaint();
    const look = `${height}/${pitch}/${isDark}`;
    const isFresh = drawn.current.look !== look;
    if (isFresh) {
      canvas.current.width = 288 * scale;
      canvas.current.height = Math.max(1, height) * scale;
    }
    const before = isFresh ? [] : drawn.current.dots;
    drawn.current = { look, dots };
    paint.setTransform(scale, 0, 0, scale, 0, 0);
    dots.forEach((tone, index) => {
      if (before[index] === tone) return;
      paint.fillStyle = colours[tone];
      const x = (index % columns) * pitch;
      const y = Math.floor(index / columns) * pitch;
      const side = pitch - 3;
      paint.clearRect(x - 1, y - 1, side + 2, side + 2);
      if (tone === 'ready' || tone === 'done') paint.fillRect(x, y, side, side);
      else {
        paint.strokeStyle = colours[tone];
        paint.lineWidth = 1.5;
        paint.strokeRect(x + 0.75, y + 0.75, side - 1.5, side - 1.5);
      }
    });
    for (let index = dots.length; index < before.length; index += 1)
      paint.clearRect((index % columns) * pitch - 1, Math.floor(index / columns) * pitch - 1, pitch, pitch);
  }, [dots, pitch, columns, height, isDark]);
  return <canvas ref={canvas} className="pointer-events-none" style={{ width: 288, height }} aria-hidden="true" />;
}

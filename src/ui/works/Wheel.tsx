/** One wheel of the clockwork. It turns by a tooth for each change that its worker made, and back when time goes back. */
import { memo } from 'react';

const teeth = 8;
const radius = { foot: 7.2, tip: 9.4, hub: 2.6 };

function at(angle: number, distance: number): string {
  return `${(Math.sin(angle) * distance).toFixed(2)} ${(-Math.cos(angle) * distance).toFixed(2)}`;
}

/** Teeth that grow narrower outward, and a rim inside them. */
const outline = Array.from({ length: teeth }, (_, tooth) => {
  const step = (2 * Math.PI) / teeth;
  const middle = tooth * step;
  const corners: readonly (readonly [number, number])[] = [
    [-0.3, radius.foot],
    [-0.17, radius.tip],
    [0.17, radius.tip],
    [0.3, radius.foot],
  ];
  return corners.map(([part, far]) => at(middle + part * step, far)).join(' L ');
}).join(' L ');

export const Wheel = memo(function Wheel({ count, isLit }: { readonly count: number; readonly isLit: boolean }) {
  const colour = isLit ? 'var(--accent)' : 'var(--ink-3)';
  return (
    <svg
      viewBox="-10 -10 20 20"
      className="wheel size-5 shrink-0"
      aria-hidden="true"
      style={{ transform: `rotate(${(count * 360) / teeth}deg)` }}
      stroke={colour}
      strokeWidth="1.3"
      fill="none"
    >
      <path d={`M ${outline} Z`} fill={isLit ? 'var(--accent-wash)' : 'none'} strokeLinejoin="round" />
      <circle r={radius.hub} />
      <path d={`M 0 ${-radius.hub} V ${-radius.foot}`} />
    </svg>
  );
});

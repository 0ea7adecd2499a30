/** How a person looks at time: whether the lanes are open, which stretch they see, and what stands beside the map. */
import { create } from 'zustand';
import type { Other } from '../compare/other.ts';
import { axisEnd } from './lanes.ts';
import type { Window } from './paintLanes.ts';

interface TimeView {
  readonly isOpen: boolean;
  /** Undefined: the whole run. */
  readonly zoom: Window | undefined;
  /** What is compared with the present picture. */
  readonly beside: Other | undefined;
}

export const useTimeView = create<TimeView>(() => ({ isOpen: false, zoom: undefined, beside: undefined }));

const narrowest = 50;

/** The stretch that is shown: the zoomed one, moved along when the playhead of a running clock has left it, or the whole run. */
export function windowFor(zoom: Window | undefined, now: number, end: number, follows = true): Window {
  if (zoom === undefined) return { from: 0, to: axisEnd(Math.max(end, now)) };
  const length = zoom.to - zoom.from;
  if (!follows || (now >= zoom.from && now <= zoom.to)) return zoom;
  const from = Math.max(0, now > zoom.to ? now - length * 0.2 : now - length * 0.8);
  return { from, to: from + length };
}

/** Nearer (`factor` below 1) or further, with one moment staying in its place. */
export function zoomed(window: Window, around: number, factor: number, end: number): Window | undefined {
  const whole = axisEnd(end);
  const length = Math.max(narrowest, (window.to - window.from) * factor);
  if (length >= whole) return undefined;
  const part = (around - window.from) / (window.to - window.from);
  const from = Math.max(0, Math.min(whole - length, around - part * length));
  return { from, to: from + length };
}

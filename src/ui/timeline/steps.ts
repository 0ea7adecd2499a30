/** Steps in time, by name: the buttons, the keys and the command palette all use these. */
import type { Clock } from '#remote/page.ts';
import { useMirror } from '../mirror/store.ts';

export const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 100];

export function togglePlay(clock: Clock): void {
  if (useMirror.getState().playing) clock.pause();
  else clock.play();
}

/** Back to the last moment before this one at which something changed. */
export function stepBack(clock: Clock): void {
  const { history, now } = useMirror.getState();
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((history[middle]?.at ?? 0) < now) low = middle + 1;
    else high = middle;
  }
  clock.pause();
  clock.seek(history[low - 1]?.at ?? 0);
}

export function faster(clock: Clock, by: 1 | -1): void {
  const { speed } = useMirror.getState();
  const here = speeds.reduce((best, one, index) => (Math.abs(one - speed) < Math.abs((speeds[best] ?? 1) - speed) ? index : best), 0);
  clock.speed(speeds[Math.max(0, Math.min(speeds.length - 1, here + by))] ?? 1);
}

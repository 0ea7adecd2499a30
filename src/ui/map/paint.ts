/** The theme's colours for canvases, read from the tokens once a theme. */
import type { Tone } from '#scene/model.ts';

export interface Paint {
  readonly tones: Readonly<Record<Tone, string>>;
  readonly accent: string;
  readonly ink: string;
  readonly faint: string;
  readonly soft: string;
  readonly ground: string;
  readonly sheet: string;
  readonly card: string;
}

let kept: { readonly theme: string; readonly paint: Paint } | undefined;

export function paintNow(): Paint {
  const theme = document.documentElement.className;
  if (kept?.theme === theme) return kept.paint;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const paint: Paint = {
    tones: {
      ready: read('--ready'),
      moving: read('--moving'),
      bad: read('--bad'),
      leaving: read('--leaving'),
      idle: read('--idle'),
      done: read('--done'),
    },
    accent: read('--accent'),
    ink: read('--ink'),
    faint: read('--line-2'),
    soft: read('--ink-3'),
    ground: read('--ground'),
    sheet: read('--sheet'),
    card: read('--card'),
  };
  kept = { theme, paint };
  return paint;
}

export function tonePaint(): Paint['tones'] {
  return paintNow().tones;
}

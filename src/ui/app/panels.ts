/** The panels around the map at a desk, by name: hidden and shown by keys, and opened at the size that a person gave them. */
import type { RefObject } from 'react';
import type { PanelImperativeHandle } from 'react-resizable-panels';

export type PanelName = 'editor' | 'terminal' | 'inspector';

type Handle = RefObject<PanelImperativeHandle | null>;
type Sizes = Readonly<Record<PanelName, number>>;

const storageKey = 'orrery/panels';
const restMs = 300;
/** In parts of a hundred. */
export const firstSizes: Sizes = { editor: 25, terminal: 17, inspector: 27 };

const handles = new Map<PanelName, Handle>();
let sizes: Sizes = readSizes(keptText());
let timer: number | undefined;

export function keepPanel(name: PanelName, handle: Handle): void {
  handles.set(name, handle);
}

/** A hidden panel is as large as nothing, and that is not what it should be opened at. */
export function noteSize(name: PanelName, percent: number): void {
  if (percent < 1 || percent === sizes[name]) return;
  sizes = { ...sizes, [name]: percent };
  window.clearTimeout(timer);
  timer = window.setTimeout(keep, restMs);
}

/** False where there are no panels: on a phone they are sheets. */
export function togglePanel(name: PanelName): boolean {
  const panel = handles.get(name)?.current;
  if (panel === null || panel === undefined) return false;
  if (panel.isCollapsed()) showPanel(name);
  else panel.collapse();
  return true;
}

export function showPanel(name: PanelName): void {
  const panel = handles.get(name)?.current;
  if (panel?.isCollapsed() !== true) return;
  const size = sizes[name];
  panel.expand();
  panel.resize(`${size}%`);
}

export function hidePanel(name: PanelName): void {
  handles.get(name)?.current?.collapse();
}

function keptText(): string {
  try {
    return localStorage.getItem(storageKey) ?? '{}';
  } catch {
    return '{}';
  }
}

/** What stands in the storage may be anybody's. */
export function readSizes(text: string): Sizes {
  try {
    const kept = JSON.parse(text) as Partial<Record<PanelName, unknown>> | null;
    const sizeOf = (name: PanelName): number => {
      const size = kept?.[name];
      return typeof size === 'number' && size >= 1 && size <= 90 ? size : firstSizes[name];
    };
    return { editor: sizeOf('editor'), terminal: sizeOf('terminal'), inspector: sizeOf('inspector') };
  } catch {
    return firstSizes;
  }
}

function keep(): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(sizes));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

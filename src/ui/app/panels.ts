/** The panels around the map at a desk, by name, for keys and buttons that hide and show them. */
import type { RefObject } from 'react';
import type { PanelImperativeHandle } from 'react-resizable-panels';

export type PanelName = 'editor' | 'terminal' | 'inspector';

type Handle = RefObject<PanelImperativeHandle | null>;

const handles = new Map<PanelName, Handle>();

export function keepPanel(name: PanelName, handle: Handle): void {
  handles.set(name, handle);
}

/** False where there are no panels: on a phone they are sheets. */
export function togglePanel(name: PanelName): boolean {
  const panel = handles.get(name)?.current;
  if (panel === null || panel === undefined) return false;
  if (panel.isCollapsed()) panel.expand();
  else panel.collapse();
  return true;
}

export function showPanel(name: PanelName): void {
  const panel = handles.get(name)?.current;
  if (panel?.isCollapsed() === true) panel.expand();
}

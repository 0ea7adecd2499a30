/** What a hand presses is what it means, also when that glides away, or is drawn anew, before the hand lets go. */
import { useEffect, useRef } from 'react';
import type { SceneNode } from '#scene/model.ts';
import { useScene } from './sceneStore.ts';

/** A hand that moves further than this drags. In pixels of the screen; the map's own drags begin there too. */
export const dragFrom = 4;

interface Press {
  /** What it began on, as the picture was then. */
  readonly thing: SceneNode;
  readonly x: number;
  readonly y: number;
}

/**
 * Calls `choose` with the thing that was pressed and let go. The answer says whether the press that is under way, or has just
 * ended, began on a thing: the click that follows it may land beside, where it means nothing.
 */
export function usePress(frame: { readonly current: HTMLElement | null }, choose: (thing: SceneNode) => void): () => boolean {
  const press = useRef<Press>(undefined);
  useEffect(() => {
    const element = frame.current;
    const onDown = (event: PointerEvent): void => {
      press.current = pressOf(event);
    };
    const onUp = (event: PointerEvent): void => {
      const { current } = press;
      if (current === undefined || !event.isPrimary) return;
      if (Math.hypot(event.clientX - current.x, event.clientY - current.y) > dragFrom) return;
      keepClickOn(element!);
      choose(current.thing);
    };
    element?.addEventListener('pointerdown', onDown, true);
    element?.addEventListener('pointerup', onUp, true);
    return () => {
      element?.removeEventListener('pointerdown', onDown, true);
      element?.removeEventListener('pointerup', onUp, true);
    };
  }, [frame, choose]);
  return () => press.current !== undefined;
}

/** What is chosen may open a sheet under the finger: the click that ends the press is none on that. One made by a key has no detail. */
function keepClickOn(element: HTMLElement): void {
  const onClick = (event: MouseEvent): void => {
    if (event.detail === 0 || element.contains(event.target as Node)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const forget = (): void => window.removeEventListener('click', onClick, true);
  window.addEventListener('click', onClick, { capture: true, once: true });
  window.addEventListener('pointerdown', forget, { capture: true, once: true });
}

/** A second finger, another button of the mouse and a button on a card mean something else. */
function pressOf(event: PointerEvent): Press | undefined {
  const target = event.target as Element;
  const holder = target.closest('.react-flow__node');
  if (!event.isPrimary || event.button !== 0 || target.closest('button') !== null || !(holder instanceof HTMLElement)) return undefined;
  const thing = useScene.getState().scene.byId.get(holder.dataset['id'] ?? '');
  return thing && { thing, x: event.clientX, y: event.clientY };
}

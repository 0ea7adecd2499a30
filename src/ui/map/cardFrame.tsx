/** What every card of the map has: its name for those who cannot see it, its tone, and whether it is chosen. */
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import type { Ref, SceneNode } from '#scene/model.ts';
import { isSameRef, useView } from '../view/store.ts';
import type { Words } from '../words/words.ts';
import { labelOf } from './labels.ts';

export interface CardProps {
  readonly id: string;
}

export function useIsChosen(ref: Ref | undefined): boolean {
  return useView((view) => isSameRef(view.selected, ref));
}

/** Writes the accessible name on React Flow's own focusable element, without making React Flow draw again. */
export function Named({
  node,
  words,
  className,
  children,
}: {
  readonly node: SceneNode;
  readonly words: Words;
  readonly className: string;
  readonly children: ReactNode;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const isSpoken = useView((view) => view.spoken.has(node.id));
  const label = labelOf(node, words);
  useLayoutEffect(() => {
    const holder = ref.current?.closest('.react-flow__node');
    holder?.setAttribute('aria-label', label);
    holder?.setAttribute('data-tone', node.tone);
  }, [label, node.tone]);
  return (
    <div ref={ref} className={`tone-${node.tone} size-full ${isSpoken ? 'spoken' : ''} ${className}`}>
      {children}
    </div>
  );
}

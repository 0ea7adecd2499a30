import { useEffect } from 'react';
import { useWorld } from '../world.ts';
import { actionsIn } from './actions.ts';
import { useDialogs } from './dialogs.ts';
import { createKeys } from './keys.ts';

const ownKeys = 'input, textarea, select, .monaco-editor, .xterm, [contenteditable], [role=menu], [role=dialog], [role=listbox]';

export function useKeys(): void {
  const world = useWorld();
  useEffect(() => {
    const find = createKeys(actionsIn(world));
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      // A dialog that is called for has the keys, also while it is still being fetched.
      const isTyping =
        useDialogs.getState().open !== undefined || (event.target instanceof Element && event.target.closest(ownKeys) !== null);
      const action = find(event, isTyping, performance.now());
      // Apply has its key inside the editor, and Escape closes what is open.
      if (action === undefined || action.id === 'apply' || (action.key === 'Escape' && useDialogs.getState().open !== undefined)) return;
      event.preventDefault();
      action.run(world);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [world]);
}

/** Light or dark, as chosen or as the system says, without a reload. */
import { useSyncExternalStore } from 'react';
import { useView } from './store.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

function watchSystem(tell: () => void): () => void {
  dark.addEventListener('change', tell);
  return () => dark.removeEventListener('change', tell);
}

export function useIsDark(): boolean {
  const choice = useView((view) => view.theme);
  const system = useSyncExternalStore(watchSystem, () => dark.matches);
  return choice === 'system' ? system : choice === 'dark';
}

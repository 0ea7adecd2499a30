/** How much room the window gives. */
import { useSyncExternalStore } from 'react';

/** Below this the map has the width for itself, and the rest are sheets. */
export const narrow = window.matchMedia('(max-width: 1023px)');
/** Below this a sheet lies over the map; above, there is room beside and under it. */
export const phone = window.matchMedia('(max-width: 639px)');

export function useMedia(media: MediaQueryList): boolean {
  return useSyncExternalStore(
    (tell) => {
      media.addEventListener('change', tell);
      return () => media.removeEventListener('change', tell);
    },
    () => media.matches,
  );
}

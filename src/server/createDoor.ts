/** A door before a cluster, with the hubs that its long answers go through. */
import type { Door } from './door.ts';
import { createPageHub } from './page/pageHub.ts';
import { createStreamHub } from './streams/streamHub.ts';
import { createWatchHub } from './watchHub.ts';

export function createDoor(settings: Omit<Door, 'watches' | 'streams' | 'pages' | 'counts'>): Door {
  const { engine, cluster, pace } = settings;
  const streams = createStreamHub(pace, engine);
  return {
    ...settings,
    watches: createWatchHub(pace, engine, cluster),
    streams,
    pages: createPageHub(pace, engine, streams),
    counts: new Map(),
  };
}

/** The world behind the screen, handed to every component: a Client per cluster, frames, a clock, and the tape. */
import { createContext, useContext } from 'react';
import type { Client } from '#api/client.ts';
import type { Playground } from '#remote/page.ts';
import { clusterNow } from './mirror/store.ts';

export type { Playground };

const WorldContext = createContext<Playground | undefined>(undefined);

export const WorldProvider = WorldContext.Provider;

export function useWorld(): Playground {
  const world = useContext(WorldContext);
  if (world === undefined) throw new Error('no world around this component');
  return world;
}

/** The client of the cluster that the page shows. */
export function clientOf(world: Playground): Client {
  return world.clientOf(clusterNow());
}

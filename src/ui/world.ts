/** The world behind the screen, handed to every component: a Client per cluster, frames, a clock, and the tape. */
import { createContext, useContext } from 'react';
import type { Client } from '#api/client.ts';
import type { Playground } from '#remote/page.ts';
import { lookingClient } from './clients.ts';
import { clusterNow } from './mirror/store.ts';
import { pageOptions } from './view/options.ts';

export type { Playground };

const WorldContext = createContext<Playground | undefined>(undefined);

export const WorldProvider = WorldContext.Provider;

export function useWorld(): Playground {
  const world = useContext(WorldContext);
  if (world === undefined) throw new Error('no world around this component');
  return world;
}

const lookers = new WeakMap<Client, Client>();

/** The client of the cluster that the page shows, for what a person does: it only looks when the address says so. */
export function clientOf(world: Playground): Client {
  const client = world.clientOf(clusterNow());
  if (!pageOptions.readonly) return client;
  const looker = lookers.get(client) ?? lookingClient(client);
  lookers.set(client, looker);
  return looker;
}

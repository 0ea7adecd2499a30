/** The clusters of a federation, as its controllers reach them. */
import { apiClient, type ApiClient } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';

export interface Member {
  readonly name: string;
  readonly client: ApiClient;
}

export function members({ context }: Reconcile): readonly Member[] {
  const peers = context.peers ?? new Map();
  return [...peers].map(([name, request]) => ({ name, client: apiClient(request) }));
}

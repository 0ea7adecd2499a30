/** What the parts of the door share: the cluster behind it and what was set at its start. */
import type { Authority } from '#engine/engine.ts';
import type { PageHub } from './page/pageHub.ts';
import type { WatchHub } from './watchHub.ts';
import type { StreamHub } from './streams/streamHub.ts';
import type { Pace, ServedEngine } from './pace.ts';

export interface Door {
  readonly engine: ServedEngine;
  readonly cluster: string;
  readonly pace: Pace;
  readonly watches: WatchHub;
  readonly streams: StreamHub;
  readonly pages: PageHub;
  /** The administrator's. */
  readonly token: string;
  /** Names and addresses under which requests may come in. */
  readonly hosts: ReadonlySet<string>;
  /** Where clients in the cluster are told to find the server. */
  readonly address: string;
  /** Who signs the cluster's certificates. */
  readonly authority: Authority;
  readonly startedAt: number;
  readonly counts: Map<string, number>;
}

/** The cluster's time as the wall's, in milliseconds. */
export function clusterTime({ engine }: Door): number {
  return Date.parse(engine.epoch) + engine.now();
}

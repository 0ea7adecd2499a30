/** Facts on their way up: everything that changed in the clusters since the last frame. */
import type { Status } from './request.ts';
import type { KubeObject, VirtualMs } from './meta.ts';
import type { Tape } from './tape.ts';
import type { Trace } from './trace.ts';
import type { HistoryEntry } from './watch.ts';

export interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly cluster: string;
  readonly object: KubeObject;
}

/** One way that time went. The first has no parent; every other left its parent at a moment. */
export interface BranchInfo {
  readonly id: number;
  readonly parent: number | undefined;
  readonly at: VirtualMs;
  /** The furthest moment reached on it. */
  readonly end: VirtualMs;
  readonly isCurrent: boolean;
}

/** News of one stream (exec, logs -f, watch). */
export type StreamChunk =
  | { readonly stream: string; readonly type: 'stdout' | 'stderr'; readonly data: string }
  | { readonly stream: string; readonly type: 'exit'; readonly code: number; readonly message?: string; readonly status?: Status };

export interface Frame {
  /** Counts frames; the page answers each with an acknowledgement, and gets no next one before. */
  readonly sequence: number;
  readonly now: VirtualMs;
  readonly epoch: string;
  /** The furthest moment that was ever reached on this branch. */
  readonly end: VirtualMs;
  readonly playing: boolean;
  readonly speed: number;
  /** True when the mirror must be emptied first: another tape was loaded, or another branch taken up. */
  readonly reset: boolean;
  /** The clock was moved back since the last frame: the changes lead from what was told before to what is now. */
  readonly moved: boolean;
  readonly changes: readonly ObjectChange[];
  readonly traces: readonly Trace[];
  readonly history: readonly (HistoryEntry & { readonly cluster: string })[];
  readonly streams: readonly StreamChunk[];
  /** More changes wait; they did not fit into this frame. */
  readonly more: boolean;
  /** The tree of branches, when it is not as it was told before. */
  readonly branches?: readonly BranchInfo[];
  /** An impossible state stopped the engine: what it said, and the tape that led there. */
  readonly crash?: { readonly message: string; readonly stack: string; readonly tape: Tape };
}

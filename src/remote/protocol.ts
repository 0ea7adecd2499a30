/** What page and worker say to each other: plain data, and nothing else crosses. */
import type { Frame } from '#api/frame.ts';
import type { Delta } from './delta.ts';
import type { StepBy } from './engine.ts';
import type { KubeObject } from '#api/meta.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { Input, Tape } from '#api/tape.ts';
import type { WatchEvent } from '#api/watch.ts';

export type ClockCommand =
  | { readonly do: 'play' }
  | { readonly do: 'pause' }
  | { readonly do: 'step'; readonly by: StepBy }
  | { readonly do: 'branch'; readonly id: number }
  | { readonly do: 'seek'; readonly at: number }
  | { readonly do: 'speed'; readonly factor: number };

export type Glimpsed = { readonly branch: number } | { readonly tape: Tape };

export type ToHost =
  | { readonly type: 'request'; readonly id: number; readonly cluster: string; readonly request: Request }
  | { readonly type: 'input'; readonly cluster: string; readonly input: Exclude<Input, { readonly type: 'request' }> }
  | { readonly type: 'watch'; readonly id: number; readonly cluster: string; readonly request: Request }
  | { readonly type: 'unwatch'; readonly id: number }
  | { readonly type: 'clock'; readonly command: ClockCommand }
  | { readonly type: 'tape'; readonly id: number }
  | { readonly type: 'load'; readonly id: number; readonly tape: Tape; readonly at?: number; readonly playing: boolean }
  /** Gives up the run that is being opened, and what was there before goes on; or ends a long way through time where it has come to. */
  | { readonly type: 'stop' }
  /** What another branch of time, or another tape's world, looks like at a moment. */
  | { readonly type: 'glimpse'; readonly id: number; readonly of: Glimpsed; readonly at: number }
  /** The page has taken in a frame and may get the next. */
  | { readonly type: 'ack'; readonly sequence: number };

/** A change as it crosses: a whole object under a new number, one told by its sibling, what is new about a known one, or its end. */
export type PackedChange =
  | { readonly id: number; readonly cluster: string; readonly object: KubeObject }
  | { readonly id: number; readonly cluster: string; readonly like: number; readonly delta: Delta }
  | { readonly id: number; readonly delta: Delta }
  | { readonly id: number; readonly gone: true };

export type PackedFrame = Omit<Frame, 'changes'> & { readonly changes: readonly PackedChange[] };

export type ToPage =
  | { readonly type: 'response'; readonly id: number; readonly response: Response; readonly now: VirtualMs }
  | { readonly type: 'watched'; readonly id: number; readonly event: WatchEvent }
  | { readonly type: 'tape'; readonly id: number; readonly tape: Tape }
  | { readonly type: 'loaded'; readonly id: number; readonly problem?: string }
  /** How far a run that is being opened has come, or one that is looked at beside the present one. */
  | { readonly type: 'loading'; readonly id: number; readonly now: VirtualMs }
  /** How far a long way through time has come; the next frame says that it is over. */
  | { readonly type: 'going'; readonly from: number; readonly now: VirtualMs; readonly to: number }
  | { readonly type: 'glimpsed'; readonly id: number; readonly objects: readonly KubeObject[] | undefined }
  | { readonly type: 'frame'; readonly frame: PackedFrame };

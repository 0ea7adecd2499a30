/** What the host needs of an engine. `src/worker.ts` and the tools hand it a session; this room knows no engine. */
import type { BranchInfo, Frame } from '#api/frame.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { Input, Tape } from '#api/tape.ts';
import type { WatchEvent } from '#api/watch.ts';

/** What ends a step: anything at all, a commit, or a controller's reconcile. */
export type StepBy = 'event' | 'change' | 'reconcile';

export type EngineNews = Pick<Frame, 'reset' | 'changes' | 'history' | 'traces' | 'streams'>;

export interface Engine {
  readonly epoch: string;
  now(): VirtualMs;
  end(): VirtualMs;
  /** When something happens next; undefined when nothing ever will. */
  nextAt(): number | undefined;
  /** Reads are answered; everything else is recorded on the tape and applied. */
  say(cluster: string, input: Input): Response | undefined;
  /** Plays up to a moment or `most` events; true when the moment was reached. */
  advance(until: number, most: number): boolean;
  step(by: StepBy): void;
  seek(at: number): void;
  /** Goes back to a kept moment before this one, if it lies behind: the first half of a seek, and the quick one. */
  rewind(at: number): void;
  drain(): EngineNews;
  tape(): Tape;
  branches(): readonly BranchInfo[];
  branchTape(id: number): Tape | undefined;
  /** Goes to where a branch leaves this one; answers the moment to which it is then to be played, or undefined when there is no such branch. */
  takeUpBranch(id: number): number | undefined;
  /** A watch from a list's revision on; read it after every advance. */
  openWatch(cluster: string, request: Request): string;
  readWatch(cluster: string, id: string): { readonly events: readonly WatchEvent[]; readonly ended?: true } | 'gone';
  closeWatch(cluster: string, id: string): void;
}

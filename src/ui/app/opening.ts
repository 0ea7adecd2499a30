/** How far a run that is being opened has come, when that takes long enough to be told. */
import { create } from 'zustand';

interface Opening {
  readonly now: number;
  readonly to: number;
  readonly stop: (() => void) | undefined;
}

export const nothingOpens: Opening = { now: 0, to: 0, stop: undefined };

export const useOpening = create<Opening>(() => nothingOpens);

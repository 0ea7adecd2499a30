/** How far a run that is being opened, or a way through time, has come, when that takes long enough to be told. */
import { create } from 'zustand';
import type { Playground } from '#remote/page.ts';

interface Opening {
  readonly what: 'opening' | 'going';
  readonly from: number;
  readonly now: number;
  readonly to: number;
  readonly stop: (() => void) | undefined;
}

export const nothingOpens: Opening = { what: 'opening', from: 0, now: 0, to: 0, stop: undefined };

export const useOpening = create<Opening>(() => nothingOpens);

/** Follows long ways through time; a frame says that one is over. */
export function tellWays(world: Pick<Playground, 'onGoing' | 'onFrame' | 'stop'>): void {
  world.onGoing((way) => useOpening.setState({ ...way, what: 'going', stop: world.stop }));
  world.onFrame(() => {
    if (useOpening.getState().what === 'going') useOpening.setState(nothingOpens, true);
  });
}

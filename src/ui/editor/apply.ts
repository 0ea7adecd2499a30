/** The editor's Apply: `kubectl apply -f`, and what the answer says about which line. */
import { create } from 'zustand';
import type { Client } from '#api/client.ts';
import { settle } from './files.ts';
import type { Marker } from './markers.ts';

export interface Answer {
  readonly file: string;
  readonly isOk: boolean;
  /** What kubectl printed, word for word. */
  readonly text: string;
  readonly markers: readonly Marker[];
}

export const useApply = create<{ readonly isBusy: boolean; readonly answer: Answer | undefined }>(() => ({
  isBusy: false,
  answer: undefined,
}));

/** Resolves when no Apply is under way: half of a file must not land in the next cluster. */
export function whenApplied(): Promise<void> {
  if (!useApply.getState().isBusy) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useApply.subscribe((state) => {
      if (state.isBusy) return;
      stop();
      resolve();
    });
  });
}

/** Applies a text. A text with a fault is refused before anything is sent, so that nothing changes. */
export async function applyText(client: Client, file: string, text: string): Promise<Answer> {
  useApply.setState({ isBusy: true });
  const { send } = await import('./send.ts');
  const answer = await send(client, file, text);
  if (answer.isOk) settle(file);
  useApply.setState({ isBusy: false, answer });
  return answer;
}

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

/** How many of a file's objects were told about so far, and how to stop there. */
interface Progress {
  readonly done: number;
  readonly of: number;
  readonly stop: () => void;
}

interface Applying {
  readonly isBusy: boolean;
  /** Of a file with many objects only. */
  readonly progress: Progress | undefined;
  readonly answer: Answer | undefined;
}

export const useApply = create<Applying>(() => ({ isBusy: false, progress: undefined, answer: undefined }));

/** Fewer objects than this are applied before a person could read how far it is. */
const fewObjects = 20;

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
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const tell = (done: number, of: number): void => useApply.setState(of < fewObjects ? {} : { progress: { done, of, stop } });
  const answer = await send({ client, signal: abort.signal, tell }, file, text);
  if (answer.isOk) settle(file);
  useApply.setState({ isBusy: false, progress: undefined, answer });
  return answer;
}

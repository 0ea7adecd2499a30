/** The editor's Apply: `kubectl apply -f`, and what the answer says about which line. */
import { create } from 'zustand';
import type { Client } from '#api/client.ts';
import { parseManifest } from '#manifest/parse.ts';
import { kubectlText } from '../terminal/kubectl.ts';
import { settle } from './files.ts';
import { serverMarkers, textMarkers, type Marker } from './markers.ts';

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
  const answer = await send(client, file, text);
  if (answer.isOk) settle(file);
  useApply.setState({ isBusy: false, answer });
  return answer;
}

async function send(client: Client, file: string, text: string): Promise<Answer> {
  const manifest = parseManifest(text);
  const faults = textMarkers(manifest);
  const fatal = faults.filter((marker) => marker.severity === 'error');
  if (fatal.length > 0)
    return { file, isOk: false, text: fatal.map((marker) => `${file}:${marker.line}: ${marker.message}`).join('\n'), markers: faults };
  const told = await kubectlText(client, ['apply', '-f', file], { files: { read: (path) => (path === file ? text : undefined) } });
  return {
    file,
    isOk: told.code === 0,
    text: `${told.stdout}${told.stderr}`.trimEnd(),
    markers: [...faults, ...serverMarkers(told.stderr, manifest)],
  };
}

/** One `kubectl apply -f` of a text that is read here first. Fetched when something is first applied, as it brings the reader of YAML along. */
import type { Client } from '#api/client.ts';
import { parseManifest } from '#manifest/parse.ts';
import { kubectlText } from '../terminal/kubectl.ts';
import { wordsNow } from '../words/words.ts';
import type { Answer } from './apply.ts';
import { serverMarkers, textMarkers } from './markers.ts';

export interface Sending {
  readonly client: Client;
  readonly signal: AbortSignal;
  /** Hears how many objects of all were told about. */
  readonly tell: (done: number, of: number) => void;
}

export async function send({ client, signal, tell }: Sending, file: string, text: string): Promise<Answer> {
  const manifest = parseManifest(text);
  const faults = textMarkers(manifest);
  const fatal = faults.filter((marker) => marker.severity === 'error');
  if (fatal.length > 0)
    return { file, isOk: false, text: fatal.map((marker) => `${file}:${marker.line}: ${marker.message}`).join('\n'), markers: faults };
  let done = 0;
  tell(done, manifest.documents.length);
  const told = await kubectlText(client, ['apply', '-f', file], {
    files: { read: (path) => (path === file ? text : undefined) },
    signal,
    onLine: () => tell((done += 1), manifest.documents.length),
  });
  const stopped = signal.aborted ? `\n${wordsNow().stoppedAt} ${done}/${manifest.documents.length}` : '';
  return {
    file,
    isOk: told.code === 0,
    text: `${told.stdout}${told.stderr}`.trimEnd().concat(stopped),
    markers: [...faults, ...serverMarkers(told.stderr, manifest)],
  };
}

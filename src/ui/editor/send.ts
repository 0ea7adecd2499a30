/** One `kubectl apply -f` of a text that is read here first. Fetched when something is first applied, as it brings the reader of YAML along. */
import type { Client } from '#api/client.ts';
import { parseManifest } from '#manifest/parse.ts';
import { kubectlText } from '../terminal/kubectl.ts';
import type { Answer } from './apply.ts';
import { serverMarkers, textMarkers } from './markers.ts';

export async function send(client: Client, file: string, text: string): Promise<Answer> {
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

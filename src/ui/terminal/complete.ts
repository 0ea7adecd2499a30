/** Tab: what could stand at the cursor. Words of kubectl are kubectl's own to complete; commands and files are the terminal's. */
import type { Client } from '#api/client.ts';
import type { Json } from '#api/immutable.ts';
import { rowOfResource } from '#api/scheme.ts';
import type { Mirror } from '#scene/model.ts';

export interface Known {
  readonly mirror: Mirror;
  readonly namespace: string;
  readonly contexts?: readonly string[];
  readonly files: readonly string[];
  readonly commands: readonly string[];
}

/** The word being written, and what it may become. */
export interface Completion {
  readonly word: string;
  readonly choices: readonly string[];
}

export async function complete(text: string, known: Known): Promise<Completion> {
  const segment = (text.split(/\||&&|;/).at(-1) ?? '').trimStart();
  const words = segment.split(/\s+/);
  const word = words.at(-1) ?? '';
  const last = words.at(-2);
  if (last === undefined) return { word, choices: beginning(word, known.commands) };
  const [command] = words;
  if (
    (command !== 'kubectl' && command !== 'k') ||
    ['-f', '--filename', '-k', '--kustomize', '--from-file', '--from-env-file'].includes(last)
  )
    return { word, choices: beginning(word, known.files) };
  const kubectl = await import('#kubectl/complete.ts');
  const { from, candidates } = await kubectl.complete(segment, segment.length, readerOf(known.mirror), known);
  return { word: segment.slice(from), choices: candidates };
}

function beginning(word: string, list: readonly string[]): readonly string[] {
  return [...new Set(list)].filter((choice) => choice.startsWith(word)).sort();
}

/** Answers from what the page has seen, so that Tab asks the cluster nothing and leaves no trace in it. */
function readerOf(mirror: Mirror): Pick<Client, 'request'> {
  return {
    request({ group, resource, namespace, name }) {
      const kind = rowOfResource(group, resource)?.kind ?? '';
      const objects = [...(mirror.kinds.get(kind)?.values() ?? [])].filter(
        ({ metadata }) => (namespace === undefined || metadata.namespace === namespace) && (name === undefined || metadata.name === name),
      );
      const [first] = objects;
      if (name !== undefined && first === undefined) return Promise.resolve({ code: 404, body: {} });
      return Promise.resolve({ code: 200, body: (name === undefined ? { items: objects } : first) as unknown as Json });
    },
  };
}

/** What all choices begin with: as far as Tab can go without asking. */
export function commonStart(choices: readonly string[]): string {
  const [first = ''] = choices;
  let length = first.length;
  for (const choice of choices) while (!choice.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** What Apply would change: the objects as they are beside what the server says they would be. upstream: kubectl diff */
import { create } from 'zustand';
import type { Client } from '#api/client.ts';
import { parseManifest } from '#manifest/parse.ts';
import { toYaml } from '#manifest/toYaml.ts';
import { kubectlText } from '../terminal/kubectl.ts';
import { useApply } from './apply.ts';
import { textOf } from './files.ts';
import { serverMarkers, textMarkers } from './markers.ts';

export interface Comparison {
  readonly file: string;
  readonly live: string;
  readonly next: string;
}

export const useCompare = create<{ readonly isBusy: boolean; readonly comparison: Comparison | undefined }>(() => ({
  isBusy: false,
  comparison: undefined,
}));

export async function compare(client: Client, file: string): Promise<void> {
  const text = textOf(file);
  if (text === undefined) return;
  useCompare.setState({ isBusy: true });
  try {
    const comparison = await ask(client, file, text);
    useCompare.setState({ comparison });
  } finally {
    useCompare.setState({ isBusy: false });
  }
}

async function ask(client: Client, file: string, text: string): Promise<Comparison | undefined> {
  const manifest = parseManifest(text);
  const run = { files: { read: (path: string) => (path === file ? text : undefined) } };
  const next = await kubectlText(client, ['apply', '-f', file, '--dry-run=server', '-o', 'yaml'], run);
  if (next.code !== 0) {
    const markers = [...textMarkers(manifest), ...serverMarkers(next.stderr, manifest)];
    useApply.setState({ answer: { file, isOk: false, text: next.stderr.trimEnd(), markers } });
    return undefined;
  }
  const live = await kubectlText(client, ['get', '-f', file, '-o', 'yaml', '--ignore-not-found'], run);
  return { file, live: comparable(live.stdout), next: comparable(next.stdout) };
}

interface Loose {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The objects without what only the server writes. */
export function comparable(text: string): string {
  const objects = parseManifest(text).documents.map(({ object }) => stripped(object as Loose));
  return objects.map((object) => toYaml(object)).join('---\n');
}

const applied = 'kubectl.kubernetes.io/last-applied-configuration';

function stripped({ status: _status, metadata = {}, ...rest }: Loose): Loose {
  const { managedFields: _a, resourceVersion: _b, uid: _c, generation: _d, creationTimestamp: _e, annotations, ...kept } = metadata;
  const { [applied]: _f, ...notes } = (annotations ?? {}) as Readonly<Record<string, unknown>>;
  return { ...rest, metadata: { ...kept, ...(Object.keys(notes).length === 0 ? {} : { annotations: notes }) } };
}

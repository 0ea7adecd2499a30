/** The page's kubectl: the same for the terminal, the editor and the buttons. Fetched when it is first wanted. */
import type { KubectlEnv, KubectlSettings } from '#kubectl/run.ts';
import type { Client } from '#api/client.ts';
import { useFiles } from '../editor/files.ts';
import { useMirror } from '../mirror/store.ts';

export const settings: KubectlSettings = { namespace: 'default', context: 'orrery', contexts: ['orrery'] };

export interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type KubectlRun = Partial<Omit<KubectlEnv, 'client'>>;

/** Runs one command in an environment of the page, filling in whatever the caller leaves out. */
export async function kubectl(client: Client, argv: readonly string[], run: KubectlRun = {}): Promise<number> {
  const { runKubectl } = await import('#kubectl/run.ts');
  return runKubectl(argv, {
    client,
    stdout: () => undefined,
    stderr: () => undefined,
    files: pageFiles,
    settings,
    signal: new AbortController().signal,
    wait: (milliseconds) => waitVirtual(milliseconds, run.signal),
    isTTY: false,
    columns: 120,
    ...run,
  });
}

/** Runs one command and gives what it printed; `onLine` hears each text for standard output as it comes. */
export async function kubectlText(
  client: Client,
  argv: readonly string[],
  { onLine, ...run }: KubectlRun & { readonly onLine?: () => void } = {},
): Promise<Told> {
  let stdout = '';
  let stderr = '';
  const code = await kubectl(client, argv, {
    ...run,
    stdout: (text) => {
      stdout += text;
      onLine?.();
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}

function plain(path: string): string {
  return path.replace(/^(\.\/|~\/|\/)+/, '');
}

/** The editor's tabs are the folder that the terminal stands in. */
const pageFiles: KubectlEnv['files'] = {
  read: (path) => useFiles.getState().files.find((file) => file.name === plain(path))?.text,
  list: (path) => (path === '.' || plain(path) === '' ? useFiles.getState().files.map((file) => file.name) : undefined),
};

/** Resolves when the cluster's clock has gone that far, or when the command is given up. */
function waitVirtual(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  const until = useMirror.getState().now + milliseconds;
  return new Promise((resolve) => {
    const stop = useMirror.subscribe((picture) => {
      if (picture.now >= until) done();
    });
    const done = (): void => {
      stop();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    signal?.addEventListener('abort', done);
  });
}

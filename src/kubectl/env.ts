/** What a kubectl is given: the cluster, the terminal, files, time. */
import type { Client } from '#api/client.ts';
import type { Credentials } from '#api/request.ts';

export interface KubectlFiles {
  /** A file's text, or undefined when there is none. A folder or URL is not a file. */
  read(path: string): Promise<string | undefined> | string | undefined;
  /** The files of a folder, or undefined when there is no such folder. */
  list?(path: string): Promise<readonly string[] | undefined> | readonly string[] | undefined;
  write?(path: string, text: string): Promise<void> | void;
}

/** What a kubeconfig would hold; `kubectl config` changes it. */
export interface KubectlSettings {
  namespace: string;
  context: string;
  contexts: readonly string[];
  /** The API server's address, where it is not the usual one. */
  readonly server?: string;
  /** What the users of the kubeconfig show; absent: everybody is the cluster's administrator. */
  users?: Readonly<Record<string, Credentials>>;
  /** Which user a context acts as. */
  userOf?: Readonly<Record<string, string>>;
}

export interface KubectlEnv {
  readonly client: Client;
  stdout(text: string): void;
  stderr(text: string): void;
  readonly stdin?: (() => Promise<string>) | undefined;
  /** Tells what is typed, as it is typed, until the returned function is called. '\u0004' is the end of input. */
  readonly keys?: ((tell: (data: string) => void) => () => void) | undefined;
  readonly files: KubectlFiles;
  readonly settings: KubectlSettings;
  /** Aborted by ctrl-C. */
  readonly signal: AbortSignal;
  /** Waits in virtual time. */
  wait(milliseconds: number): Promise<void>;
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows?: number;
  /** Lets the person edit a text and gives it back; absent where there is no editor. */
  readonly edit?: ((text: string, name: string) => Promise<string>) | undefined;
}

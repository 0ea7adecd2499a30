/**
 * The kubeconfig that a terminal's settings stand for: what `kubectl config` shows and changes. Whoever asks is found through it.
 * upstream: client-go/tools/clientcmd/api/types.go
 */
import type { Credentials } from '#api/request.ts';
import type { KubectlSettings } from '../env.ts';

export type Entry = Readonly<Record<string, unknown>>;

export interface KubeConfig {
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly current: string;
}

/** Where the file would be. */
export const kubeconfigPath = '/root/.kube/config';

const administrator = 'admin';
const known = new WeakMap<KubectlSettings, KubeConfig>();

/** Where the cluster is. */
export function serverOf({ server = 'https://127.0.0.1:6443' }: KubectlSettings): string {
  return server;
}

/** What was kept, with the context and namespace as they are now; until somebody changes something, it follows from the settings. */
export function configOf(settings: KubectlSettings): KubeConfig {
  const kept = known.get(settings) ?? made(settings);
  const entry = kept.contexts.get(settings.context);
  if (settings.context === '' || entry === undefined) return { ...kept, current: settings.context };
  const { namespace: _, ...rest } = entry;
  const namespace = settings.namespace === 'default' && entry['namespace'] === undefined ? {} : { namespace: settings.namespace };
  const own = settings.namespace === (entry['namespace'] ?? 'default') ? entry : { ...rest, ...namespace };
  return { ...kept, current: settings.context, contexts: new Map(kept.contexts).set(settings.context, own) };
}

function made(settings: KubectlSettings): KubeConfig {
  const { contexts, userOf = {}, users = {}, context } = settings;
  const server = serverOf(settings);
  const userNames = new Set([...Object.keys(users), ...contexts.map((name) => userOf[name] ?? administrator)]);
  return {
    current: context,
    clusters: new Map(contexts.map((name) => [name, { 'certificate-authority-data': 'DATA+OMITTED', server }])),
    contexts: new Map(contexts.map((name) => [name, { cluster: name, user: userOf[name] ?? administrator }])),
    users: new Map([...userNames].map((name) => [name, entryOf(users[name])])),
  };
}

function entryOf(credentials: Credentials | undefined): Entry {
  if (credentials?.token !== undefined) return { token: credentials.token };
  return credentials?.certificate === undefined ? {} : { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' };
}

/** Keeps a changed configuration; later commands act by it. */
export function keepConfig(settings: KubectlSettings, config: KubeConfig): void {
  known.set(settings, config);
  settings.context = config.current;
  settings.contexts = [...config.contexts.keys()];
  const namespace = config.contexts.get(config.current)?.['namespace'];
  settings.namespace = typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
  const tokens = [...config.users].flatMap(([name, { token }]) => (typeof token === 'string' ? [[name, { token }] as const] : []));
  settings.users = { ...settings.users, ...Object.fromEntries(tokens) };
  settings.userOf = Object.fromEntries(
    [...config.contexts].flatMap(([name, { user }]) => (typeof user === 'string' && user !== administrator ? [[name, user]] : [])),
  );
}

/** The fields of clusters, users and contexts, as they are declared. upstream: client-go/tools/clientcmd/api/v1/types.go */
const fieldOrder = (
  'server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url disable-compression ' +
  'client-certificate client-certificate-data client-key client-key-data token tokenFile as as-uid as-groups as-user-extra username password ' +
  'auth-provider exec cluster user namespace'
).split(' ');

function inOrder(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => fieldOrder.indexOf(a) - fieldOrder.indexOf(b)));
}

/** As `config view` shows it: secrets are left out, lists are in the order of their names, fields in that of their declaration. */
export function viewOf({ clusters, contexts, users, current }: KubeConfig, raw: boolean): object {
  const list = (entries: ReadonlyMap<string, Entry>, key: string) =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, entry]) => ({ name, [key]: inOrder(raw ? entry : redacted(entry)) }));
  return {
    kind: 'Config',
    apiVersion: 'v1',
    preferences: {},
    clusters: list(clusters, 'cluster'),
    users: list(users, 'user'),
    contexts: list(contexts, 'context'),
    'current-context': current,
  };
}

function redacted(entry: Entry): Entry {
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, key === 'token' || key === 'password' ? 'REDACTED' : value]));
}

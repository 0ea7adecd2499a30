/** The commands that set, rename and delete entries of the kubeconfig. upstream: kubectl/pkg/cmd/config */
import type { Context } from '../context.ts';
import { failure, helpFailure } from '../failure.ts';
import { isGiven, isOn, textOf } from '../flags.ts';
import { configOf, keepConfig, kubeconfigPath, type Entry, type KubeConfig } from './kubeconfig.ts';

type List = 'clusters' | 'contexts' | 'users';

function unexpected(context: Context): Error {
  return helpFailure(`${context.path.endsWith('credentials') ? 'unexpected' : 'Unexpected'} args: [${context.args.join(' ')}]`);
}

function changed(config: KubeConfig, list: List, change: (entries: Map<string, Entry>) => void): KubeConfig {
  const entries = new Map(config[list]);
  change(entries);
  return { ...config, [list]: entries };
}

/** What the flags that were given say; an empty word takes a field away. */
function withFlags(context: Context, before: Entry, fields: Readonly<Record<string, string>>): Entry {
  const given = Object.entries(fields).filter(([name]) => isGiven(context.flags, name));
  const after = { ...before, ...Object.fromEntries(given.map(([name, field]) => [field, valueOf(context, name)])) };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== ''));
}

function valueOf(context: Context, name: string): unknown {
  return name === 'insecure-skip-tls-verify' || name === 'embed-certs' ? isOn(context.flags, name) : textOf(context.flags, name);
}

export function setContext(context: Context): Promise<number> {
  const config = configOf(context.env.settings);
  const current = isOn(context.flags, 'current');
  if (context.args.length > 1) throw unexpected(context);
  const name = current ? config.current : (context.args[0] ?? '');
  if (name === '') throw failure(current ? 'no current context is set' : 'you must specify a non-empty context name or --current');
  const before = config.contexts.get(name);
  const entry = withFlags(context, before ?? {}, { cluster: 'cluster', user: 'user', namespace: 'namespace' });
  keepConfig(
    context.env.settings,
    changed(config, 'contexts', (entries) => entries.set(name, entry)),
  );
  context.env.stdout(`Context ${JSON.stringify(name)} ${before === undefined ? 'created' : 'modified'}.\n`);
  return Promise.resolve(0);
}

export function setCluster(context: Context): Promise<number> {
  const fields = {
    server: 'server',
    'insecure-skip-tls-verify': 'insecure-skip-tls-verify',
    'certificate-authority': 'certificate-authority',
  };
  return setNamed(
    context,
    { list: 'clusters', fields: { ...fields, 'tls-server-name': 'tls-server-name', 'proxy-url': 'proxy-url' } },
    'Cluster',
  );
}

export function setCredentials(context: Context): Promise<number> {
  const given = (name: string) => isGiven(context.flags, name);
  if (given('token') && (given('username') || given('password')))
    throw failure('you cannot specify more than one authentication method at the same time: --token, --username/--password');
  const plain = ['token', 'username', 'password', 'client-certificate', 'client-key'];
  const fields = Object.fromEntries(plain.map((name) => [name, name]));
  return setNamed(context, { list: 'users', fields }, 'User');
}

interface Named {
  readonly list: List;
  readonly fields: Readonly<Record<string, string>>;
}

function setNamed(context: Context, { list, fields }: Named, what: string): Promise<number> {
  const [name] = context.args;
  if (name === undefined || context.args.length > 1) throw failure(`unexpected args: [${context.args.join(' ')}]`);
  const config = configOf(context.env.settings);
  const before = config[list].get(name) ?? {};
  const { token: _token, ...others } = before;
  const start = isGiven(context.flags, 'username') ? others : before;
  keepConfig(
    context.env.settings,
    changed(config, list, (entries) => entries.set(name, withFlags(context, start, fields))),
  );
  context.env.stdout(`${what} ${JSON.stringify(name)} set.\n`);
  return Promise.resolve(0);
}

export function useContext(context: Context): Promise<number> {
  const [name] = context.args;
  if (name === undefined || context.args.length > 1) throw unexpected(context);
  const config = configOf(context.env.settings);
  if (!config.contexts.has(name)) throw failure(`no context exists with the name: ${JSON.stringify(name)}`);
  keepConfig(context.env.settings, { ...config, current: name });
  context.env.stdout(`Switched to context ${JSON.stringify(name)}.\n`);
  return Promise.resolve(0);
}

export function renameContext(context: Context): Promise<number> {
  const [from, to] = context.args;
  if (from === undefined || to === undefined || context.args.length > 2) throw unexpected(context);
  const config = configOf(context.env.settings);
  const entry = config.contexts.get(from);
  if (entry === undefined) throw failure(`cannot rename the context ${JSON.stringify(from)}, it's not in ${kubeconfigPath}`);
  if (config.contexts.has(to))
    throw failure(
      `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${kubeconfigPath}`,
    );
  const renamed = changed(config, 'contexts', (entries) => {
    entries.delete(from);
    entries.set(to, entry);
  });
  keepConfig(context.env.settings, { ...renamed, current: config.current === from ? to : config.current });
  context.env.stdout(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
  return Promise.resolve(0);
}

export function deleteEntry(list: List, what: string): (context: Context) => Promise<number> {
  return (context) => {
    const [name] = context.args;
    if (name === undefined || context.args.length > 1) throw unexpected(context);
    const config = configOf(context.env.settings);
    if (!config[list].has(name)) throw failure(`cannot delete ${what} ${name}, not in ${kubeconfigPath}`);
    if (list === 'contexts' && config.current === name)
      context.env.stderr('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    keepConfig(
      context.env.settings,
      changed(config, list, (entries) => void entries.delete(name)),
    );
    context.env.stdout(`deleted ${what} ${name} from ${kubeconfigPath}\n`);
    return Promise.resolve(0);
  };
}

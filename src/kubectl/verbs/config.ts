/** The kubeconfig of this terminal, shown and changed. upstream: kubectl/pkg/cmd/config */
import { deleteEntry, renameContext, setCluster, setContext, setCredentials, useContext } from '../config/entries.ts';
import { configOf, viewOf, type KubeConfig } from '../config/kubeconfig.ts';
import { setProperty, unsetProperty } from '../config/property.ts';
import type { Context, Verb } from '../context.ts';
import { failure, refuseArguments } from '../failure.ts';
import { bools, flag, isOn, textOf, type FlagSpec } from '../flags.ts';
import { outputFlags } from '../globalFlags.ts';
import { formatOf, formatted } from '../outputs.ts';
import { plainTable } from '../table.ts';

const own = (name: string, short: string, run: Verb['run'], flags: readonly FlagSpec[] = []): Verb => ({
  name,
  short,
  flags,
  ...(run === undefined ? {} : { run }),
});

export const config: Verb = {
  name: 'config',
  short: 'Modify kubeconfig files',
  flags: [],
  subcommands: [
    own('current-context', 'Display the current-context', say(currentContext)),
    own('delete-cluster', 'Delete the specified cluster from the kubeconfig', deleteEntry('clusters', 'cluster')),
    own('delete-context', 'Delete the specified context from the kubeconfig', deleteEntry('contexts', 'context')),
    own('delete-user', 'Delete the specified user from the kubeconfig', deleteEntry('users', 'user')),
    own(
      'get-clusters',
      'Display clusters defined in the kubeconfig',
      say((it) => namesText(configOf(it.env.settings).clusters)),
    ),
    own('get-contexts', 'Describe one or many contexts', getContexts, [flag('output,o'), ...bools('no-headers')]),
    own(
      'get-users',
      'Display users defined in the kubeconfig',
      say((it) => namesText(configOf(it.env.settings).users)),
    ),
    own('rename-context', 'Rename a context from the kubeconfig file', renameContext),
    own('set', 'Set an individual value in a kubeconfig file', setProperty, bools('set-raw-bytes')),
    own('set-cluster', 'Set a cluster entry in kubeconfig', setCluster, [
      ...['proxy-url', 'certificate-authority', 'server', 'tls-server-name'].map((name) => flag(name)),
      ...bools('embed-certs', 'insecure-skip-tls-verify'),
    ]),
    own('set-context', 'Set a context entry in kubeconfig', setContext, [
      flag('cluster'),
      flag('namespace'),
      flag('user'),
      ...bools('current'),
    ]),
    own('set-credentials', 'Set a user entry in kubeconfig', setCredentials, [
      ...['auth-provider', 'exec-api-version', 'exec-command', 'client-certificate', 'client-key', 'password', 'token', 'username'].map(
        (name) => flag(name),
      ),
      ...['auth-provider-arg', 'exec-arg', 'exec-env'].map((name) => flag(name, 'array')),
      ...bools('embed-certs'),
    ]),
    own('unset', 'Unset an individual value in a kubeconfig file', unsetProperty),
    { ...own('use-context', 'Set the current-context in a kubeconfig file', useContext), aliases: ['use'] },
    own('view', 'Display merged kubeconfig settings or a specified kubeconfig file', say(viewText), [
      ...outputFlags,
      flag('merge', 'bool', { default: 'true' }),
      ...bools('minify', 'flatten', 'raw'),
    ]),
  ],
};

function say(text: (context: Context) => string): (context: Context) => Promise<number> {
  return (context) => {
    context.env.stdout(text(context));
    return Promise.resolve(0);
  };
}

function currentContext({ env }: Context): string {
  const { current } = configOf(env.settings);
  if (current === '') throw failure('current-context is not set');
  return `${current}\n`;
}

function namesText(entries: ReadonlyMap<string, unknown>): string {
  return ['NAME', ...[...entries.keys()].sort()].map((name) => `${name}\n`).join('');
}

function getContexts(context: Context): Promise<number> {
  const { contexts, current } = configOf(context.env.settings);
  const output = textOf(context.flags, 'output');
  if (output !== '' && output !== 'name') throw failure(`output must be one of '' or 'name': ${output}`);
  const asked = context.args.length === 0 ? [...contexts.keys()].sort() : context.args;
  const found = asked.filter((name) => contexts.has(name));
  if (output === 'name') context.env.stdout(found.map((name) => `${name}\n`).join(''));
  else {
    const rows = found.map((name) => {
      const entry = contexts.get(name) ?? {};
      return [name === current ? '*' : '', name, ...['cluster', 'user', 'namespace'].map((field) => String(entry[field] ?? ''))];
    });
    context.env.stdout(plainTable(isOn(context.flags, 'no-headers') ? [] : ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'], rows));
  }
  const missing = asked.find((name) => !contexts.has(name));
  if (missing !== undefined) throw failure(`context ${missing} not found`);
  return Promise.resolve(0);
}

function viewText(context: Context): string {
  refuseArguments(context);
  const whole = configOf(context.env.settings);
  const shown = isOn(context.flags, 'minify') ? minified(whole) : whole;
  const format = formatOf(context) ?? { name: 'yaml', argument: '' };
  return formatted(context, format, viewOf(shown, isOn(context.flags, 'raw')), true);
}

/** Only what the current context needs. */
function minified({ clusters, contexts, users, current }: KubeConfig): KubeConfig {
  const entry = contexts.get(current);
  if (entry === undefined) throw failure('current-context must exist in order to minify');
  const only = <T>(entries: ReadonlyMap<string, T>, name: unknown) => new Map([...entries].filter(([key]) => key === name));
  return { current, clusters: only(clusters, entry['cluster']), contexts: only(contexts, current), users: only(users, entry['user']) };
}

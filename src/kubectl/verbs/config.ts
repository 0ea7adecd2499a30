/** The settings that a kubeconfig would hold. upstream: kubectl/pkg/cmd/config */
import { toYaml } from '#manifest/toYaml.ts';
import type { Context, Verb } from '../context.ts';
import { failure, usageFailure } from '../failure.ts';
import { bools, flag, isGiven, isOn, textOf } from '../flags.ts';
import { plainTable } from '../table.ts';

export const config: Verb = {
  name: 'config',
  short: 'Modify kubeconfig files',
  flags: [],
  subcommands: [
    {
      name: 'current-context',
      short: 'Display the current-context',
      flags: [],
      run: say((context) => `${context.env.settings.context}\n`),
    },
    {
      name: 'get-contexts',
      short: 'Describe one or many contexts',
      flags: [flag('output,o'), ...bools('no-headers')],
      run: say(contextsText),
    },
    {
      name: 'get-clusters',
      short: 'Display clusters defined in the kubeconfig',
      flags: [],
      run: say((context) => `NAME\n${context.env.settings.contexts.map((name) => `${name}\n`).join('')}`),
    },
    { name: 'set-context', short: 'Set a context entry in kubeconfig', flags: [flag('current', 'bool')], run: setContext },
    { name: 'use-context', aliases: ['use'], short: 'Set the current-context in a kubeconfig file', flags: [], run: useContext },
    {
      name: 'view',
      short: 'Display merged kubeconfig settings or a specified kubeconfig file',
      flags: [flag('output,o'), ...bools('minify', 'flatten', 'raw')],
      run: say(viewText),
    },
  ],
};

function say(text: (context: Context) => string): (context: Context) => Promise<number> {
  return (context) => {
    context.env.stdout(text(context));
    return Promise.resolve(0);
  };
}

function contextsText(context: Context): string {
  const { settings } = context.env;
  if (textOf(context.flags, 'output') === 'name') return settings.contexts.map((name) => `${name}\n`).join('');
  const rows = settings.contexts.map((name) => {
    const current = name === settings.context;
    return [current ? '*' : '', name, name, 'admin', current && settings.namespace !== 'default' ? settings.namespace : ''];
  });
  return plainTable(isOn(context.flags, 'no-headers') ? [] : ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'], rows);
}

function setContext(context: Context): Promise<number> {
  const { settings } = context.env;
  const [name] = context.args;
  if ((name === undefined) === !isOn(context.flags, 'current'))
    throw usageFailure(context.path, name === undefined ? 'Unexpected args: []' : `Unexpected args: [${name}]`);
  const chosen = name ?? settings.context;
  if (!settings.contexts.includes(chosen)) throw failure(`no context exists with the name: ${JSON.stringify(chosen)}`);
  if (isGiven(context.flags, 'namespace') && chosen === settings.context)
    settings.namespace = textOf(context.flags, 'namespace') || 'default';
  context.env.stdout(`Context ${JSON.stringify(chosen)} modified.\n`);
  return Promise.resolve(0);
}

function useContext(context: Context): Promise<number> {
  const { settings } = context.env;
  const [name] = context.args;
  if (name === undefined) throw usageFailure(context.path, 'Unexpected args: []');
  if (!settings.contexts.includes(name)) throw failure(`no context exists with the name: ${JSON.stringify(name)}`);
  settings.context = name;
  context.env.stdout(`Switched to context ${JSON.stringify(name)}.\n`);
  return Promise.resolve(0);
}

function viewText(context: Context): string {
  const { contexts, context: current, namespace } = context.env.settings;
  return toYaml({
    apiVersion: 'v1',
    kind: 'Config',
    preferences: {},
    'current-context': current,
    clusters: contexts.map((name) => ({
      name,
      cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': 'DATA+OMITTED' },
    })),
    contexts: contexts.map((name) => ({
      name,
      context: { cluster: name, user: 'admin', ...(name === current && namespace !== 'default' ? { namespace } : {}) },
    })),
    users: [{ name: 'admin', user: {} }],
  });
}

/** One value of the kubeconfig by its path: `clusters.my-cluster.server`. upstream: kubectl/pkg/cmd/config/{set,unset,navigation_step_parser}.go */
import type { Context } from '../context.ts';
import { failure, helpFailure } from '../failure.ts';
import { configOf, keepConfig, type Entry, type KubeConfig } from './kubeconfig.ts';

const lists = ['clusters', 'contexts', 'users'] as const;

export function setProperty(context: Context): Promise<number> {
  const [path, value] = context.args;
  if (path === undefined || value === undefined || context.args.length > 2)
    throw helpFailure(`Unexpected args: [${context.args.join(' ')}]`);
  keepConfig(context.env.settings, withProperty(configOf(context.env.settings), path, value));
  context.env.stdout(`Property ${JSON.stringify(path)} set.\n`);
  return Promise.resolve(0);
}

export function unsetProperty(context: Context): Promise<number> {
  const [path] = context.args;
  if (path === undefined || context.args.length > 1) throw helpFailure(`Unexpected args: [${context.args.join(' ')}]`);
  keepConfig(context.env.settings, withProperty(configOf(context.env.settings), path, undefined));
  context.env.stdout(`Property ${JSON.stringify(path)} unset.\n`);
  return Promise.resolve(0);
}

/** The configuration with one value set, or taken away. */
function withProperty(config: KubeConfig, path: string, value: string | undefined): KubeConfig {
  const [head = '', name, field, ...more] = path.split('.');
  if (path === 'current-context') return { ...config, current: value ?? '' };
  const list = lists.find((one) => one === head);
  if (list === undefined || more.length > 0) throw failure(`unable to parse ${path} after [] at api.Config`);
  const entries = new Map<string, Entry>(config[list]);
  if (name === undefined || name === '') {
    if (value !== undefined) throw failure(`unable to set ${path}: only a value can be set`);
    return { ...config, [list]: new Map() };
  }
  if (field === undefined) entries.delete(name);
  else entries.set(name, withField(entries.get(name) ?? {}, field, value));
  return { ...config, [list]: entries };
}

function withField(entry: Entry, field: string, value: string | undefined): Entry {
  const { [field]: _, ...rest } = entry;
  return value === undefined ? rest : { ...rest, [field]: value === 'true' ? true : value === 'false' ? false : value };
}

/** What the server knows: api-resources, api-versions, version, cluster-info. upstream: kubectl/pkg/cmd/{apiresources,version,clusterinfo} */
import { apiVersionOf, servedRows, type SchemeRow } from '#api/scheme.ts';
import type { Context, Verb } from '../context.ts';
import { signed } from '../cluster.ts';
import { failure, refuseArguments } from '../failure.ts';
import { bools, flag, isGiven, isOn, listOf, textOf } from '../flags.ts';
import { customRows, gatedRowsServed, preferred } from '../mapper.ts';
import { toYaml } from '#manifest/toYaml.ts';

export const apiResources: Verb = {
  name: 'api-resources',
  short: 'Print the supported API resources on the server',
  flags: [
    flag('output,o'),
    flag('api-group'),
    flag('verbs', 'strings'),
    flag('sort-by'),
    flag('categories', 'strings'),
    flag('namespaced', 'bool', { default: 'true' }),
    ...bools('no-headers', 'cached'),
  ],
  async run(context) {
    refuseArguments(context);
    const output = textOf(context.flags, 'output');
    if (!['', 'wide', 'name'].includes(output)) throw failure(`--output ${output} is not available`);
    if (!['', 'name', 'kind'].includes(textOf(context.flags, 'sort-by'))) throw failure('--sort-by accepts only name or kind');
    const rows = await chosenRows(context);
    if (output === 'name') context.env.stdout(rows.map((row) => `${row.plural}${row.group === '' ? '' : `.${row.group}`}\n`).join(''));
    else context.env.stdout(resourceTable(rows, output === 'wide', isOn(context.flags, 'no-headers')));
    return 0;
  },
};

/** What is built in, but for metrics where nobody serves them. */
async function rowsServed(context: Context): Promise<readonly SchemeRow[]> {
  const group = 'metrics.k8s.io';
  const { code } = await context.env.client.request(signed(context, { verb: 'list', group, version: 'v1beta1', resource: 'nodes' }));
  return code === 404 ? servedRows().filter((row) => row.group !== group) : servedRows();
}

async function chosenRows(context: Context): Promise<readonly SchemeRow[]> {
  const all = preferred([...(await rowsServed(context)), ...(await gatedRowsServed(context)), ...(await customRows(context))]);
  const categories = listOf(context.flags, 'categories');
  const verbs = listOf(context.flags, 'verbs');
  const group = textOf(context.flags, 'api-group');
  const chosen = all.filter((row) => {
    if (isGiven(context.flags, 'api-group') && row.group !== group) return false;
    if (isGiven(context.flags, 'namespaced') && row.namespaced !== isOn(context.flags, 'namespaced')) return false;
    if (!verbs.every((verb) => (row.verbs?.join(',') ?? commonVerbs).split(',').includes(verb))) return false;
    return categories.every((category) => row.categories.includes(category));
  });
  const sortBy = textOf(context.flags, 'sort-by');
  if (sortBy === 'name') return chosen.toSorted((a, b) => compare(a.plural, b.plural));
  if (sortBy === 'kind') return chosen.toSorted((a, b) => compare(a.kind, b.kind));
  return chosen.toSorted((a, b) => compare(a.group, b.group) || compare(a.plural, b.plural));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const commonVerbs = 'create,delete,deletecollection,get,list,patch,update,watch';

/** Short names may be empty, so this table has its own widths. */
function resourceTable(rows: readonly SchemeRow[], wide: boolean, noHeaders: boolean): string {
  const cells = rows.map((row) => [
    row.plural,
    row.shortNames.join(','),
    apiVersionOf(row),
    String(row.namespaced),
    row.kind,
    ...(wide ? [row.verbs?.join(',') ?? commonVerbs, row.categories.join(',')] : []),
  ]);
  const lines = noHeaders
    ? cells
    : [['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])], ...cells];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(6, ...lines.map((line) => (line[column] ?? '').length + 3)));
  return lines
    .map((line) => `${line.map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('')}\n`)
    .join('');
}

export const apiVersions: Verb = {
  name: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  flags: [],
  async run(context) {
    refuseArguments(context);
    const versions = [...(await rowsServed(context)), ...(await gatedRowsServed(context)), ...(await customRows(context))].map(
      apiVersionOf,
    );
    context.env.stdout(
      [...new Set(versions)]
        .toSorted(compare)
        .map((version) => `${version}\n`)
        .join(''),
    );
    return 0;
  },
};

const clientVersion = 'v1.28.4';
const kustomizeVersion = 'v5.0.4-0.20230601165947-6ce0bf390ce3';

export const version: Verb = {
  name: 'version',
  short: 'Print the client and server version information',
  flags: [flag('output,o'), ...bools('client')],
  run(context) {
    if (context.args.length > 0) throw failure(`extra arguments: [${context.args.join(' ')}]`);
    const info = {
      major: '1',
      minor: '28',
      gitVersion: clientVersion,
      gitCommit: 'bae2c62678db2b5053817bc97181fcc2e8388103',
      gitTreeState: 'clean',
      buildDate: '2023-11-15T16:58:54Z',
      goVersion: 'go1.20.11',
      compiler: 'gc',
      platform: 'linux/amd64',
    };
    const all = {
      clientVersion: info,
      kustomizeVersion,
      ...(isOn(context.flags, 'client') ? {} : { serverVersion: { ...info, buildDate: '2023-11-15T16:48:54Z' } }),
    };
    const output = textOf(context.flags, 'output');
    if (output === 'json') context.env.stdout(`${JSON.stringify(all, null, 2)}\n`);
    else if (output === 'yaml') context.env.stdout(`${toYaml(all)}\n`);
    else if (output !== '') throw failure(`--output must be 'yaml' or 'json'`);
    else
      context.env.stdout(
        `Client Version: ${clientVersion}\nKustomize Version: ${kustomizeVersion}\n${isOn(context.flags, 'client') ? '' : `Server Version: ${clientVersion}\n`}`,
      );
    return Promise.resolve(0);
  },
};

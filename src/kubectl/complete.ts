/**
 * Tab completion: what could stand where the cursor is.
 * upstream: kubectl/pkg/util/completion/completion.go
 */
import type { Client } from '#api/client.ts';
import type { Pod } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { allRows, scheme, type SchemeRow } from '#api/scheme.ts';
import type { Verb } from './context.ts';
import { flag, parseFlags, textOf, type FlagSpec } from './flags.ts';
import { globalFlags } from './globalFlags.ts';
import { verbs } from './verbs/verbs.ts';

export interface Completion {
  /** The part of the line that a candidate replaces. */
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly string[];
}

/** All that completion needs of a cluster. */
type Reader = Pick<Client, 'request'>;

interface Place {
  readonly client: Reader;
  readonly namespace: string;
  readonly verb: Verb;
  readonly path: readonly string[];
  /** Arguments before the cursor, flags left out. */
  readonly args: readonly string[];
}

const podVerbs = ['exec', 'logs'];
const nodeVerbs = ['cordon', 'uncordon', 'drain'];
const withoutObjects = [
  'apply',
  'create',
  'config',
  'version',
  'cluster-info',
  'api-resources',
  'api-versions',
  'auth',
  'events',
  'run',
  'replace',
  'diff',
  'top',
];
const formats = ['custom-columns=', 'json', 'jsonpath=', 'name', 'wide', 'yaml'];
const candidatesMax = 200;

/** Candidates for the word at the cursor, sorted. A cluster that refuses gives none. */
export async function complete(line: string, cursor: number, client: Reader, namespace = 'default'): Promise<Completion> {
  const words = line.slice(0, cursor).trimStart().split(/\s+/);
  const current = words.at(-1) ?? '';
  const done = words.slice(words[0] === 'kubectl' || words[0] === 'k' ? 1 : 0, -1);
  const list =
    words.length === 1 && done.length === 0 && 'kubectl'.startsWith(current) && current !== ''
      ? ['kubectl']
      : await candidates(done, current, { client, namespace });
  // After a slash or a comma only the last part is completed.
  const stem = current.startsWith('-') ? current : (current.split(/[/,]/).at(-1) ?? current);
  const found = [...new Set(list)].filter((candidate) => candidate.startsWith(stem) && candidate !== '').toSorted();
  return { from: cursor - stem.length, to: cursor, candidates: found.slice(0, candidatesMax) };
}

async function candidates(
  done: readonly string[],
  current: string,
  where: Pick<Place, 'client' | 'namespace'>,
): Promise<readonly string[]> {
  const { verb, path, rest } = walk(done);
  if (verb === undefined) return verbs.map((one) => one.name);
  const specs = [...verb.flags, ...globalFlags];
  const last = rest.at(-1) ?? '';
  const waiting =
    last.startsWith('-') && !last.includes('=')
      ? specs.find(
          (spec) => spec.bare === undefined && (last === `--${spec.name}` || (spec.short !== undefined && last === `-${spec.short}`)),
        )
      : undefined;
  const place = placeOf({ verb, path, rest: waiting === undefined ? rest : rest.slice(0, -1), specs }, where);
  if (waiting !== undefined) return flagValues(waiting, place);
  if (current.startsWith('-')) return specs.map((spec) => `--${spec.name}${spec.bare === undefined ? '=' : ''}`);
  if (verb.subcommands !== undefined && place.args.length === 0) return verb.subcommands.map((one) => one.name);
  return argumentsFor(place, current);
}

/** Finds the command. Flags may stand before it, with their values. */
function walk(done: readonly string[]): { verb: Verb | undefined; path: readonly string[]; rest: readonly string[] } {
  let verb: Verb | undefined;
  let choices: readonly Verb[] = verbs;
  const path: string[] = [];
  const rest: string[] = [];
  for (const [index, word] of done.entries()) {
    const isPart = choices.length === 0 || word.startsWith('-') || takesNext(done[index - 1] ?? '');
    const next = isPart ? undefined : choices.find((choice) => choice.name === word || choice.aliases?.includes(word) === true);
    if (next !== undefined) {
      verb = next;
      path.push(next.name);
      choices = next.subcommands ?? [];
      continue;
    }
    rest.push(word);
    if (!isPart) choices = [];
  }
  return { verb, path, rest };
}

function takesNext(word: string): boolean {
  return globalFlags.some(
    (spec) => spec.bare === undefined && (word === `--${spec.name}` || (spec.short !== undefined && word === `-${spec.short}`)),
  );
}

interface Walked {
  readonly verb: Verb;
  readonly path: readonly string[];
  readonly rest: readonly string[];
  readonly specs: readonly FlagSpec[];
}

function placeOf({ verb, path, rest, specs }: Walked, { client, namespace }: Pick<Place, 'client' | 'namespace'>): Place {
  const flags = parseFlags([...specs, flag('help,h', 'bool')], rest);
  if ('error' in flags) return { client, namespace, verb, path, args: rest.filter((word) => !word.startsWith('-')) };
  return { client, namespace: textOf(flags, 'namespace') || namespace, verb, path, args: flags.args };
}

async function flagValues(spec: FlagSpec, place: Place): Promise<readonly string[]> {
  if (spec.name === 'namespace') return namesOf(place, scheme.Namespace);
  if (spec.name === 'output') return formats;
  if (spec.name === 'container') return containersOf(place);
  if (spec.name === 'dry-run') return ['none', 'client', 'server'];
  return [];
}

async function argumentsFor(place: Place, current: string): Promise<readonly string[]> {
  const [name = ''] = place.path;
  const [type] = place.args;
  if (withoutObjects.includes(name)) return [];
  if (current.includes('/')) {
    const row = rowOf(current.slice(0, current.indexOf('/')));
    return row === undefined ? [] : namesOf(place, row);
  }
  if (nodeVerbs.includes(name)) return namesOf(place, scheme.Node);
  if (podVerbs.includes(name)) return type === undefined ? namesOf(place, scheme.Pod) : name === 'logs' ? containersOf(place) : [];
  if (name === 'taint') return type === undefined ? ['nodes'] : namesOf(place, scheme.Node);
  if (type === undefined) return allRows().map((row) => row.plural);
  const row = rowOf(type);
  return row === undefined ? [] : (await namesOf(place, row)).filter((candidate) => !place.args.includes(candidate));
}

function rowOf(word: string): SchemeRow | undefined {
  return allRows().find(
    (row) => row.plural === word || row.singular === word || row.shortNames.includes(word) || `${row.plural}.${row.group}` === word,
  );
}

async function namesOf({ client, namespace }: Place, row: SchemeRow): Promise<readonly string[]> {
  const response = await client.request({
    verb: 'list',
    group: row.group,
    version: row.version,
    resource: row.plural,
    ...(row.namespaced ? { namespace } : {}),
  });
  if (response.code !== 200) return [];
  const list = response.body as unknown as { readonly items?: readonly KubeObject[] };
  return (list.items ?? []).map((item) => item.metadata.name);
}

async function containersOf({ client, namespace, args }: Place): Promise<readonly string[]> {
  const name = (args[0] ?? '').replace(/^(pods?|po)\//, '');
  const response = await client.request({ verb: 'get', group: '', version: 'v1', resource: 'pods', namespace, name });
  if (response.code !== 200) return [];
  const { spec } = response.body as unknown as Pod;
  return [...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.name);
}

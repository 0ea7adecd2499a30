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
  readonly contexts?: readonly string[];
  readonly verb: Verb;
  readonly path: readonly string[];
  /** Arguments before the cursor, flags left out. */
  readonly args: readonly string[];
}

/** Who completes: where, and which contexts there are. */
export interface Standing {
  readonly namespace: string;
  readonly contexts?: readonly string[];
}

const podVerbs = ['exec', 'logs', 'attach', 'port-forward', 'debug', 'cp'];
const nodeVerbs = ['cordon', 'uncordon', 'drain'];
const withoutObjects = [
  'apply',
  'create',
  'version',
  'cluster-info',
  'api-resources',
  'api-versions',
  'auth',
  'events',
  'run',
  'replace',
  'diff',
  'kustomize',
  'plugin',
  'options',
];

/** Commands that are about some kinds only. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  rollout: ['daemonsets', 'deployments', 'statefulsets'],
  scale: ['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets'],
  autoscale: ['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets'],
  expose: ['deployments', 'pods', 'replicasets', 'replicationcontrollers', 'services'],
};

const plainFormats = ['go-template=', 'go-template-file=', 'json', 'jsonpath=', 'jsonpath-as-json=', 'jsonpath-file=', 'name', 'yaml'];
const getFormats = [...plainFormats, 'custom-columns=', 'custom-columns-file=', 'wide'];

/** Flags with few values. */
const values: Readonly<Record<string, readonly string[]>> = {
  'dry-run': ['none', 'client', 'server'],
  cascade: ['background', 'orphan', 'foreground'],
  validate: ['strict', 'warn', 'ignore'],
  restart: ['Always', 'OnFailure', 'Never'],
  'image-pull-policy': ['Always', 'IfNotPresent', 'Never'],
  subresource: ['status', 'scale'],
  for: ['condition=', 'delete', 'jsonpath='],
};
const candidatesMax = 200;

/** Candidates for the word at the cursor, sorted. A cluster that refuses gives none. */
export async function complete(
  line: string,
  cursor: number,
  client: Reader,
  standing: Standing = { namespace: 'default' },
): Promise<Completion> {
  const words = line.slice(0, cursor).trimStart().split(/\s+/);
  const current = words.at(-1) ?? '';
  const done = words.slice(words[0] === 'kubectl' || words[0] === 'k' ? 1 : 0, -1);
  const list =
    words.length === 1 && done.length === 0 && 'kubectl'.startsWith(current) && current !== ''
      ? ['kubectl']
      : await candidates(done, current, { client, ...standing });
  // After a slash or a comma only the last part is completed.
  const stem = current.startsWith('-') && !current.includes('=') ? current : (current.split(/[/,=]/).at(-1) ?? current);
  const found = [...new Set(list)].filter((candidate) => candidate.startsWith(stem) && candidate !== '').toSorted();
  return { from: cursor - stem.length, to: cursor, candidates: found.slice(0, candidatesMax) };
}

async function candidates(
  done: readonly string[],
  current: string,
  where: Pick<Place, 'client' | 'namespace' | 'contexts'>,
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
  const equals = current.indexOf('=');
  if (current.startsWith('-') && equals > 0) {
    const named = specs.find(({ name, short }) => [`--${name}`, `-${short}`].includes(current.slice(0, equals)));
    return named === undefined ? [] : flagValues(named, place);
  }
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

function placeOf({ verb, path, rest, specs }: Walked, where: Pick<Place, 'client' | 'namespace' | 'contexts'>): Place {
  const flags = parseFlags([...specs, flag('help,h', 'bool')], rest);
  if ('error' in flags) return { ...where, verb, path, args: rest.filter((word) => !word.startsWith('-')) };
  return { ...where, namespace: textOf(flags, 'namespace') || where.namespace, verb, path, args: flags.args };
}

async function flagValues({ name }: FlagSpec, place: Place): Promise<readonly string[]> {
  const [verb = ''] = place.path;
  if (name === 'namespace') return namesOf(place, scheme.Namespace);
  if (name === 'output') return verb === 'get' ? getFormats : plainFormats;
  if (name === 'container') return containersOf(place);
  if (name === 'context' || name === 'cluster') return place.contexts ?? [];
  if (name === 'type' && verb === 'patch') return ['json', 'merge', 'strategic'];
  if (name === 'serviceaccount') return namesOf(place, scheme.ServiceAccount);
  return values[name] ?? [];
}

async function argumentsFor(place: Place, current: string): Promise<readonly string[]> {
  const [name = '', part = ''] = place.path;
  const [type] = place.args;
  if (withoutObjects.includes(name)) return [];
  if (name === 'config') return type === undefined && part.endsWith('-context') ? (place.contexts ?? []) : [];
  if (name === 'top') return type === undefined ? namesOf(place, part === 'node' ? scheme.Node : scheme.Pod) : [];
  if (name === 'certificate') return namesOf(place, scheme.CertificateSigningRequest);
  if (current.includes('/')) {
    const row = rowOf(current.slice(0, current.indexOf('/')));
    return row === undefined ? [] : namesOf(place, row);
  }
  if (nodeVerbs.includes(name)) return namesOf(place, scheme.Node);
  if (podVerbs.includes(name)) return type === undefined ? namesOf(place, scheme.Pod) : name === 'logs' ? containersOf(place) : [];
  if (name === 'taint') return type === undefined ? ['nodes'] : namesOf(place, scheme.Node);
  if (type === undefined) return kindsOf[name] ?? allRows().map((row) => row.plural);
  if (name === 'explain') return [];
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

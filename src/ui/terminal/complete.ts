/** Tab: what could stand at the cursor, from the words before it and the objects that the page has seen. */
import { allRows, type SchemeRow } from '#api/scheme.ts';
import type { Mirror } from '#scene/model.ts';

export interface Known {
  readonly mirror: Mirror;
  readonly namespace: string;
  readonly files: readonly string[];
  readonly commands: readonly string[];
}

const verbs = ['annotate', 'api-resources', 'apply', 'cluster-info', 'config', 'cordon', 'cp', 'create', 'delete', 'describe', 'diff', 'drain', 'edit', 'exec', 'explain', 'expose', 'get', 'label', 'logs', 'patch', 'replace', 'rollout', 'run', 'scale', 'set', 'taint', 'top', 'uncordon', 'version', 'wait'];
const subverbs: Readonly<Record<string, readonly string[]>> = {
  rollout: ['history', 'pause', 'restart', 'resume', 'status', 'undo'],
  create: ['configmap', 'deployment', 'job', 'namespace', 'secret', 'service', 'serviceaccount'],
  set: ['env', 'image', 'resources'],
  config: ['current-context', 'get-contexts', 'set-context', 'view'],
};
const flags = ['--all', '--all-namespaces', '--container', '--dry-run=client', '--filename', '--follow', '--force', '--grace-period=', '--help', '--namespace', '--output', '--previous', '--replicas=', '--selector', '--show-labels', '--sort-by=', '--tail=', '--timeout=', '--to-revision=', '--watch'];
const formats = ['wide', 'yaml', 'json', 'name', 'jsonpath=', 'custom-columns='];
/** Verbs whose first argument is a pod. */
const podVerbs = new Set(['exec', 'logs', 'attach', 'port-forward', 'cp']);
const nodeVerbs = new Set(['cordon', 'uncordon', 'drain']);

/** The word being written, and what it may become. */
export interface Completion {
  readonly word: string;
  readonly choices: readonly string[];
}

export function complete(text: string, known: Known): Completion {
  const segment = text.split(/\||&&|;/).at(-1) ?? '';
  const words = segment.replace(/^\s+/, '').split(/\s+/);
  const word = words.at(-1) ?? '';
  const choices = candidates(words.slice(0, -1), word, known);
  return { word, choices: [...new Set(choices)].filter((choice) => choice.startsWith(word)).sort() };
}

function candidates(before: readonly string[], word: string, known: Known): readonly string[] {
  const [command] = before;
  if (command === undefined) return known.commands;
  if (command !== 'kubectl' && command !== 'k') return known.files;
  const last = before.at(-1) ?? '';
  if (last === '-o' || last === '--output') return formats;
  if (last === '-n' || last === '--namespace') return namesOf('Namespace', known);
  if (last === '-f' || last === '--filename') return known.files;
  if (last === '-c' || last === '--container') return containers(before, known);
  if (word.startsWith('-')) return flags;
  const args = positional(before.slice(1));
  return args.length === 0 ? verbs : forVerb(args[0] ?? '', args.slice(1), word, known);
}

const valued = new Set(['-n', '--namespace', '-o', '--output', '-f', '--filename', '-l', '--selector', '-c', '--container']);

function positional(words: readonly string[]): string[] {
  return words.filter((word, index) => !word.startsWith('-') && !valued.has(words[index - 1] ?? ''));
}

function forVerb(verb: string, args: readonly string[], word: string, known: Known): readonly string[] {
  if (podVerbs.has(verb)) return args.length === 0 ? namesOf('Pod', known) : [];
  if (nodeVerbs.has(verb)) return namesOf('Node', known);
  const subs = subverbs[verb];
  if (subs !== undefined && args.length === 0) return subs;
  const rest = subs === undefined ? args : args.slice(1);
  const [kindText = word] = word.includes('/') ? [word.split('/')[0] ?? ''] : rest;
  if (word.includes('/')) return namesOf(rowOf(kindText)?.kind ?? '', known).map((name) => `${kindText}/${name}`);
  if (rest.length === 0) return [...allRows().flatMap((row) => [row.plural, ...row.shortNames]), 'all'];
  return namesOf(rowOf(kindText.split(',')[0] ?? '')?.kind ?? '', known);
}

function rowOf(text: string): SchemeRow | undefined {
  const plain = text.split('.')[0] ?? '';
  return allRows().find((row) => row.plural === plain || row.singular === plain || row.shortNames.includes(plain) || row.kind === plain);
}

function namesOf(kind: string, { mirror, namespace }: Known): string[] {
  return [...(mirror.kinds.get(kind)?.values() ?? [])].filter((object) => object.metadata.namespace === undefined || object.metadata.namespace === namespace).map((object) => object.metadata.name);
}

function containers(before: readonly string[], known: Known): string[] {
  for (const word of before) {
    const pod = known.mirror.kinds.get('Pod')?.get(`${known.namespace}/${word.replace(/^pods?\//, '')}`) as { readonly spec?: { readonly containers?: readonly { readonly name: string }[] } } | undefined;
    if (pod?.spec?.containers !== undefined) return pod.spec.containers.map((container) => container.name);
  }
  return [];
}

/** What all choices begin with: as far as Tab can go without asking. */
export function commonStart(choices: readonly string[]): string {
  const [first = ''] = choices;
  let length = first.length;
  for (const choice of choices) while (!choice.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

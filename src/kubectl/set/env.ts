/** upstream: kubectl/pkg/cmd/set/set_env.go, env/env_resolve.go */
import type { ConfigMap, Container, PodSpec } from '#api/kinds.ts';
import { isEnvVarName } from '#api/machinery/validation.ts';
import { scheme } from '#api/scheme.ts';
import { getObject } from '../cluster.ts';
import { namespaceOf, type Context } from '../context.ts';
import { failure } from '../failure.ts';
import { isOn, listOf, textOf } from '../flags.ts';
import { rowOfWord } from '../mapper.ts';
import { slashName } from '../naming.ts';
import type { Found } from '../selection.ts';
import { isChosen, podSpecOf } from './podSpec.ts';

type Variable = NonNullable<Container['env']>[number];

export interface EnvChanges {
  readonly set: readonly Variable[];
  readonly remove: readonly string[];
}

export async function envChanges(context: Context, words: readonly string[]): Promise<EnvChanges> {
  const set: Variable[] = [];
  const remove: string[] = [];
  for (const word of [...listOf(context.flags, 'env'), ...(await withTyped(context, words))]) {
    const equals = word.indexOf('=');
    if (equals > 0) set.push({ name: variableNamed(word.slice(0, equals)), value: word.slice(equals + 1) });
    else if (equals < 0 && word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw failure(`unknown environment variable spec: ${word}`);
  }
  if (set.some(({ name }) => remove.includes(name)))
    throw failure('can not both modify and remove the same environment variable in the same command');
  const from = textOf(context.flags, 'from');
  if (from !== '') set.push(...(await variablesFrom(context, from)));
  return { set, remove };
}

function variableNamed(name: string): string {
  const faults = isEnvVarName(name);
  if (faults.length > 0) throw failure(`${JSON.stringify(name)} is not a valid key name: ${faults.join(';')}`);
  return name;
}

/** A dash stands for lines of standard input. */
async function withTyped(context: Context, words: readonly string[]): Promise<readonly string[]> {
  if (!words.includes('-')) return words;
  const lines = ((await context.env.stdin?.()) ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return words.flatMap((word) => (word === '-' ? lines : [word]));
}

/** One variable for each key of a ConfigMap or Secret. */
async function variablesFrom(context: Context, from: string): Promise<readonly Variable[]> {
  const [type = '', name = ''] = from.split('/');
  const row = await rowOfWord(context, type);
  if (row.kind !== 'ConfigMap' && row.kind !== 'Secret') throw failure(`unsupported resource specified in --from`);
  const source = (await getObject(context, { row, namespace: namespaceOf(context) }, name)) as unknown as ConfigMap;
  const keys = Object.keys(source.data ?? {}).toSorted();
  const wanted = listOf(context.flags, 'keys');
  return keys
    .filter((key) => wanted.length === 0 || wanted.includes(key))
    .map((key) => {
      const reference = { name, key };
      const variable = textOf(context.flags, 'prefix') + variableName(context, key);
      return { name: variable, valueFrom: row.kind === 'ConfigMap' ? { configMapKeyRef: reference } : { secretKeyRef: reference } };
    });
}

/** upstream: keyToEnvName */
function variableName(context: Context, key: string): string {
  const name = key.replaceAll(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
  if (name !== key) context.env.stderr(`Warning: key ${key} transferred to ${name}\n`);
  return name;
}

/** Each name that is set or taken away comes once, where it first stood; of several new values the first counts. */
export function updateEnv(existing: readonly Variable[], { set, remove }: EnvChanges): readonly Variable[] {
  const covered = new Set(remove);
  const list: Variable[] = [];
  for (const variable of existing) {
    if (covered.has(variable.name)) continue;
    const newer = set.find((one) => one.name === variable.name);
    if (newer !== undefined) covered.add(variable.name);
    list.push(newer ?? variable);
  }
  for (const variable of set) {
    if (covered.has(variable.name)) continue;
    covered.add(variable.name);
    list.push(variable);
  }
  return list;
}

export function changeEnv(spec: PodSpec, changes: EnvChanges, pattern: string): PodSpec {
  const update = <T extends Container>(container: T): T => {
    if (!isChosen(container.name, pattern)) return container;
    const list = updateEnv(container.env ?? [], changes);
    const { env: _, ...rest } = container;
    return (list.length === 0 ? rest : { ...rest, env: list }) as T;
  };
  return {
    ...spec,
    containers: spec.containers.map(update),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(update) }),
  };
}

/** The containers that a pattern means; the first of a pod come last. */
export function chosenContainers(one: Found, pattern: string): readonly Container[] {
  const spec = podSpecOf(one.object);
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].filter((container) => isChosen(container.name, pattern));
}

/** What `set env --list` prints. */
export async function listEnv(context: Context, one: Found, pattern: string): Promise<string> {
  const [, name = ''] = slashName(one.row, one.object.metadata.name).split('/');
  let text = '';
  for (const container of chosenContainers(one, pattern)) {
    text += `# ${one.row.kind} ${name}, container ${container.name}\n`;
    for (const variable of container.env ?? [])
      text += (isOn(context.flags, 'resolve') ? await resolvedLine(context, one, variable) : undefined) ?? envLine(variable);
  }
  return text;
}

/** A reference as the value that it leads to, where that can be known from here. upstream: set/env/env_resolve.go */
async function resolvedLine(context: Context, { object }: Found, { name, valueFrom }: Variable): Promise<string | undefined> {
  const field = valueFrom?.fieldRef?.fieldPath;
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': object.metadata.name,
    'metadata.namespace': object.metadata.namespace ?? '',
    'metadata.uid': object.metadata.uid,
  };
  if (field !== undefined) return fields[field] === undefined ? undefined : `${name}=${fields[field]}\n`;
  const [kind, reference] =
    valueFrom?.secretKeyRef === undefined
      ? (['ConfigMap', valueFrom?.configMapKeyRef] as const)
      : (['Secret', valueFrom.secretKeyRef] as const);
  if (reference === undefined) return undefined;
  const source = (await getObject(
    context,
    { row: scheme[kind], namespace: namespaceOf(context) },
    reference.name ?? '',
  )) as unknown as ConfigMap;
  const value = source.data?.[reference.key];
  if (value === undefined) throw failure(`key ${reference.key} not found in ${kind.toLowerCase()} ${reference.name}`);
  return `${name}=${kind === 'Secret' ? atob(value) : value}\n`;
}

function envLine(variable: Variable): string {
  const from = variable.valueFrom;
  if (from === undefined) return `${variable.name}=${variable.value ?? ''}\n`;
  if (from.fieldRef !== undefined) return `# ${variable.name} from field path ${from.fieldRef.fieldPath}\n`;
  if (from.resourceFieldRef !== undefined) return `# ${variable.name} from resource field ${from.resourceFieldRef.resource}\n`;
  if (from.secretKeyRef !== undefined)
    return `# ${variable.name} from secret ${from.secretKeyRef.name ?? ''}, key ${from.secretKeyRef.key}\n`;
  return `# ${variable.name} from configmap ${from.configMapKeyRef?.name ?? ''}, key ${from.configMapKeyRef?.key ?? ''}\n`;
}

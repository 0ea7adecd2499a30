/** upstream: kubectl/pkg/cmd/set/set_env.go, env/env_resolve.go */
import type { ConfigMap, Container, PodSpec } from '#api/kinds.ts';
import { getObject } from '../cluster.ts';
import { namespaceOf, type Context } from '../context.ts';
import { failure } from '../failure.ts';
import { listOf, textOf } from '../flags.ts';
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
  for (const word of [...listOf(context.flags, 'env'), ...words]) {
    const equals = word.indexOf('=');
    if (equals > 0) set.push({ name: word.slice(0, equals), value: word.slice(equals + 1) });
    else if (equals < 0 && word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw failure(`unknown environment variable spec: ${word}`);
  }
  const from = textOf(context.flags, 'from');
  if (from !== '') set.push(...(await variablesFrom(context, from)));
  return { set, remove };
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
      const variable = textOf(context.flags, 'prefix') + key.toUpperCase().replaceAll(/[-.]/g, '_');
      return { name: variable, valueFrom: row.kind === 'ConfigMap' ? { configMapKeyRef: reference } : { secretKeyRef: reference } };
    });
}

export function changeEnv(spec: PodSpec, changes: EnvChanges, pattern: string): PodSpec {
  const update = <T extends Container>(container: T): T => {
    if (!isChosen(container.name, pattern)) return container;
    const kept = (container.env ?? []).filter((variable) => !changes.remove.includes(variable.name));
    const changed = kept.map((variable) => changes.set.findLast((one) => one.name === variable.name) ?? variable);
    const added = changes.set.filter((variable) => !kept.some((one) => one.name === variable.name));
    const list = [...changed, ...added];
    const { env: _, ...rest } = container;
    return (list.length === 0 ? rest : { ...rest, env: list }) as T;
  };
  return {
    ...spec,
    containers: spec.containers.map(update),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(update) }),
  };
}

/** What `set env --list` prints. */
export function listEnv(one: Found, pattern: string): string {
  const spec = podSpecOf(one.object);
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].filter((container) =>
    isChosen(container.name, pattern),
  );
  const [, name = ''] = slashName(one.row, one.object.metadata.name).split('/');
  return containers
    .map((container) => `# ${one.row.kind} ${name}, container ${container.name}\n${(container.env ?? []).map(envLine).join('')}`)
    .join('');
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

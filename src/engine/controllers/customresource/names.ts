/**
 * Whether a definition can have the names it asks for: no two of a group may share one.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/status/naming_controller.go
 */
import { definitionIs } from '#api/customRows.ts';
import { aggregate } from '#api/machinery/goText.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { Condition } from './customresource.ts';

type Definition = CustomResourceDefinition;
type Names = NonNullable<Definition['status']['acceptedNames']>;

export interface Accepted {
  readonly names: Names;
  readonly conditions: readonly Condition[];
}

interface Taken {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

function takenByOthers(definition: Definition, all: readonly Definition[]): Taken {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const { spec, status, metadata } of all) {
    const names = status.acceptedNames;
    if (spec.group !== definition.spec.group || metadata.uid === definition.metadata.uid || names === undefined) continue;
    for (const name of [names.plural, names.singular ?? '', ...(names.shortNames ?? [])]) if (name !== '') resources.add(name);
    for (const name of [names.kind, names.listKind ?? '']) if (name !== '') kinds.add(name);
  }
  return { resources, kinds };
}

export function acceptNames(definition: Definition, all: readonly Definition[]): Accepted {
  const asked = definition.spec.names;
  const before = definition.status.acceptedNames ?? { plural: '', kind: '' };
  const { resources, kinds } = takenByOthers(definition, all);
  let refusal: Condition | undefined;
  const refuse = (reason: string, message: string): void => {
    refusal = { type: 'NamesAccepted', status: 'False', reason, message };
  };
  const free = (name: string | undefined, taken: ReadonlySet<string>, reason: string): boolean => {
    if (name === undefined || !taken.has(name)) return true;
    refuse(reason, inUse(name));
    return false;
  };
  const names: Record<string, unknown> = { ...before };
  if (free(asked.plural, resources, 'PluralConflict')) names['plural'] = asked.plural;
  if (free(asked.singular, resources, 'SingularConflict')) names['singular'] = asked.singular;
  const own = new Set(before.shortNames ?? []);
  const clashes = (asked.shortNames ?? []).filter((name) => resources.has(name) && !own.has(name));
  if (clashes.length === 0) setOrDrop(names, 'shortNames', asked.shortNames);
  else refuse('ShortNamesConflict', aggregate(clashes.map(inUse)));
  if (free(asked.kind, kinds, 'KindConflict')) names['kind'] = asked.kind;
  if (free(asked.listKind, kinds, 'ListKindConflict')) names['listKind'] = asked.listKind;
  setOrDrop(names, 'categories', asked.categories);
  return { names: names as unknown as Names, conditions: conditionsOf(definition, refusal) };
}

function inUse(name: string): string {
  return `${JSON.stringify(name)} is already in use`;
}

function setOrDrop(names: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) delete names[key];
  else names[key] = value;
}

/** The first acceptance also says that the definition is about to be served. */
function conditionsOf(definition: Definition, refusal: Condition | undefined): readonly Condition[] {
  const accepted = refusal ?? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
  if (definitionIs(definition, 'Established')) return [accepted];
  const installing = { type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names have been accepted' };
  const not = { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' };
  return [accepted, refusal === undefined ? installing : not];
}

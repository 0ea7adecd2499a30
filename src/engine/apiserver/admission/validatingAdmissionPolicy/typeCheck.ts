/**
 * Asks of a policy's expressions whether they fit the kinds that the policy is about. Only built-in kinds have types, as in
 * 1.28; what is found is told in the policy's status and changes nothing else.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/validatingadmissionpolicy/typechecking.go
 */
import type { ValidatingAdmissionPolicy } from '#api/kinds.ts';
import { servedRows, type SchemeRow } from '#api/scheme.ts';
import { checkExpression } from '../../cel/check.ts';
import { typedNames } from '../../cel/policyNames.ts';
import { structType } from '../../cel/structType.ts';
import { dyn, type CelType } from '../../cel/types.ts';
import { hasStruct, structOfRow } from '../../schema/types.ts';

type Spec = ValidatingAdmissionPolicy['spec'];
type Rule = NonNullable<NonNullable<Spec['matchConstraints']>['resourceRules']>[number];

export interface ExpressionWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

const TYPES_MAX = 10;

export function typeWarnings({ spec }: ValidatingAdmissionPolicy): readonly ExpressionWarning[] {
  const kinds = kindsOf(spec);
  return (spec.validations ?? []).flatMap(({ expression, messageExpression = '' }, i) => [
    ...warningOf(spec, kinds, { source: expression, at: `spec.validations[${i}].expression` }),
    ...(messageExpression === ''
      ? []
      : warningOf(spec, kinds, { source: messageExpression, at: `spec.validations[${i}].messageExpression` })),
  ]);
}

interface TypedKind {
  readonly row: SchemeRow;
  readonly type: CelType;
}

interface Source {
  readonly source: string;
  readonly at: string;
}

/** All that is wrong with one expression, kind by kind. */
function warningOf(spec: Spec, kinds: readonly TypedKind[], { source, at }: Source): readonly ExpressionWarning[] {
  const told = kinds.flatMap(({ row, type }) => {
    const errors = errorsFor(spec, type, source);
    return errors === undefined ? [] : [`${row.group}/${row.version}, Kind=${row.kind}: ${errors}\n`];
  });
  return told.length === 0 ? [] : [{ fieldRef: at, warning: told.join('\n') }];
}

function errorsFor({ paramKind, variables: list = [] }: Spec, object: CelType, source: string): string | undefined {
  const params = paramKind === undefined ? undefined : paramsType(paramKind);
  const variables = new Map<string, CelType>();
  for (const { name, expression } of list ?? []) {
    const checked = checkExpression(expression, typedNames({ object, params, variables: new Map(variables) }));
    variables.set(name, 'errors' in checked ? dyn : checked.type);
  }
  const checked = checkExpression(source, typedNames({ object, params, variables }));
  return 'errors' in checked ? checked.errors : undefined;
}

function paramsType({ apiVersion = '', kind = '' }: NonNullable<Spec['paramKind']>): CelType | undefined {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  const row = rows().find((it) => it.group === group && it.version === version && it.kind === kind);
  return row === undefined ? undefined : typeOfRow(row);
}

function typeOfRow(row: SchemeRow): CelType | undefined {
  return hasStruct(row) ? structType(structOfRow(row), row.kind) : undefined;
}

function rows(): readonly SchemeRow[] {
  return servedRows();
}

/** The kinds that the rules name one by one, in order; a rule that is about anything names none. */
function kindsOf({ matchConstraints }: Spec): readonly TypedKind[] {
  const found = new Set<SchemeRow>();
  for (const rule of matchConstraints?.resourceRules ?? []) if (isFull(addKinds(rule, found))) break;
  const inOrder = [...found].toSorted((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));
  return inOrder.flatMap((row) => {
    const type = typeOfRow(row);
    return type === undefined ? [] : [{ row, type }];
  });
}

function orderKey({ group, version, kind }: SchemeRow): string {
  return `${group}\u0000${version}\u0000${kind}`;
}

function isFull(count: number): boolean {
  return count >= TYPES_MAX;
}

/** How many kinds this rule alone has named. */
function addKinds({ apiGroups, apiVersions, resources }: Rule, found: Set<SchemeRow>): number {
  const named = (list: readonly string[] | null | undefined): readonly string[] => (list ?? []).toSorted((a, b) => (a < b ? -1 : 1));
  const groups = named(apiGroups);
  const versions = named(apiVersions);
  if ([...groups, ...versions].some((it) => it.includes('*'))) return 0;
  let count = 0;
  for (const group of groups)
    for (const version of versions)
      for (const plural of named(resources).filter((it) => !/[*/]/.test(it))) {
        const row = rows().find((it) => it.group === group && it.version === version && it.plural === plural);
        if (row === undefined) continue;
        found.add(row);
        count += 1;
        if (isFull(count)) return count;
      }
  return count;
}

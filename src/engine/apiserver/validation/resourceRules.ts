/**
 * Which requests a webhook or a policy is about: operations, groups, versions and resources.
 * upstream: pkg/apis/admissionregistration/validation/validation.go (validateRuleWithOperations, validateRule, validateResources)
 */
import { goStrings } from '#api/machinery/goText.ts';
import { duplicate, invalidValue, notSupported, required } from '../fieldError.ts';
import { isPathSegment } from './access.ts';
import { byRule, oneOf, type Errors } from './checks.ts';

export interface ResourceRule {
  readonly operations?: readonly string[] | null;
  readonly apiGroups?: readonly string[] | null;
  readonly apiVersions?: readonly string[] | null;
  readonly resources?: readonly string[] | null;
  readonly resourceNames?: readonly string[] | null;
  readonly scope?: string | null;
}

const operationNames = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

export function validateResourceRule(rule: ResourceRule, at: string, errors: Errors): void {
  const names = rule.resourceNames ?? [];
  for (const [i, name] of names.entries()) {
    byRule(isPathSegment, name, `${at}.resourceNames[${i}]`, errors);
    if (names.indexOf(name) < i) errors.push(duplicate(`${at}.resourceNames[${i}]`, name));
  }
  validateOperations(rule.operations ?? [], `${at}.operations`, errors);
  several(rule.apiGroups ?? [], { at: `${at}.apiGroups`, others: 'API groups' }, errors);
  several(rule.apiVersions ?? [], { at: `${at}.apiVersions`, others: 'API versions' }, errors);
  for (const [i, version] of (rule.apiVersions ?? []).entries()) if (version === '') errors.push(required(`${at}.apiVersions[${i}]`));
  validateResources(rule.resources ?? [], `${at}.resources`, errors);
  if (rule.scope !== undefined && rule.scope !== null) oneOf(rule.scope, ['*', 'Cluster', 'Namespaced'], `${at}.scope`, errors);
}

function validateOperations(list: readonly string[], at: string, errors: Errors): void {
  if (list.length === 0) errors.push(required(at));
  if (list.length > 1 && list.includes('*')) {
    const printed = goStrings(list).replace('[]string', '[]admissionregistration.OperationType');
    errors.push(invalidValue(at, { printed }, "if '*' is present, must not specify other operations"));
  }
  for (const [i, operation] of list.entries())
    if (!operationNames.includes(operation)) errors.push(notSupported(`${at}[${i}]`, operation, operationNames));
}

function several(list: readonly string[], { at, others }: { readonly at: string; readonly others: string }, errors: Errors): void {
  if (list.length === 0) errors.push(required(at));
  if (list.length > 1 && list.includes('*'))
    errors.push(invalidValue(at, { printed: goStrings(list) }, `if '*' is present, must not specify other ${others}`));
}

function validateResources(list: readonly string[], at: string, errors: Errors): void {
  if (list.length === 0) errors.push(required(at));
  const wholeResources = new Set<string>();
  const wholeSubresources = new Set<string>();
  for (const [i, item] of list.entries()) {
    if (item === '') errors.push(required(`${at}[${i}]`));
    const slash = item.indexOf('/');
    if (slash < 0) continue;
    const resource = item.slice(0, slash);
    const sub = item.slice(slash + 1);
    if (wholeResources.has(resource))
      errors.push(invalidValue(`${at}[${i}]`, item, `if '${resource}/*' is present, must not specify ${item}`));
    if (wholeSubresources.has(sub)) errors.push(invalidValue(`${at}[${i}]`, item, `if '*/${sub}' is present, must not specify ${item}`));
    if (sub === '*') wholeResources.add(resource);
    if (resource === '*') wholeSubresources.add(sub);
  }
  const printed = { printed: goStrings(list) };
  if (list.length > 1 && list.includes('*/*'))
    errors.push(invalidValue(at, printed, "if '*/*' is present, must not specify other resources"));
  const plain = list.some((item) => item !== '' && item !== '*' && !item.includes('/'));
  if (plain && list.includes('*'))
    errors.push(invalidValue(at, printed, "if '*' is present, must not specify other resources without subresources"));
}

/**
 * Whether a policy or a binding is about a write: rules of resources, and selectors of namespaces and objects.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/validatingadmissionpolicy/matching, plugin/webhook/predicates
 */
import type { ValidatingAdmissionPolicy } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { get } from '#engine/etcd/store.ts';
import type { Versioned } from '../../conversion/conversion.ts';
import { equivalents, type Attributes } from './attributes.ts';

export type MatchResources = NonNullable<ValidatingAdmissionPolicy['spec']['matchConstraints']>;
type Rule = NonNullable<MatchResources['resourceRules']>[number];

/** The version at which the write is looked at, or undefined when it is none of their business. */
export function matchOf(attributes: Attributes, match: MatchResources | undefined): Versioned | undefined {
  const { served } = attributes.call;
  if (match === undefined) return served;
  if (!matchesNamespace(attributes, match) || !matchesObject(attributes, match)) return undefined;
  const versions = match.matchPolicy === 'Exact' ? [served] : equivalents(attributes);
  if (find(attributes, match.excludeResourceRules ?? [], versions) !== undefined) return undefined;
  const rules = match.resourceRules ?? [];
  // A binding without rules takes whatever its policy takes.
  return rules.length === 0 ? served : find(attributes, rules, versions);
}

/** What was asked for decides before what is equivalent to it. */
function find(attributes: Attributes, rules: readonly Rule[], versions: readonly Versioned[]): Versioned | undefined {
  return versions.find(({ row }) => rules.some((rule) => matchesRule(attributes, rule, row)));
}

function matchesRule({ operation, name, subresource }: Attributes, rule: Rule, row: SchemeRow): boolean {
  const names = rule.resourceNames ?? [];
  return (
    isIn(rule.operations, operation) &&
    isIn(rule.apiGroups, row.group) &&
    isIn(rule.apiVersions, row.version) &&
    isInScope(rule.scope ?? '*', row) &&
    (rule.resources ?? []).some((it) => matchesResource(it, row.plural, subresource)) &&
    (names.length === 0 || names.includes(name))
  );
}

function isIn(list: readonly string[] | null | undefined, value: string): boolean {
  return list?.some((it) => it === '*' || it === value) ?? false;
}

/** A namespace counts as one of the cluster's own. */
function isInScope(scope: string, { namespaced }: SchemeRow): boolean {
  return scope === '*' || (scope === 'Namespaced') === namespaced;
}

function matchesResource(pattern: string, plural: string, subresource: string): boolean {
  const [resource = '', sub = ''] = pattern.split('/');
  return (resource === '*' || resource === plural) && (sub === '*' || sub === subresource);
}

function matchesNamespace({ call, operation, namespace, object }: Attributes, { namespaceSelector }: MatchResources): boolean {
  const selector = selectorOf(namespaceSelector ?? {});
  if (selector.requirements.length === 0) return true;
  if (call.row.kind !== 'Namespace' && !call.row.namespaced) return true;
  if (call.row.kind === 'Namespace' && operation !== 'DELETE') return matchesLabels(selector, object?.metadata.labels);
  return matchesLabels(selector, get(call.server.store, 'namespaces', undefined, namespace)?.metadata.labels);
}

/** Either the object or what it was before is enough. */
function matchesObject({ object, old }: Attributes, { objectSelector }: MatchResources): boolean {
  const selector = selectorOf(objectSelector ?? {});
  if (selector.requirements.length === 0) return true;
  return [object, old].some((it) => it !== undefined && matchesLabels(selector, it.metadata.labels));
}

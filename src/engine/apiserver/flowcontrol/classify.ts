/**
 * Under which flow schema a request falls, and so which priority level it would wait in: the first one by precedence that has a
 * rule for it. Deliberately not: queues; a request is answered at once.
 * upstream: staging/src/k8s.io/apiserver/pkg/util/flowcontrol/{apf_filter,rule,apf_controller}.go
 */
import type { FlowSchema, PriorityLevelConfiguration } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { User } from '#api/request.ts';
import { list, get, type Store } from '#engine/etcd/store.ts';

/** What is asked for: a resource, or a path that is none. */
export type Asked =
  | {
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource?: string | undefined;
      readonly namespace?: string | undefined;
    }
  | { readonly verb: string; readonly path: string };

/** The uids of a flow schema and of its priority level. */
export interface Flow {
  readonly schema: string;
  readonly level: string;
}

type Rule = NonNullable<FlowSchema['spec']['rules']>[number];
type Subject = Rule['subjects'][number];

const schemas = 'flowschemas.flowcontrol.apiserver.k8s.io';
export const levels = 'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io';
const sorted = new WeakMap<readonly KubeObject[], readonly FlowSchema[]>();

export function classify(store: Store, user: User, asked: Asked): Flow | undefined {
  for (const schema of byPrecedence(list(store, schemas))) {
    if (schema.spec.rules?.some((rule) => matches(rule, user, asked)) !== true) continue;
    const level = get(store, levels, undefined, schema.spec.priorityLevelConfiguration.name) as PriorityLevelConfiguration | undefined;
    if (level !== undefined) return { schema: schema.metadata.uid, level: level.metadata.uid };
  }
  return undefined;
}

/** The stored list is another one after every change. */
function byPrecedence(all: readonly KubeObject[]): readonly FlowSchema[] {
  let known = sorted.get(all);
  if (known === undefined) {
    const precedence = ({ spec }: FlowSchema): number => spec.matchingPrecedence ?? 0;
    known = (all as readonly unknown[] as readonly FlowSchema[]).toSorted((a, b) => precedence(a) - precedence(b));
    sorted.set(all, known);
  }
  return known;
}

function matches(rule: Rule, user: User, asked: Asked): boolean {
  if (!rule.subjects.some((subject) => isSubject(subject, user))) return false;
  if ('path' in asked) {
    return (rule.nonResourceRules ?? []).some(
      (it) => has(it.verbs, asked.verb) && it.nonResourceURLs.some((url) => isUnder(url, asked.path)),
    );
  }
  const { verb, group, resource, subresource, namespace } = asked;
  const name = subresource === undefined ? resource : `${resource}/${subresource}`;
  return (rule.resourceRules ?? []).some(
    (it) =>
      has(it.verbs, verb) &&
      has(it.apiGroups, group) &&
      has(it.resources, name) &&
      (namespace === undefined ? it.clusterScope === true : has(it.namespaces ?? [], namespace)),
  );
}

function has(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function isUnder(url: string, path: string): boolean {
  return url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')));
}

function isSubject({ kind, user: named, group, serviceAccount }: Subject, user: User): boolean {
  if (kind === 'User') return named?.name === '*' || named?.name === user.name;
  if (kind === 'Group') return group?.name === '*' || user.groups.includes(group?.name ?? '');
  if (serviceAccount === undefined) return false;
  const prefix = `system:serviceaccount:${serviceAccount.namespace}:`;
  return serviceAccount.name === '*' ? user.name.startsWith(prefix) : user.name === prefix + serviceAccount.name;
}

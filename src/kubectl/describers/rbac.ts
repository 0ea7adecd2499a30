/** Roles and bindings. upstream: describe.go, k8s.io/component-helpers/auth/rbac/validation (BreakdownRule, CompactRules) */
import type { ClusterRole, Role, RoleBinding } from '#api/kinds.ts';
import { goSlice, writeAnnotations, writeLabels } from './lines.ts';
import type { Describe } from './world.ts';

export interface SimpleRule {
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: readonly string[];
}

export const describeRole: Describe<Role | ClusterRole> = (lines, object) => {
  lines.write(0, `Name:\t${object.metadata.name}\n`);
  writeLabels(lines, 'Labels', object.metadata.labels);
  writeAnnotations(lines, 'Annotations', object.metadata.annotations);
  lines.write(0, 'PolicyRule:\n');
  lines.write(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  lines.write(1, '---------\t-----------------\t--------------\t-----\n');
  for (const rule of simpleRules(object.rules ?? []))
    lines.write(1, `${resourceText(rule)}\t${goSlice(rule.urls)}\t${goSlice(rule.names)}\t${goSlice(rule.verbs)}\n`);
  return Promise.resolve();
};

/** `deployments.apps/scale`. upstream: CombineResourceGroup */
export function resourceText(rule: SimpleRule): string {
  if (rule.resource === '') return '';
  const [resource = '', subresource] = rule.resource.split('/');
  return `${resource}${rule.group === '' ? '' : `.${rule.group}`}${subresource === undefined ? '' : `/${subresource}`}`;
}

type Rules = NonNullable<Role['rules']>;

/** One rule for each resource (and name), verbs together, in the order of their Go text. */
export function simpleRules(rules: Rules): readonly SimpleRule[] {
  const byResource = new Map<string, SimpleRule>();
  const others: SimpleRule[] = [];
  for (const rule of rules) {
    for (const url of rule.nonResourceURLs ?? [])
      for (const verb of rule.verbs) others.push({ group: '', resource: '', names: [], urls: [url], verbs: [verb] });
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        for (const names of namesOf(rule.resourceNames ?? [])) {
          const key = JSON.stringify([group, resource, names]);
          const before = byResource.get(key);
          byResource.set(key, { group, resource, names, urls: [], verbs: [...(before?.verbs ?? []), ...rule.verbs] });
        }
      }
    }
  }
  return [...others, ...byResource.values()].toSorted((a, b) => (goText(a) < goText(b) ? -1 : goText(a) > goText(b) ? 1 : 0));
}

function namesOf(names: readonly string[]): readonly (readonly string[])[] {
  return names.length === 0 ? [[]] : names.map((name) => [name]);
}

function goText(rule: SimpleRule): string {
  const isUrl = rule.urls.length > 0;
  return `Verbs:${goSlice(rule.verbs)},APIGroups:${isUrl ? '[]' : `[${rule.group}]`},Resources:[${rule.resource}],ResourceNames:${goSlice(rule.names)},NonResourceURLs:${goSlice(rule.urls)},}`;
}

export const describeRoleBinding: Describe<RoleBinding> = (lines, object) => {
  lines.write(0, `Name:\t${object.metadata.name}\n`);
  writeLabels(lines, 'Labels', object.metadata.labels);
  writeAnnotations(lines, 'Annotations', object.metadata.annotations);
  lines.write(0, 'Role:\n');
  lines.write(1, `Kind:\t${object.roleRef.kind}\n`);
  lines.write(1, `Name:\t${object.roleRef.name}\n`);
  lines.write(0, 'Subjects:\n');
  lines.write(1, 'Kind\tName\tNamespace\n');
  lines.write(1, '----\t----\t---------\n');
  for (const subject of object.subjects ?? []) lines.write(1, `${subject.kind}\t${subject.name}\t${subject.namespace ?? ''}\n`);
  return Promise.resolve();
};

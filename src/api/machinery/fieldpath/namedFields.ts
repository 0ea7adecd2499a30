/**
 * A set that also owns the declared fields on the way to its members, which sets usually leave out.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath/set.go (EnsureNamedFieldsAreMembers)
 */
import type { FieldSet } from './fieldSet.ts';
import { deduced, type FieldType } from './fieldType.ts';

export function withNamedFields(set: FieldSet, type: FieldType): FieldSet {
  if (set.children.size === 0) return set;
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    const inner = withNamedFields(child, behind(type, element));
    const named = element.startsWith('f:') && type.kind === 'map' && type.field(element.slice(2)) !== undefined;
    children.set(element, named && child.children.size > 0 ? { member: true, children: inner.children } : inner);
  }
  return { member: set.member, children };
}

function behind(type: FieldType, element: string): FieldType {
  if (type.kind === 'map' && element.startsWith('f:')) return type.field(element.slice(2)) ?? type.element ?? deduced;
  return type.kind === 'list' && element.startsWith('k:') ? type.of() : deduced;
}

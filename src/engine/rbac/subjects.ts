/**
 * Whom a binding means.
 * upstream: pkg/registry/rbac/validation/rule.go (appliesTo, appliesToUser, describeSubject)
 */
import { goQuote } from '#api/machinery/goText.ts';
import type { User } from '#api/request.ts';
import { accountUserName } from '#engine/helpers/serviceAccountUser.ts';

export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly apiGroup?: string;
}

/** What stands for a subject in an index: a name that no subject of another kind has. */
export function subjectKey({ kind, name, namespace = '' }: Subject, bindingNamespace: string): string | undefined {
  if (kind === 'User') return `User ${name}`;
  if (kind === 'Group') return `Group ${name}`;
  if (kind !== 'ServiceAccount') return undefined;
  const place = namespace === '' ? bindingNamespace : namespace;
  return place === '' ? undefined : `User ${accountUserName({ namespace: place, name })}`;
}

/** The names under which a user's bindings stand. */
export function keysOf({ name, groups }: User): readonly string[] {
  return [`User ${name}`, ...groups.map((group) => `Group ${group}`)];
}

/** The place of the first subject that means the user, or -1. */
export function indexOfSubject(user: User, subjects: readonly Subject[], bindingNamespace: string): number {
  const keys = new Set(keysOf(user));
  return subjects.findIndex((subject) => {
    const key = subjectKey(subject, bindingNamespace);
    return key !== undefined && keys.has(key);
  });
}

export function describeSubject({ kind, name, namespace = '' }: Subject, bindingNamespace: string): string {
  if (kind !== 'ServiceAccount') return `${kind} ${goQuote(name)}`;
  return `${kind} ${goQuote(`${name}/${namespace === '' ? bindingNamespace : namespace}`)}`;
}

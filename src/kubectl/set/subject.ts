/** Whom a binding is for. upstream: kubectl/pkg/cmd/set/set_subject.go */
import type { RoleBinding } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import { listOf } from '../flags.ts';
import type { Found } from '../selection.ts';

type Subject = NonNullable<RoleBinding['subjects']>[number];

const apiGroup = 'rbac.authorization.k8s.io';

export function subjectsAsked({ flags }: Context): readonly Subject[] {
  const accounts = listOf(flags, 'serviceaccount').map((text): Subject => {
    const [namespace = '', name = '', ...more] = text.split(':');
    if (namespace === '' || name === '' || more.length > 0) throw failure('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name, namespace };
  });
  const named = (kind: 'User' | 'Group', flagName: string) => listOf(flags, flagName).map((name): Subject => ({ apiGroup, kind, name }));
  const asked = [...named('User', 'user'), ...named('Group', 'group'), ...accounts];
  if (asked.length === 0) throw failure('you must specify at least one value of user, group or serviceaccount');
  return asked;
}

export function addSubjects({ row, object }: Found, asked: readonly Subject[]): KubeObject {
  const { kind, metadata } = object;
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding')
    throw failure(`${row.plural}/${metadata.name} setting subjects is only supported for RoleBinding/ClusterRoleBinding`);
  const before = (object as unknown as RoleBinding).subjects ?? [];
  const isThere = (one: Subject) =>
    before.some((it) => it.kind === one.kind && it.name === one.name && (it.namespace ?? '') === (one.namespace ?? ''));
  return { ...object, subjects: [...before, ...asked.filter((one) => !isThere(one))] } as unknown as KubeObject;
}

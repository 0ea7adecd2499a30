/** Whom a binding is for. upstream: kubectl/pkg/cmd/set/set_subject.go */
import type { RoleBinding } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { namespaceOf, type Context } from '../context.ts';
import { failure } from '../failure.ts';
import { listOf } from '../flags.ts';
import type { Found } from '../selection.ts';

type Subject = NonNullable<RoleBinding['subjects']>[number];

const apiGroup = 'rbac.authorization.k8s.io';

/** An account without a namespace lives in that of the command, but a binding for the whole cluster wants it said. */
export function subjectsAsked(context: Context, found: readonly Found[]): readonly Subject[] {
  const { flags } = context;
  const isForCluster = found.some(({ object }) => object.kind === 'ClusterRoleBinding');
  const accounts = listOf(flags, 'serviceaccount').map((text): Subject => {
    const [namespace = '', name = '', ...more] = text.split(':');
    if (name === '' || more.length > 0) throw failure('serviceaccount must be <namespace>:<name>');
    if (namespace === '' && isForCluster) throw failure('serviceaccount must be <namespace>:<name>, namespace must be specified');
    return { kind: 'ServiceAccount', name, namespace: namespace === '' ? namespaceOf(context) : namespace };
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
  return { ...object, subjects: [...before, ...newSubjects(before, asked)] } as unknown as KubeObject;
}

/** upstream: addSubjects */
function newSubjects(before: readonly Subject[], asked: readonly Subject[]): readonly Subject[] {
  const isThere = (one: Subject) =>
    before.some((it) => it.kind === one.kind && it.name === one.name && (it.namespace ?? '') === (one.namespace ?? ''));
  return asked.filter((one) => !isThere(one));
}

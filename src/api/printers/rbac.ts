/** Roles have no columns of their own in the server; bindings have. */
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../kinds.ts';
import { ageOf, columns, type Cell, type Printer } from './printer.ts';

export const role: Printer<Role | ClusterRole> = {
  columns: columns('Name Created_At:date'),
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp],
};

export const roleBinding: Printer<RoleBinding | ClusterRoleBinding> = {
  columns: columns('Name Role Age Users* Groups* ServiceAccounts*'),
  cells(object, now): readonly Cell[] {
    const names = (kind: string): string =>
      (object.subjects ?? [])
        .filter((subject) => subject.kind === kind)
        .map((subject) => (kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name))
        .join(', ');
    return [
      object.metadata.name,
      `${object.roleRef.kind}/${object.roleRef.name}`,
      ageOf(object, now),
      names('User'),
      names('Group'),
      names('ServiceAccount'),
    ];
  },
};

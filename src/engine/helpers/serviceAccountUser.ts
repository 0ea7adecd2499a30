/**
 * Service accounts as users.
 * upstream: staging/src/k8s.io/apiserver/pkg/authentication/serviceaccount/util.go
 */
import { isDNS1123Label, isDNS1123Subdomain } from '#api/machinery/validation.ts';
import type { User } from '#api/request.ts';

const prefix = 'system:serviceaccount:';

export interface Account {
  readonly namespace: string;
  readonly name: string;
}

export function accountUserName({ namespace, name }: Account): string {
  return `${prefix}${namespace}:${name}`;
}

/** The account that a user's name means, or undefined. */
export function accountOf(userName: string): Account | undefined {
  if (!userName.startsWith(prefix)) return undefined;
  const [namespace = '', name = '', rest] = userName.slice(prefix.length).split(':');
  if (rest !== undefined || isDNS1123Label(namespace).length > 0 || isDNS1123Subdomain(name).length > 0) return undefined;
  return { namespace, name };
}

export function accountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** Who has shown a token of the account. */
export function accountUser(account: Account): User {
  return { name: accountUserName(account), groups: [...accountGroups(account.namespace), 'system:authenticated'] };
}

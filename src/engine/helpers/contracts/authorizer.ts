/**
 * What an authorizer is asked and what it answers. An authorizer without an opinion leaves the question to the next.
 * upstream: staging/src/k8s.io/apiserver/pkg/authorization/authorizer/interfaces.go
 */
import type { RequestedAction } from '#api/machinery/rbac/policyRule.ts';
import type { User } from '#api/request.ts';

export interface Attributes extends RequestedAction {
  readonly user: User;
  /** '' for what belongs to no namespace. */
  readonly namespace: string;
  readonly apiVersion: string;
}

export interface Decision {
  readonly decision: 'Allow' | 'Deny' | 'NoOpinion';
  /** Why; '' where there is nothing to say. */
  readonly reason: string;
}

export interface ResourceRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

export interface NonResourceRule {
  readonly verbs: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** Everything a user may do in a namespace, as far as an authorizer can list it. */
export interface UserRules {
  readonly resourceRules: readonly ResourceRule[];
  readonly nonResourceRules: readonly NonResourceRule[];
  readonly incomplete: boolean;
  readonly evaluationError: string;
}

export interface Authorizer {
  authorize(attributes: Attributes): Decision;
  rulesFor(user: User, namespace: string): UserRules;
}

export function noOpinion(reason = ''): Decision {
  return { decision: 'NoOpinion', reason };
}

export function allow(reason = ''): Decision {
  return { decision: 'Allow', reason };
}

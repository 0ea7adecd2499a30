/**
 * Groups of the Kubernetes project are given away by review only: a definition in one has to say where it was approved.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apihelpers/helpers.go (IsProtectedCommunityGroup, GetAPIApprovalState)
 */
export const APPROVAL_ANNOTATION = 'api-approved.kubernetes.io';
const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';

export function isProtectedGroup(group: string): boolean {
  return /(^|\.)(k8s|kubernetes)\.io$/.test(group);
}

export type Approval = 'missing' | 'bypassed' | 'approved' | 'invalid';

/** What the annotation says, and the words for it. */
export function approvalOf(annotation = ''): { readonly state: Approval; readonly message: string } {
  const must = `protected groups must have approval annotation "${APPROVAL_ANNOTATION}"`;
  if (annotation === '') return { state: 'missing', message: `${must}, ${SEE}` };
  if (annotation.startsWith('unapproved')) return { state: 'bypassed', message: `not approved: ${JSON.stringify(annotation)}` };
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/\s]+/i.test(annotation)) return { state: 'approved', message: `approved in ${annotation}` };
  return { state: 'invalid', message: `${must} with either a URL or a reason starting with "unapproved", ${SEE}` };
}

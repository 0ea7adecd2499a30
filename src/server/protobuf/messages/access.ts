/**
 * The messages of authentication, authorization, certificates and roles, each field at its number's place (the grammar is in ../message.ts).
 * upstream: staging/src/k8s.io/api, the numbers in the protobuf tags of types.go
 */
import type { MessageTexts } from '../message.ts';

export const accessMessages: MessageTexts = {
  'authentication.k8s.io/v1': {
    BoundObjectReference: 'kind apiVersion name uid',
    ExtraValue: 'items[]',
    SelfSubjectReview: 'metadata:meta.ObjectMeta status:SelfSubjectReviewStatus',
    SelfSubjectReviewStatus: 'userInfo:UserInfo',
    TokenRequest: 'metadata:meta.ObjectMeta spec:TokenRequestSpec status:TokenRequestStatus',
    TokenRequestSpec: 'audiences[] 3 boundObjectRef:BoundObjectReference expirationSeconds#',
    TokenRequestStatus: 'token expirationTimestamp:meta.Time',
    TokenReview: 'metadata:meta.ObjectMeta spec:TokenReviewSpec status:TokenReviewStatus',
    TokenReviewSpec: 'token audiences[]',
    TokenReviewStatus: 'authenticated? user:UserInfo error audiences[]',
    UserInfo: 'username uid groups[] extra{}:ExtraValue',
  },
  'authorization.k8s.io/v1': {
    ExtraValue: 'items[]',
    LocalSubjectAccessReview: 'metadata:meta.ObjectMeta spec:SubjectAccessReviewSpec status:SubjectAccessReviewStatus',
    NonResourceAttributes: 'path verb',
    NonResourceRule: 'verbs[] nonResourceURLs[]',
    ResourceAttributes: 'namespace verb group version resource subresource name',
    ResourceRule: 'verbs[] apiGroups[] resources[] resourceNames[]',
    SelfSubjectAccessReview: 'metadata:meta.ObjectMeta spec:SelfSubjectAccessReviewSpec status:SubjectAccessReviewStatus',
    SelfSubjectAccessReviewSpec: 'resourceAttributes:ResourceAttributes nonResourceAttributes:NonResourceAttributes',
    SelfSubjectRulesReview: 'metadata:meta.ObjectMeta spec:SelfSubjectRulesReviewSpec status:SubjectRulesReviewStatus',
    SelfSubjectRulesReviewSpec: 'namespace',
    SubjectAccessReview: 'metadata:meta.ObjectMeta spec:SubjectAccessReviewSpec status:SubjectAccessReviewStatus',
    SubjectAccessReviewSpec: `
      resourceAttributes:ResourceAttributes nonResourceAttributes:NonResourceAttributes user groups[] extra{}:ExtraValue uid`,
    SubjectAccessReviewStatus: 'allowed? reason evaluationError denied?',
    SubjectRulesReviewStatus: 'resourceRules[]:ResourceRule nonResourceRules[]:NonResourceRule incomplete? evaluationError',
  },
  'certificates.k8s.io/v1': {
    CertificateSigningRequest: 'metadata:meta.ObjectMeta spec:CertificateSigningRequestSpec status:CertificateSigningRequestStatus',
    CertificateSigningRequestCondition: 'type reason message lastUpdateTime:meta.Time lastTransitionTime:meta.Time status',
    CertificateSigningRequestSpec: 'request= username uid groups[] usages[] extra{}:ExtraValue signerName expirationSeconds#',
    CertificateSigningRequestStatus: 'conditions[]:CertificateSigningRequestCondition certificate=',
    ExtraValue: 'items[]',
  },
  'rbac.authorization.k8s.io/v1': {
    AggregationRule: 'clusterRoleSelectors[]:meta.LabelSelector',
    ClusterRole: 'metadata:meta.ObjectMeta rules[]:PolicyRule aggregationRule:AggregationRule',
    ClusterRoleBinding: 'metadata:meta.ObjectMeta subjects[]:Subject roleRef:RoleRef',
    PolicyRule: 'verbs[] apiGroups[] resources[] resourceNames[] nonResourceURLs[]',
    Role: 'metadata:meta.ObjectMeta rules[]:PolicyRule',
    RoleBinding: 'metadata:meta.ObjectMeta subjects[]:Subject roleRef:RoleRef',
    RoleRef: 'apiGroup kind name',
    Subject: 'kind apiGroup name namespace',
  },
};

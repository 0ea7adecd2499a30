/**
 * The Go structs of what is only asked for: options, what subresources take, and reviews. The notation is that of `otherTypes.ts`.
 * upstream: staging/src/k8s.io/api/{core,policy,authentication,authorization}/v1/types.go, apimachinery/pkg/apis/meta/v1/types.go
 */
export const askedTypes: Readonly<Record<string, string>> = {
  'v1.DeleteOptions': `
    apiVersion:string kind:string dryRun:[]string gracePeriodSeconds:*int64 orphanDependents:*bool preconditions:*v1.Preconditions
    propagationPolicy:*v1.DeletionPropagation`,
  'v1.Preconditions': 'resourceVersion:*string uid:*types.UID',
  'v1.Eviction': '@ deleteOptions:*v1.DeleteOptions',
  'v1beta1.Eviction': '@ deleteOptions:*v1.DeleteOptions',
  'v1.Binding': '@ target:v1.ObjectReference!',
  'v1.TokenRequest@authentication.k8s.io': '@ spec:v1.TokenRequestSpec! status:v1.TokenRequestStatus',
  'v1.TokenRequestSpec': 'audiences:[]string boundObjectRef:*v1.BoundObjectReference expirationSeconds:*int64',
  'v1.BoundObjectReference': 'apiVersion:string kind:string name:string uid:types.UID',
  'v1.TokenRequestStatus': 'expirationTimestamp:v1.Time token:string',
  'v1.TokenReview': '@ spec:v1.TokenReviewSpec! status:v1.TokenReviewStatus',
  'v1.TokenReviewSpec': 'audiences:[]string token:string',
  'v1.TokenReviewStatus': 'audiences:[]string authenticated:bool error:string user:v1.UserInfo',
  'v1.UserInfo': 'extra:map[string]v1.ExtraValue groups:[]string uid:string username:string',
  'v1.SelfSubjectReview': '@ status:v1.SelfSubjectReviewStatus',
  'v1.SelfSubjectReviewStatus': 'userInfo:v1.UserInfo',
  'v1.SubjectAccessReview': '@ spec:v1.SubjectAccessReviewSpec! status:v1.SubjectAccessReviewStatus',
  'v1.LocalSubjectAccessReview': '@ spec:v1.SubjectAccessReviewSpec! status:v1.SubjectAccessReviewStatus',
  'v1.SubjectAccessReviewSpec': `
    extra:map[string]v1.ExtraValue groups:[]string nonResourceAttributes:*v1.NonResourceAttributes
    resourceAttributes:*v1.ResourceAttributes uid:string user:string`,
  'v1.SubjectAccessReviewStatus': 'allowed:bool denied:bool evaluationError:string reason:string',
  'v1.NonResourceAttributes': 'path:string verb:string',
  'v1.ResourceAttributes': 'group:string name:string namespace:string resource:string subresource:string verb:string version:string',
  'v1.SelfSubjectAccessReview': '@ spec:v1.SelfSubjectAccessReviewSpec! status:v1.SubjectAccessReviewStatus',
  'v1.SelfSubjectAccessReviewSpec': 'nonResourceAttributes:*v1.NonResourceAttributes resourceAttributes:*v1.ResourceAttributes',
  'v1.SelfSubjectRulesReview': '@ spec:v1.SelfSubjectRulesReviewSpec! status:v1.SubjectRulesReviewStatus',
  'v1.SelfSubjectRulesReviewSpec': 'namespace:string',
  'v1.SubjectRulesReviewStatus': `
    evaluationError:string incomplete:bool nonResourceRules:[]v1.NonResourceRule resourceRules:[]v1.ResourceRule`,
  'v1.NonResourceRule': 'nonResourceURLs:[]string verbs:[]string',
  'v1.ResourceRule': 'apiGroups:[]string resourceNames:[]string resources:[]string verbs:[]string',
};

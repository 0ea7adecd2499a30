/** Beginnings of the kinds that say what a cluster allows and offers, rather than what runs in it. */
const rules = `rules:
  - apiGroups: [""]
    resources: [\${2:pods}]
    verbs: [\${3:get, list, watch}]
$0`;

function binding(kind: string, role: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata:
  name: \${1:reader}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${role}
  name: \${1:reader}
subjects:
  - kind: ServiceAccount
    name: \${2:web}
    namespace: \${3:default}
$0`;
}

function webhooks(kind: string): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}
metadata:
  name: \${1:checks}
webhooks:
  - name: \${2:pods.example.com}
    clientConfig:
      service: { namespace: \${3:default}, name: \${4:webhook}, path: / }
    rules:
      - apiGroups: [""]
        apiVersions: [v1]
        operations: [CREATE]
        resources: [pods]
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: \${5:Ignore}
$0`;
}

function named(apiVersion: string, kind: string, name: string, more: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: \${1:${name}}\n${more}`;
}

export const clusterSnippets: Readonly<Record<string, string>> = {
  Namespace: named('v1', 'Namespace', 'shop', '$0'),
  ServiceAccount: named('v1', 'ServiceAccount', 'web', '$0'),
  LimitRange: named(
    'v1',
    'LimitRange',
    'limits',
    `spec:
  limits:
    - type: Container
      default: { cpu: \${2:200m}, memory: \${3:128Mi} }
      defaultRequest: { cpu: \${4:100m}, memory: \${5:64Mi} }
$0`,
  ),
  ResourceQuota: named('v1', 'ResourceQuota', 'quota', 'spec:\n  hard:\n    pods: "${2:10}"\n    requests.cpu: "${3:2}"\n$0'),
  PersistentVolume: named(
    'v1',
    'PersistentVolume',
    'disk',
    `spec:
  capacity: { storage: \${2:1Gi} }
  accessModes: [\${3:ReadWriteOnce}]
  persistentVolumeReclaimPolicy: \${4:Retain}
  storageClassName: \${5:manual}
  hostPath: { path: \${6:/mnt/data} }
$0`,
  ),
  StorageClass: named(
    'storage.k8s.io/v1',
    'StorageClass',
    'fast',
    'provisioner: ${2:disk.orrery.io}\nreclaimPolicy: ${3:Delete}\nvolumeBindingMode: ${4:WaitForFirstConsumer}\n$0',
  ),
  CSIDriver: named('storage.k8s.io/v1', 'CSIDriver', 'disk.example.com', 'spec:\n  attachRequired: ${2:true}\n$0'),
  IngressClass: named('networking.k8s.io/v1', 'IngressClass', 'nginx', 'spec:\n  controller: ${2:k8s.io/ingress-nginx}\n$0'),
  PriorityClass: named('scheduling.k8s.io/v1', 'PriorityClass', 'important', 'value: ${2:1000}\n$0'),
  RuntimeClass: named('node.k8s.io/v1', 'RuntimeClass', 'sandboxed', 'handler: ${2:runc}\n$0'),
  Role: named('rbac.authorization.k8s.io/v1', 'Role', 'reader', rules),
  ClusterRole: named('rbac.authorization.k8s.io/v1', 'ClusterRole', 'reader', rules),
  RoleBinding: binding('RoleBinding', 'Role'),
  ClusterRoleBinding: binding('ClusterRoleBinding', 'ClusterRole'),
  CustomResourceDefinition: `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: \${1:boats}.\${2:example.com}
spec:
  group: \${2:example.com}
  scope: Namespaced
  names: { plural: \${1:boats}, singular: \${3:boat}, kind: \${4:Boat} }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, x-kubernetes-preserve-unknown-fields: true }
$0`,
  ValidatingWebhookConfiguration: webhooks('ValidatingWebhookConfiguration'),
  MutatingWebhookConfiguration: webhooks('MutatingWebhookConfiguration'),
  PriorityLevelConfiguration: named(
    'flowcontrol.apiserver.k8s.io/v1beta3',
    'PriorityLevelConfiguration',
    'calm',
    `spec:
  type: Limited
  limited:
    nominalConcurrencyShares: \${2:10}
    limitResponse: { type: Reject }
$0`,
  ),
  FlowSchema: named(
    'flowcontrol.apiserver.k8s.io/v1beta3',
    'FlowSchema',
    'readers',
    `spec:
  priorityLevelConfiguration: { name: \${2:workload-low} }
  rules:
    - subjects: [{ kind: ServiceAccount, serviceAccount: { namespace: default, name: \${3:default} } }]
      resourceRules: [{ verbs: [list], apiGroups: [""], resources: [pods], namespaces: ["*"] }]
$0`,
  ),
  Fault: named('orrery.dev/v1', 'Fault', 'node-1-is-drained', 'spec:\n  type: ${2:NodeDrained}\n  target: ${3:node-1}\n$0'),
};

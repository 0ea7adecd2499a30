/** What was converted is taken by the server, with every field known. */
import { expect, test } from 'vitest';
import type { Request } from '#api/request.ts';
import { apiVersionOf, servedRows } from '#api/scheme.ts';
import { handle } from '#engine/apiserver/apiserver.ts';
import { testServer } from '#engine/apiserver/testServer.ts';
import { parseManifest } from '../parse.ts';
import { convertText } from './convert.ts';

interface Sent {
  readonly apiVersion: string;
  readonly kind: string;
}

function accepted(text: string): { readonly code: number; readonly message: unknown } {
  const object = parseManifest(convertText(text).text).documents[0]?.object as unknown as Sent;
  const row = servedRows().find((it) => apiVersionOf(it) === object.apiVersion && it.kind === object.kind);
  if (row === undefined) return { code: 404, message: `${object.apiVersion} ${object.kind}` };
  const { server, env } = testServer();
  const { group, version, plural: resource, namespaced } = row;
  const request = {
    verb: 'create',
    group,
    version,
    resource,
    object,
    options: { fieldValidation: 'Strict' },
    ...(namespaced ? { namespace: 'default' } : {}),
  };
  const { code, body } = handle(server, request as unknown as Request, env);
  return { code, message: (body as unknown as { readonly message?: string }).message };
}

const template = `
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: c, image: nginx}]}`;
const annotated = `
  template:
    metadata:
      annotations:
        pod.beta.kubernetes.io/init-containers: '[{"name": "i", "image": "busybox"}]'
        pod.alpha.kubernetes.io/initialized: "true"
    spec: {containers: [{name: c, image: nginx}]}`;
const paths = `
  rules: [{host: a.example, http: {paths: [{path: /a, backend: {serviceName: s, servicePort: 80}}, {backend: {serviceName: s, servicePort: web}}]}}]`;

test.each([
  ['extensions/v1beta1 Deployment', `spec:\n  rollbackTo: {revision: 1}${template}`],
  ['apps/v1beta1 Deployment', `spec:\n  selector: {app: a}${template}`],
  ['apps/v1beta2 ReplicaSet', `spec:\n  replicas: 1${template}`],
  ['extensions/v1beta1 DaemonSet', `spec:\n  templateGeneration: 2${annotated}`],
  ['apps/v1beta1 StatefulSet', `spec:\n  serviceName: s${template}`],
  ['apps/v1alpha1 PetSet', `spec:\n  serviceName: s${annotated}`],
  ['extensions/v1beta1 Ingress', `spec:\n  backend: {serviceName: s, servicePort: 80}${paths}`],
  ['networking.k8s.io/v1beta1 Ingress', `spec:${paths}`],
  ['networking.k8s.io/v1beta1 IngressClass', 'spec: {controller: example.com/c}'],
  ['extensions/v1beta1 NetworkPolicy', 'spec: {podSelector: {}}'],
  [
    'extensions/v1beta1 Job',
    `spec:\n  selector: {matchLabels: {app: a}}${template.replace('{containers', '{restartPolicy: Never, containers')}`,
  ],
  [
    'batch/v1beta1 CronJob',
    `spec:\n  schedule: "* * * * *"\n  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}`,
  ],
  [
    'batch/v2alpha1 ScheduledJob',
    `spec:\n  schedule: "* * * * *"\n  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}`,
  ],
  ['policy/v1beta1 PodDisruptionBudget', 'spec: {minAvailable: 1, selector: {matchLabels: {app: a}}}'],
  [
    'extensions/v1beta1 HorizontalPodAutoscaler',
    'spec: {scaleRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: a, subresource: scale}, maxReplicas: 3, cpuUtilization: {targetPercentage: 50}}',
  ],
  [
    'autoscaling/v2beta1 HorizontalPodAutoscaler',
    `spec:
  scaleTargetRef: {apiVersion: apps/v1beta1, kind: Deployment, name: a}
  maxReplicas: 3
  metrics:
    - {type: Resource, resource: {name: cpu, targetAverageUtilization: 50}}
    - {type: Resource, resource: {name: memory, targetAverageValue: 1Gi}}
    - {type: Pods, pods: {metricName: p, targetAverageValue: 1k}}
    - {type: Object, object: {metricName: o, target: {kind: Service, name: s}, targetValue: 2}}
    - {type: External, external: {metricName: e, metricSelector: {matchLabels: {a: b}}, targetAverageValue: 5}}`,
  ],
  [
    'rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding',
    'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{apiVersion: rbac.authorization.k8s.io/v1alpha1, kind: User, name: "*"}]',
  ],
  ['rbac.authorization.k8s.io/v1beta1 Role', 'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]'],
  ['storage.k8s.io/v1beta1 StorageClass', 'provisioner: example.com/p'],
  ['scheduling.k8s.io/v1alpha1 PriorityClass', 'value: 5'],
  ['node.k8s.io/v1alpha1 RuntimeClass', 'spec: {runtimeHandler: runc}'],
  ['coordination.k8s.io/v1beta1 Lease', 'spec: {holderIdentity: h}'],
  [
    'discovery.k8s.io/v1beta1 EndpointSlice',
    'addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], topology: {kubernetes.io/hostname: node-1, topology.kubernetes.io/zone: z}}]',
  ],
  [
    'admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration',
    'webhooks: [{name: a.example.com, clientConfig: {url: "https://a.example.com"}, sideEffects: Unknown}]',
  ],
  [
    'apiextensions.k8s.io/v1beta1 CustomResourceDefinition',
    `spec:
  group: example.com
  version: v1
  names: {plural: as, kind: A}
  validation: {openAPIV3Schema: {properties: {spec: {properties: {size: {type: integer}, tags: {items: {type: string}}}}}}}
  subresources: {status: {}}
  additionalPrinterColumns: [{name: Size, type: integer, JSONPath: .spec.size}]`,
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration',
    'spec: {type: Limited, limited: {assuredConcurrencyShares: 5, limitResponse: {type: Reject}}}',
  ],
])('%s', (kind, rest) => {
  const [apiVersion = '', name = ''] = kind.split(' ');
  const named = name === 'CustomResourceDefinition' ? 'as.example.com' : 'a';
  expect(accepted(`apiVersion: ${apiVersion}\nkind: ${name}\nmetadata:\n  name: ${named}\n${rest}\n`)).toEqual({
    code: 201,
    message: undefined,
  });
});

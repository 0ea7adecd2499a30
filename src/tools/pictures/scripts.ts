/** The runs that the pictures show. */
import { scenarios } from '#ui/editor/scenarios.ts';
import { remove, scale, stage, type Act } from './stage.ts';
import type { Request } from '#api/request.ts';
import type { Tape } from '#api/tape.ts';

function scenario(file: string): string {
  const found = scenarios.find((one) => one.file === file);
  if (found === undefined) throw new Error(`no scenario ${file}`);
  return found.text;
}

const redis = scenario('redis.yaml');
const web = scenario('web.yaml');
const rollout = scenario('rollout.yaml');

/** A client whose command asks the Service again and again, so that packets and lookups are on their way. */
const asker = `
apiVersion: v1
kind: Pod
metadata: { name: asker }
spec:
  containers:
    - name: busybox
      image: busybox:1.36
      command: [sh, -c, 'while true; do wget -qO- web; sleep 1; done']
`;

const zoo = `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { colour: blue, size: large, motto: 'slow is smooth' }
---
apiVersion: v1
kind: Secret
metadata: { name: token }
stringData: { password: hunter2 }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: reader }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: pod-reader }
rules: [{ apiGroups: [''], resources: [pods, pods/log], verbs: [get, list, watch] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: reader-reads }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: pod-reader }
subjects: [{ kind: ServiceAccount, name: reader, namespace: default }, { kind: User, name: mia }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front }
spec:
  rules:
    - host: shop.example
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: only-client }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { role: client } } }], ports: [{ port: 80 }] }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 3
  maxReplicas: 9
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 60 } } }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { minAvailable: 2, selector: { matchLabels: { app: web } } }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: small }
spec: { hard: { pods: '20', services: '5' } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: report }
spec:
  schedule: '*/1 * * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          serviceAccountName: reader
          containers:
            - name: report
              image: busybox:1.36
              command: [sh, -c, 'echo $MOTTO; sleep 5']
              env: [{ name: MOTTO, valueFrom: { configMapKeyRef: { name: settings, key: motto } } }]
              envFrom: [{ secretRef: { name: token } }]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { containers: [{ name: agent, image: 'busybox:1.36', command: [sleep, '86400'] }] }
`;

const rushed = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 3
  maxReplicas: 9
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: AverageValue, averageValue: 100m } } }]
---
apiVersion: batch/v1
kind: Job
metadata: { name: sums }
spec:
  completions: 5
  parallelism: 2
  template:
    spec: { restartPolicy: Never, containers: [{ name: sum, image: 'busybox:1.36', command: [sh, -c, 'sleep 4'] }] }
`;

const nodeOff = `
apiVersion: orrery.dev/v1
kind: Fault
metadata: { name: node-1-off }
spec: { type: NodeOff, target: node-1 }
`;

const newer: Request = {
  verb: 'patch',
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  namespace: 'default',
  name: 'shop',
  patch: { type: 'strategic', body: { spec: { template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.25-alpine' }] } } } } },
};

const load: Request = {
  verb: 'patch',
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  namespace: 'default',
  name: 'web',
  patch: { type: 'merge', body: { metadata: { annotations: { 'load.orrery.dev/cpu': '800m' } } } },
};

const tape = (...acts: readonly Act[]): Tape => stage(acts);

export const scripts = {
  empty: stage([]),
  redis: tape([200, redis]),
  ghosts: tape([200, redis], [30_000, scale('StatefulSet', 'redis-pv-sts', 4)], [70_000, scale('StatefulSet', 'redis-pv-sts', 2)]),
  web: tape([200, web], [15_000, asker]),
  replaced: tape([200, web], [20_000, remove('Pod', 'client')], [20_500, scale('Deployment', 'web', 5)]),
  stuck: tape([200, scenario('stuck.yaml')]),
  rollout: tape([200, rollout]),
  big: tape([200, rollout], [20_000, scale('Deployment', 'shop', 50)], [20_500, web]),
  zoo: tape([200, web], [200, zoo]),
  newer: tape([200, rollout], [20_000, newer]),
  rushed: tape([200, web], [200, rushed], [10_000, load]),
  nodeOff: tape([200, redis], [200, web], [20_000, nodeOff]),
} satisfies Record<string, Tape>;

/** Beginnings of the kinds that people write. `$1` and so on are places to fill in. */
import { clusterSnippets } from './clusterSnippets.ts';

function workload(kind: string, more: string): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: \${1:web}
spec:
${more}  selector:
    matchLabels:
      app: \${1:web}
  template:
    metadata:
      labels:
        app: \${1:web}
    spec:
      containers:
        - name: \${1:web}
          image: \${2:nginx:1.25}
          ports:
            - containerPort: \${3:80}
$0`;
}

const job = `template:
    spec:
      restartPolicy: Never
      containers:
        - name: \${1:task}
          image: \${2:busybox:1.36}
          command: [sh, -c, "\${3:echo done}"]`;

export const snippets: Readonly<Record<string, string>> = {
  Deployment: workload('Deployment', '  replicas: ${4:2}\n'),
  StatefulSet: workload('StatefulSet', '  serviceName: ${1:web}\n  replicas: ${4:2}\n'),
  DaemonSet: workload('DaemonSet', ''),
  ReplicaSet: workload('ReplicaSet', '  replicas: ${4:2}\n'),
  Pod: `apiVersion: v1
kind: Pod
metadata:
  name: \${1:web}
spec:
  containers:
    - name: \${1:web}
      image: \${2:nginx:1.25}
$0`,
  Service: `apiVersion: v1
kind: Service
metadata:
  name: \${1:web}
spec:
  selector:
    app: \${1:web}
  ports:
    - port: \${2:80}
$0`,
  Ingress: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: \${1:web}
spec:
  rules:
    - host: \${2:web.example.com}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: \${1:web}
                port:
                  number: \${3:80}
$0`,
  ConfigMap: `apiVersion: v1
kind: ConfigMap
metadata:
  name: \${1:settings}
data:
  \${2:key}: "\${3:value}"
$0`,
  Secret: `apiVersion: v1
kind: Secret
metadata:
  name: \${1:secret}
stringData:
  \${2:key}: "\${3:value}"
$0`,
  Job: `apiVersion: batch/v1
kind: Job
metadata:
  name: \${1:task}
spec:
  ${job}
$0`,
  CronJob: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: \${1:task}
spec:
  schedule: "\${4:*/5 * * * *}"
  jobTemplate:
    spec:
      ${job.replaceAll('\n', '\n    ')}
$0`,
  PersistentVolumeClaim: `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: \${1:data}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: \${2:1Gi}
$0`,
  HorizontalPodAutoscaler: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: \${1:web}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: \${1:web}
  minReplicas: \${2:1}
  maxReplicas: \${3:5}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: \${4:60}
$0`,
  PodDisruptionBudget: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: \${1:web}
spec:
  minAvailable: \${2:1}
  selector:
    matchLabels:
      app: \${1:web}
$0`,
  NetworkPolicy: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: \${1:web}
spec:
  podSelector:
    matchLabels:
      app: \${1:web}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {}
$0`,
  EndpointSlice: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: \${1:outside}
  labels: { kubernetes.io/service-name: \${2:outside} }
addressType: IPv4
ports: [{ name: \${3:http}, port: \${4:80}, protocol: TCP }]
endpoints:
  - addresses: [\${5:192.0.2.10}]
$0`,
  Endpoints: `apiVersion: v1
kind: Endpoints
metadata:
  name: \${1:outside}
subsets:
  - addresses: [{ ip: \${2:192.0.2.10} }]
    ports: [{ port: \${3:80} }]
$0`,
  ReplicationController: `apiVersion: v1
kind: ReplicationController
metadata:
  name: \${1:web}
spec:
  replicas: \${4:2}
  selector: { app: \${1:web} }
  template:
    metadata:
      labels: { app: \${1:web} }
    spec:
      containers:
        - name: \${1:web}
          image: \${2:nginx:1.25}
$0`,
  ...clusterSnippets,
};

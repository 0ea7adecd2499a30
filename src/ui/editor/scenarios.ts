/** Our own small scenarios to start from. */
import type { Language } from '../view/store.ts';

export interface Scenario {
  readonly file: string;
  readonly kind: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly about: Readonly<Record<Language, string>>;
  readonly text: string;
}

const redis = `# Two redis servers that each keep their own data.
# Watch: redis-pv-sts-1 begins only when redis-pv-sts-0 is Ready.
apiVersion: v1
kind: Service
metadata:
  name: redis-pv-svc
  labels:
    app: redis-pv
spec:
  clusterIP: None # headless: a name for each pod
  selector:
    app: redis-pv
  ports:
    - name: redis
      port: 6379
---
apiVersion: v1
kind: Service
metadata:
  name: redis-pv-front
  labels:
    app: redis-pv
spec:
  selector:
    app: redis-pv
  ports:
    - name: redis
      port: 6379
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: redis-disks
provisioner: k8s.io/minikube-hostpath
reclaimPolicy: Delete
volumeBindingMode: Immediate
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: redis-pv-sts
spec:
  serviceName: redis-pv-svc
  replicas: 2
  selector:
    matchLabels:
      app: redis-pv
  template:
    metadata:
      labels:
        app: redis-pv
    spec:
      containers:
        - name: redis
          image: redis:5-alpine
          ports:
            - name: redis
              containerPort: 6379
          volumeMounts:
            - name: redis-100m-pvc
              mountPath: /data
  volumeClaimTemplates:
    - metadata:
        name: redis-100m-pvc
      spec:
        accessModes: [ReadWriteMany]
        storageClassName: redis-disks
        resources:
          requests:
            storage: 100Mi
`;

const nginx = `# Three web servers that are all alike, behind one address.
# Try: kubectl delete pod <one of them>. Another with another name takes its place.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx:1.25-alpine
          ports:
            - containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
---
# A pod to ask from: kubectl exec client -- wget -qO- web
apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  containers:
    - name: busybox
      image: busybox:1.36
      command: [sleep, "86400"]
`;

const rollout = `# Change the image below, apply again, and watch one herd replace the other.
# Then: kubectl rollout undo deployment/shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 6
  strategy:
    rollingUpdate:
      maxSurge: 2
      maxUnavailable: 1
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: nginx
          image: nginx:1.24-alpine
          ports:
            - containerPort: 80
`;

const stuck = `# A pod that asks for more than any node has. Why is it Pending? Choose it on the map and press "Why?".
apiVersion: v1
kind: Pod
metadata:
  name: giant
spec:
  containers:
    - name: giant
      image: busybox:1.36
      command: [sleep, "86400"]
      resources:
        requests:
          cpu: "64"
---
# And one whose image does not exist.
apiVersion: v1
kind: Pod
metadata:
  name: typo
spec:
  containers:
    - name: typo
      image: ngnix:1.25
`;

export const scenarios: readonly [Scenario, ...Scenario[]] = [
  {
    file: 'redis.yaml',
    kind: 'StatefulSet',
    title: { en: 'Stateful redis', zh: '有状态的 redis' },
    about: {
      en: 'A StatefulSet with a claim for each pod. Same name, same data, one after the other.',
      zh: '每个 Pod 都有自己 PVC 的 StatefulSet：名字不变，数据不变，依次启动。',
    },
    text: redis,
  },
  {
    file: 'web.yaml',
    kind: 'Deployment',
    title: { en: 'nginx behind a Service', zh: 'Service 后面的 nginx' },
    about: {
      en: 'A Deployment of three, a ClusterIP Service, and a client to send requests from.',
      zh: '三个副本的 Deployment、一个 ClusterIP Service，以及一个用来发请求的客户端。',
    },
    text: nginx,
  },
  {
    file: 'rollout.yaml',
    kind: 'ReplicaSet',
    title: { en: 'A rolling update', zh: '滚动更新' },
    about: {
      en: 'Six pods, two above and one below at a time. Change the image and apply again.',
      zh: '六个 Pod，每次最多多两个、少一个。修改镜像后再应用一次。',
    },
    text: rollout,
  },
  {
    file: 'stuck.yaml',
    kind: 'Pod',
    title: { en: 'Pods that do not start', zh: '起不来的 Pod' },
    about: {
      en: 'One is too big for every node, one has a typo in its image. Find out why.',
      zh: '一个大到没有节点放得下，一个镜像名写错了。找出原因。',
    },
    text: stuck,
  },
];

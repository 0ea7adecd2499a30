import { expect, test } from 'vitest';
import { fakeCluster, fakeEnv } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';

async function kubectl(line: string, files: Readonly<Record<string, string>>): Promise<string> {
  const run = fakeEnv(fakeCluster(), { files: { read: (path) => files[path] } });
  await runKubectl(line.split(' '), run.env);
  return run.text();
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: 'nginx:1.25', envFrom: [{configMapRef: {name: kc}}, {secretRef: {name: other}}]}
`;

test('prefix, labels, images and generated ConfigMaps, as the recorded kustomize printed them', async () => {
  const files = {
    'kustomization.yaml':
      'namePrefix: dev-\nresources: [v2.yaml]\nconfigMapGenerator: [{name: kc, literals: [a=b]}]\nimages: [{name: nginx, newTag: alpine}]\ncommonLabels: {team: x}\n',
    'v2.yaml': deployment,
  };
  expect(await kubectl('kustomize .', files)).toBe(`apiVersion: v1
data:
  a: b
kind: ConfigMap
metadata:
  labels:
    team: x
  name: dev-kc-4h2mbtbbt6
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    team: x
  name: dev-web
spec:
  selector:
    matchLabels:
      app: web
      team: x
  template:
    metadata:
      labels:
        app: web
        team: x
    spec:
      containers:
      - envFrom:
        - configMapRef:
            name: dev-kc-4h2mbtbbt6
        - secretRef:
            name: other
        image: nginx:alpine
        name: web
`);
  expect(await kubectl('apply -k .', files)).toBe('configmap/dev-kc-4h2mbtbbt6 created\ndeployment.apps/dev-web created\n');
  expect(await kubectl('delete -k .', files)).toContain('error when deleting ".": configmaps "dev-kc-4h2mbtbbt6" not found');
});

test('an overlay changes what its base builds, and the hash stays at the end', async () => {
  const text = await kubectl('kustomize over', {
    'base/kustomization.yaml': 'resources: [web.yaml]\nconfigMapGenerator: [{name: kc, literals: [a=b]}]\n',
    'base/web.yaml': deployment,
    'over/kustomization.yaml':
      'resources: [../base]\nnameSuffix: -two\nnamespace: shop\nreplicas: [{name: web, count: 5}]\npatches: [{path: more.yaml}]\n',
    'over/more.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers: [{name: web, tty: true}]\n',
  });
  expect(text).toContain('  name: kc-two-4h2mbtbbt6\n  namespace: shop\n');
  expect(text).toContain('            name: kc-two-4h2mbtbbt6\n');
  expect(text).toContain('        name: web\n        tty: true\n');
  expect(text).toContain('  name: web-two\n  namespace: shop\n');
  expect(text).toContain('  replicas: 5\n');
});

test.each([
  [
    'kustomize none',
    {},
    "error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/root/none'\n",
  ],
  [
    'apply -k .',
    { 'kustomization.yaml': 'helmCharts: []\n' },
    'error: the field "helmCharts" of kustomization.yaml is not available here\n',
  ],
  [
    'kustomize .',
    { 'kustomization.yaml': 'resources: [x.yaml]\n' },
    "error: accumulating resources: accumulation err='accumulating resources from 'x.yaml': open x.yaml: no such file or directory'\n",
  ],
])('%s of %j is refused', async (line, files, expected) => {
  expect(await kubectl(line, files)).toBe(expected);
});

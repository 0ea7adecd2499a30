import { expect, test } from 'vitest';
import { conversionOf, convertText } from './convert.ts';

test('a Deployment of old gets its selector from the labels, and keeps comments, order and layout', () => {
  const text = `# shop front
apiVersion: extensions/v1beta1 # old
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2 # two
  # what runs
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: "nginx:1.14"
`;
  expect(convertText(text).text).toBe(`# shop front
apiVersion: apps/v1 # old
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2 # two
  selector:
    matchLabels:
      app: web
  # what runs
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: "nginx:1.14"
`);
});

test('documents that need nothing are left as they are, to the space', () => {
  const odd = 'apiVersion:   v1\nkind: ConfigMap\nmetadata: {name:   x}\n';
  const { text, conversions } = convertText(`${odd}---\napiVersion: batch/v1beta1\nkind: CronJob\n---\n${odd}`);
  expect(text).toBe(`${odd}---\napiVersion: batch/v1\nkind: CronJob\n---\n${odd}`);
  expect(conversions).toEqual([{ from: 'batch/v1beta1', kind: 'CronJob', to: 'batch/v1', toKind: 'CronJob' }]);
});

test('only the document that a line stands in is converted when a line is given', () => {
  const old = 'apiVersion: batch/v1beta1\nkind: CronJob\n';
  expect(convertText(`${old}---\n${old}`, 5).text).toBe(`${old}---\napiVersion: batch/v1\nkind: CronJob\n`);
});

test.each([
  ['policy/v1beta1', 'PodSecurityPolicy'],
  ['apps/v1', 'Deployment'],
  [undefined, 'Deployment'],
  ['constructor', '__proto__'],
])('%s %s has no conversion', (apiVersion, kind) => {
  expect(conversionOf(apiVersion, kind)).toBeUndefined();
});

test('text that cannot be read stays as it is', () => {
  const broken = 'apiVersion: batch/v1beta1\nkind: CronJob\n  a: [\n';
  expect(convertText(broken)).toEqual({ text: broken, conversions: [] });
});

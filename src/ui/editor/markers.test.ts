import { expect, test } from 'vitest';
import { parseManifest } from '#manifest/parse.ts';
import { serverMarkers, textMarkers } from './markers.ts';

const text = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
      protokol: TCP
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: -1
---
apiVersion: v1
kind: Pod
metadata:
  name: UPPER
spec:
  containers: []
`;

test.each([
  [
    'The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n',
    ['15 spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  ],
  [
    'The Deployment "web" is invalid: \n* spec.replicas: Invalid value: -1: no\n* metadata.name: Required value\n',
    ['15 spec.replicas: Invalid value: -1: no', '13 metadata.name: Required value'],
  ],
  [
    'Error from server (BadRequest): error when creating "web.yaml": Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.ports[0].protokol"\n',
    ['8 unknown field "spec.ports[0].protokol"'],
  ],
  [
    'Error from server (Forbidden): services "web" is forbidden: no\n',
    ['2 Error from server (Forbidden): services "web" is forbidden: no'],
  ],
  [
    'Error from server (Invalid): error when creating "web.yaml": Pod "UPPER" is invalid: [metadata.name: Invalid value: "UPPER": a, b (e.g. \'[a-z]\'), spec.containers: Required value]\n',
    ['20 metadata.name: Invalid value: "UPPER": a, b (e.g. \'[a-z]\')', '22 spec.containers: Required value'],
  ],
  ['', []],
])('%s stands at its line', (stderr, expected) => {
  expect(serverMarkers(stderr, parseManifest(text)).map((marker) => `${marker.line} ${marker.message}`)).toEqual(expected);
});

test('a fault of the text has its own line', () => {
  const [marker] = textMarkers(parseManifest('kind: Pod\nspec:\n  a: [1\n'));
  expect(marker?.severity).toBe('error');
  expect(marker?.line).toBeGreaterThan(1);
});

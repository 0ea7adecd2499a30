import { expect, test } from 'vitest';
import { placeAt } from '#manifest/place.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { loadDefinitions } from '#schema/load.ts';
import { customDefinitions, customsOfDefinition } from '#schema/openapi/custom.ts';
import { explanationAt, suggestionsAt } from './suggestions.ts';

const definitions = await loadDefinitions();
const served = [
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
];

/** The labels at `|`. */
function labels(text: string): string[] {
  const offset = text.indexOf('|');
  const place = placeAt(text.slice(0, offset) + text.slice(offset + 1), offset);
  return suggestionsAt(place, definitions, served).map(({ label }) => label);
}

test.each([
  ['|', ['apiVersion', 'kind', 'metadata']],
  ['apiVersion: apps/v1\nkind: |', ['Deployment', 'StatefulSet']],
  ['kind: Pod\napiVersion: |', ['v1']],
  ['apiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: |', ['Always', 'Never', 'OnFailure']],
  ['apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: |', ['true', 'false']],
  ['apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    env:\n    - |', ['name', 'value', 'valueFrom']],
  ['apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    env:\n    - name: b\n      |', ['value', 'valueFrom']],
  ['apiVersion: v1\nkind: Pod\nspec: { restartPolicy: | }', ['Always', 'Never', 'OnFailure']],
  ['apiVersion: v1\nkind: Pod\nspec:\n  containers: [{ name: a, env: [{ name: b, | }] }]', ['value', 'valueFrom']],
  ['apiVersion: v1\nkind: ConfigMap\n---\napiVersion: v1\nkind: Pod\nspec: {restartPolicy: |', ['Always', 'Never', 'OnFailure']],
  ['apiVersion: v1\nkind: Nothing\nspec:\n  |', []],
  ['apiVersion: v1\nkind: Pod\nconstructor:\n  |', []],
])('%j', (text, expected) => {
  expect(labels(text)).toEqual(expected);
});

const objects: Readonly<Record<string, readonly string[]>> = { ConfigMap: ['settings'], StorageClass: ['fast', 'slow'] };

test.each([
  [
    'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes:\n  - |',
    ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
  ],
  [
    'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes: [ReadWriteOnce, |]',
    ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
  ],
  ['apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  storageClassName: |', ['fast', 'slow']],
  ['apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - envFrom:\n    - configMapRef:\n        name: |', ['settings']],
  ['apiVersion: v1\nkind: Pod\nmetadata:\n  name: |', []],
])('what a word may be, and what the cluster has of it: %j', (text, expected) => {
  const offset = text.indexOf('|');
  const place = placeAt(text.replace('|', ''), offset);
  expect(suggestionsAt(place, definitions, served, (kind) => objects[kind] ?? []).map(({ label }) => label)).toEqual(expected);
});

test('a list is begun, an object indented', () => {
  const text = 'apiVersion: v1\nkind: Pod\nspec:\n  ';
  const all = suggestionsAt(placeAt(text, text.length), definitions, served);
  expect(all.find(({ label }) => label === 'containers')).toMatchObject({
    insert: 'containers:\n  - $0',
    isRequired: true,
    detail: '[]Container · required',
  });
  expect(all.find(({ label }) => label === 'affinity')?.insert).toBe('affinity:\n  $0');
});

test('in brackets nothing is indented', () => {
  const inserted = (text: string, wanted: string) =>
    suggestionsAt(placeAt(text, text.length), definitions, served).find(({ label }) => label === wanted)?.insert;
  const pod = 'apiVersion: v1\nkind: Pod\nspec: {';
  expect(inserted(pod, 'containers')).toBe('containers: [$0]');
  expect(inserted(pod, 'affinity')).toBe('affinity: { $0 }');
  expect(inserted(`${pod}containers: [`, 'name')).toBe('{ name: $0 }');
});

test('what a field is for', () => {
  const text = 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: x\n';
  expect(explanationAt(placeAt(text, text.indexOf('image')), definitions)).toMatchObject({
    title: 'spec.template.spec.containers[].image',
    type: 'string',
  });
  expect(explanationAt(placeAt(text, text.indexOf('containers')), definitions)?.type).toBe('[]Container · required');
  const flow = 'apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: x }] }';
  expect(explanationAt(placeAt(flow, flow.indexOf('age: x')), definitions)?.title).toBe('spec.containers[].image');
});

test("a custom resource's fields come from its definition", () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'crontabs.stable.example.com' },
    spec: {
      group: 'stable.example.com',
      scope: 'Namespaced',
      names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', listKind: 'CronTabList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  required: ['cronSpec'],
                  properties: {
                    cronSpec: { type: 'string', description: 'When it runs.' },
                    mode: { type: 'string', enum: ['Fast', 'Slow'] },
                  },
                },
              },
            },
          },
        },
      ],
    },
    status: { acceptedNames: { plural: 'crontabs', kind: 'CronTab' }, conditions: [{ type: 'Established', status: 'True' }] },
  } as unknown as CustomResourceDefinition;
  const customs = customsOfDefinition(definition);
  const all = Object.assign({}, definitions, ...customs.map((it) => customDefinitions(it, definitions, 3))) as typeof definitions;
  const kinds = [...served, ...customs.map((row) => ({ apiVersion: apiVersionOf(row), kind: row.kind }))];
  const at = (text: string) => suggestionsAt(placeAt(text, text.length), all, kinds);
  expect(at('apiVersion: stable.example.com/v1\nkind: ').map(({ label }) => label)).toEqual(['CronTab']);
  const head = 'apiVersion: stable.example.com/v1\nkind: CronTab\nspec:\n  ';
  expect(at(head)).toMatchObject([
    { label: 'cronSpec', isRequired: true, text: 'When it runs.' },
    { label: 'mode', isRequired: false },
  ]);
  expect(at(`${head}mode: `).map(({ label }) => label)).toEqual(['Fast', 'Slow']);
});

import { expect, test } from 'vitest';
import { placeAt } from '#manifest/place.ts';
import { loadDefinitions } from '#schema/load.ts';
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
  ['apiVersion: v1\nkind: Nothing\nspec:\n  |', []],
  ['apiVersion: v1\nkind: Pod\nconstructor:\n  |', []],
])('%j', (text, expected) => {
  expect(labels(text)).toEqual(expected);
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

test('what a field is for', () => {
  const text = 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: x\n';
  expect(explanationAt(placeAt(text, text.indexOf('image')), definitions)).toMatchObject({
    title: 'spec.template.spec.containers[].image',
    type: 'string',
  });
  expect(explanationAt(placeAt(text, text.indexOf('containers')), definitions)?.type).toBe('[]Container · required');
});

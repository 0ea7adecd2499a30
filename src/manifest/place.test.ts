import { expect, test } from 'vitest';
import { placeAt } from './place.ts';

/** The place of `|` in a text. */
function at(text: string): ReturnType<typeof placeAt> {
  const offset = text.indexOf('|');
  return placeAt(text.slice(0, offset) + text.slice(offset + 1), offset);
}

const head = 'apiVersion: apps/v1\nkind: Deployment\n';

test.each([
  [`${head}sp|`, [], false, 'sp'],
  [`${head}spec:\n  |`, ['spec'], false, ''],
  [
    `${head}spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        im|`,
    ['spec', 'template', 'spec', 'containers', '[]'],
    false,
    'im',
  ],
  [`${head}spec:\n  template:\n    spec:\n      containers:\n        - |`, ['spec', 'template', 'spec', 'containers', '[]'], false, ''],
  [
    `${head}spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        ports:\n        - containerPort: 80\n      restartPolicy: Al|`,
    ['spec', 'template', 'spec'],
    true,
    'Al',
  ],
  [`${head}spec:\n  a:\n  - - b: |`, ['spec', 'a', '[]', '[]'], true, ''],
  [`x: 1\n---\n${head}# note\nmetadata:\n  # more\n  labels:\n    a: b\n  |\n---\ny: 1`, ['metadata'], false, ''],
])('%j', (text, path, inValue, word) => {
  expect(at(text)).toMatchObject({ path, inValue, word });
});

test('the kind of the document, and what stands beside the place', () => {
  const place = at(`kind: Pod\napiVersion: v1\n---\n${head}spec:\n  replicas: 1\n  |\n  selector: {}\nstatus: {}\n`);
  expect(place).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment' });
  expect([...place.siblings].sort()).toEqual(['replicas', 'selector']);
});

const template = `${head}spec:\n  template:\n`;

test.each([
  [`${template}    spec: { na|`, ['spec', 'template', 'spec'], false, undefined, 'map'],
  [`${template}    spec: { restartPolicy: Al| }`, ['spec', 'template', 'spec'], true, 'restartPolicy', 'map'],
  [`${template}    spec: { containers: [{ name: a, | }] }`, ['spec', 'template', 'spec', 'containers', '[]'], false, undefined, 'map'],
  [
    `${template}    spec:\n      containers:\n      - { name: "a, b", im|age: x }`,
    ['spec', 'template', 'spec', 'containers', '[]'],
    false,
    'image',
    'map',
  ],
  [`${head}spec: {\n  template: {\n    spec: {\n      |\n    }\n  }\n}`, ['spec', 'template', 'spec'], false, undefined, 'map'],
  [`kind: X\napiVersion: v1\nspec:\n  accessModes: [ReadWriteOnce, |]`, ['spec', 'accessModes', '[]'], false, undefined, 'list'],
  [`${head}metadata: { labels: { a: b } }\nspec:\n  |`, ['spec'], false, undefined, undefined],
  [`${head}spec:\n  args: ["{", '['] # {\n  |`, ['spec'], false, undefined, undefined],
])('in brackets: %j', (text, ...expected) => {
  const { path, inValue, key, flow } = at(text);
  expect([path, inValue, key, flow]).toEqual(expected);
});

test('the other keys of a bracket, before and behind', () => {
  expect([...at(`${head}metadata: { name: a, |, labels: { x: y }, uid: z }\nspec: {}`).siblings].sort()).toEqual(['labels', 'name', 'uid']);
});

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

import { expect, test } from 'vitest';
import { parseManifest } from './parse.ts';

function objects(text: string): unknown[] {
  const { documents, errors } = parseManifest(text);
  expect(errors).toEqual([]);
  return documents.map((document) => document.object);
}

test.each([
  ['a: yes', true],
  ['a: on', true],
  ['a: n', false],
  ['a: 010', 8],
  ['a: 0x1F', 31],
  ['a: 1_000', 1000],
  ['a: 12:30:45', '12:30:45'],
  ['a: 2024-01-02', '2024-01-02'],
  ['a: 1e3', 1000],
  ['a: ~', null],
  ['a: ""', ''],
  ['a: 1.5', 1.5],
  ['a:', null],
])('%s is read as YAML 1.1', (text, value) => {
  expect(objects(text)).toEqual([{ a: value }]);
});

test('documents and lists are taken apart, empty documents are left out', () => {
  const text =
    '---\n# nothing\n---\nkind: A\n---\napiVersion: v1\nkind: List\nitems:\n- kind: B\n- kind: ConfigMapList\n  items:\n  - kind: C\n';
  expect(objects(text)).toEqual([{ kind: 'A' }, { kind: 'B' }, { kind: 'C' }]);
});

test('anchors, merges and keys that are not strings', () => {
  expect(objects('a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n1: t\ntrue: u')).toEqual([
    { a: { k: 1, l: 2 }, b: { k: 3, l: 2 }, 1: 't', true: 'u' },
  ]);
});

test.each([
  ['metadata:\n\tname: x', 2, 'yaml: line 2: found character that cannot start any token'],
  ['a:\n  b: x\n c: {}', 3, 'yaml: line 2: did not find expected key'],
  ['a: b: c', 1, 'yaml: mapping values are not allowed in this context'],
  ['a: b\n c: d\n', 1, 'yaml: line 2: mapping values are not allowed in this context'],
  ['a: b\n---\nc: d\ne: f: g', 4, 'yaml: line 2: mapping values are not allowed in this context'],
  ['x: [y', 1, "yaml: line 1: did not find expected ',' or ']'"],
  ['a: 1\nkind Pod\nmetadata:\n  name: x\n', 2, "yaml: line 3: could not find expected ':'"],
  ['apiVersion:v1\nkind: Pod\n', 1, 'yaml: line 2: mapping values are not allowed in this context'],
  ['s:\n  c:\n  - name: a\n   image: b\n', 4, 'yaml: line 3: did not find expected key'],
  ['m:\n  - name: x\n   labels: y\n', 3, "yaml: line 2: did not find expected '-' indicator"],
  ['- a\nb: c\n', 2, "yaml: line 1: did not find expected '-' indicator"],
  ['a: 1\n- b\n', 2, 'yaml: line 1: did not find expected key'],
  ['a: >x\n  y\n', 1, 'yaml: did not find expected comment or line break'],
  ['a: {{ .Values.x }}', 1, 'yaml: invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}'],
  ['a: [1,2\nb: 3', 2, "yaml: line 1: did not find expected ',' or ']'"],
  ['metadata: {name: x: y}', 1, "yaml: did not find expected ',' or '}'"],
  ['a: *x', 1, "yaml: unknown anchor 'x' referenced"],
  ['{"a":1,}', 1, "json: offset 8: invalid character '}' looking for beginning of object key string"],
])('%j is refused at line %i', (text, line, words) => {
  const { errors } = parseManifest(text);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ line, lenient: false });
  expect(errors[0]?.kubectl).toContain(words);
});

test('equal keys are told, and the last one counts as in kubectl', () => {
  const { documents, errors } = parseManifest('a: 1\nb: 2\na: 3');
  expect(errors).toEqual([expect.objectContaining({ message: 'key "a" already set in map', line: 3, column: 1, lenient: true })]);
  expect(documents[0]?.object).toEqual({ a: 3, b: 2 });
});

test('an alias bomb, an alias of itself and a bottomless nest are refused, not followed', () => {
  const bomb = [
    'a0: &a0 [x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`),
  ].join('\n');
  expect(parseManifest(bomb).errors[0]?.message).toBe('document contains excessive aliasing');
  expect(parseManifest('a: &a [*a]').errors[0]?.message).toContain('contains itself');
  expect(parseManifest(`a: ${'['.repeat(50_000)}`).errors[0]?.message).toContain('nested deeper');
  expect(parseManifest('- '.repeat(50_000)).errors[0]?.message).toContain('nested deeper');
});

test('a key named __proto__ is a key like any other', () => {
  const [object] = objects('__proto__: {polluted: true}\na: {__proto__: {x: 1}}') as [Record<string, unknown>];
  expect(Object.keys(object)).toEqual(['__proto__', 'a']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(object['polluted']).toBeUndefined();
});

test('a field is found by its steps, by the words of an API error, and by its nearest parent', () => {
  const text = 'metadata:\n  labels:\n    app.io/x: y\nspec:\n  containers:\n  - name: a\n    image: b\n  - name: c\n';
  const document = parseManifest(text).documents[0];
  expect(document?.positionOf('spec.containers[0].image')).toMatchObject({ line: 7, column: 5, endLine: 7, endColumn: 13 });
  expect(document?.positionOf(['spec', 'containers', 1, 'name'])).toMatchObject({ line: 8 });
  expect(document?.positionOf('spec.containers[1].image')).toMatchObject({ line: 8, column: 5 });
  expect(document?.positionOf('metadata.labels[app.io/x]')).toMatchObject({ line: 3 });
  expect(document?.positionOf('metadata.labels.app.io/x')).toMatchObject({ line: 3 });
  expect(document?.range).toMatchObject({ line: 1, column: 1 });
});

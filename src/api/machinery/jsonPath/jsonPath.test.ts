import { expect, test } from 'vitest';
import type { Json } from '../../immutable.ts';
import recorded from './fixtures/jsonPath.json' with { type: 'json' };
import { jsonPath, jsonPathValues, relaxedJsonPath } from './jsonPath.ts';

const inputs = recorded.inputs as readonly Json[];
const cases: readonly { template: string; input: number; output?: string; error?: string; allowMissing?: boolean }[] = recorded.cases;

test.each(cases)('$template', ({ template, input, output, error, allowMissing }) => {
  const printed = jsonPath(template, inputs[input] ?? null, { allowMissingKeys: allowMissing ?? false });
  expect(printed).toEqual(error === undefined ? { ok: true, value: output } : { ok: false, message: error });
});

const pods: Json = {
  items: [
    { metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'x' } }, status: { restarts: 3, ready: true } },
    { metadata: { name: 'b' }, status: { restarts: 0, ready: false } },
  ],
};

test.each([
  ['{range .items[*]}{.metadata.name}{"\\t"}{.status.restarts}{"\\n"}{end}', 'a\t3\nb\t0\n'],
  ['{.items[*].status}', '{"ready":true,"restarts":3} {"ready":false,"restarts":0}'],
  ['{.items[?(@.status.restarts>2)].metadata.name}', 'a'],
  ['{.items[?(@.status.ready==false)].metadata.name}', 'b'],
  ["{.items[?(@.metadata.name!='a')].metadata.name}", 'b'],
  ["{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}", 'x'],
  ['{.items[*].metadata.labels.app\\.kubernetes\\.io/name}!', 'x!'],
  ['{.nope}', ''],
  ['{..name}', 'a b'],
  ['{\'single\'}{"a\\"b"}', 'singlea"b'],
  ['{.items[0:2].metadata.name} and {$.items[-1:].metadata.name}', 'a b and b'],
  ['{range .items[*]}{.metadata.name},', 'a,b,'],
  ['{12}{true}', '12true'],
])('%s prints %j', (template, printed) => {
  expect(jsonPath(template, pods, { allowMissingKeys: true })).toEqual({ ok: true, value: printed });
});

test.each([
  ['{.items[*}', 'unterminated array'],
  ['{.items', 'unclosed action'],
  ['{"x}', 'unterminated quoted string'],
  ['{[?(.price]}', 'unterminated filter'],
  ['{[?(@.a=="b")', 'unclosed array expect ]'],
  ['{.items[a]}', 'invalid array index a'],
  ['{.items[5]}', 'array index out of bounds: index 5, length 2'],
  ['{%}', "unrecognized character in action: U+0025 '%'"],
  ['{foo}', 'unrecognized identifier foo'],
  ['{end}', 'not in range, nothing to end'],
  ['{.items[?(@.status.restarts=="x")]}', 'incompatible types for comparison'],
  ['{.items[?(@.status=="x")]}', 'invalid type for comparison'],
  ['{1.2.3}', 'cannot parse number 1.2.3'],
])('%s is refused', (template, message) => {
  expect(jsonPath(template, pods, { allowMissingKeys: true })).toEqual({ ok: false, message });
});

test('as JSON, as values, and relaxed spellings', () => {
  expect(jsonPath('{.items[0].status}', pods, { allowMissingKeys: true, asJson: true })).toEqual({
    ok: true,
    value: '[\n    {\n        "ready": true,\n        "restarts": 3\n    }\n]\n',
  });
  expect(jsonPathValues('{.items[*].status.restarts}', pods, true)).toEqual({ ok: true, value: [3, 0] });
  for (const spelling of ['a.b', '.a.b', '{a.b}', '{.a.b}']) expect(relaxedJsonPath(spelling)).toEqual({ ok: true, value: '{.a.b}' });
  expect(relaxedJsonPath('{a')).toMatchObject({ ok: false });
});

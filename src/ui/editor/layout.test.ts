import { expect, test } from 'vitest';
import { formatText } from './layout.ts';

test.each([
  ['a:   1 # one\nb:\n- c\n---\n# two\nd: "x"\n', 'a: 1 # one\nb:\n  - c\n---\n# two\nd: "x"\n'],
  ['{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}\n'],
  ['a: [\n', undefined],
  ['{"a":', undefined],
])('%j', (text, formatted) => {
  expect(formatText(text)).toBe(formatted);
});

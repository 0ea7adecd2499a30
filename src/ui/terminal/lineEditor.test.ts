import { expect, test } from 'vitest';
import { emptyLine, type, withText } from './lineEditor.ts';

const up = '\u001b[A';
const down = '\u001b[B';
const left = '\u001b[D';

/** The text with `|` where the cursor is, after typing. */
function typed(data: string, start = emptyLine): string {
  const { line } = type(start, data);
  return `${line.text.slice(0, line.cursor)}|${line.text.slice(line.cursor)}`;
}

test.each([
  ['get pods', 'get pods|'],
  [`ab${left}X`, 'aX|b'],
  ['abc\u007f', 'ab|'],
  ['get pods\u0017', 'get |'],
  ['get pods\u0001kubectl ', 'kubectl |get pods'],
  ['get pods\u0015', '|'],
  ['get po\u001bbX', 'get X|po'],
  ['😀\u007f', '|'],
  ['a\u001b[99;1Q', 'a|'],
])('%j leaves %s', (data, expected) => {
  expect(typed(data)).toBe(expected);
});

test('Enter runs the line and leaves what was pasted behind it', () => {
  const { line, act, rest } = type(emptyLine, 'one\rtwo');
  expect(act).toEqual({ type: 'run', text: 'one' });
  expect([line.text, rest]).toEqual(['', 'two']);
});

test('history goes up and down, keeps what was being written, and holds no line twice in a row', () => {
  let line = emptyLine;
  for (const text of ['a', 'b', 'b', '  ']) line = type(line, `${text}\r`).line;
  expect(line.history).toEqual(['a', 'b']);
  line = withText(line, 'draft');
  expect(typed(up, line)).toBe('b|');
  expect(typed(up + up, line)).toBe('a|');
  expect(typed(up + up + up, line)).toBe('a|');
  expect(typed(up + up + down + down, line)).toBe('draft|');
});

test('Ctrl+R finds a line of history by a part of it', () => {
  const find = '\u0012';
  let line = emptyLine;
  for (const text of ['kubectl get pods', 'kubectl get svc', 'ls']) line = type(line, `${text}\r`).line;
  expect(typed(`${find}get`, line)).toBe('kubectl |get svc');
  expect(typed(`${find}get${find}`, line)).toBe('kubectl |get pods');
  expect(typed(`${find}get${find}${find}`, line)).toBe('kubectl |get pods');
  expect(typed(`${find}getx\u007f`, line)).toBe('kubectl |get svc');
  expect(typed(`draft${find}pods\u0007`, line)).toBe('draft|');
  expect(typed(`${find}pods\u0005 -w`, line)).toBe('kubectl get pods -w|');
  expect(type(line, `${find}pods\r`).act).toEqual({ type: 'run', text: 'kubectl get pods' });
});

test.each([
  ['\u0003', 'interrupt'],
  ['\u000c', 'clear'],
  ['\t', 'complete'],
  ['\u0004', 'end'],
])('%j is %s', (data, act) => {
  expect(type(emptyLine, data).act).toEqual({ type: act });
});

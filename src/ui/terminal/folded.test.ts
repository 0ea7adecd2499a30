import { expect, test } from 'vitest';
import { cellsOf, drawLine } from './folded.ts';

const line = { from: 0, prompt: '$ ', promptCells: 2, columns: 10 };

test('a short line is written over itself', () => {
  expect(drawLine({ ...line, text: 'ls', cursor: 2 })).toEqual({ codes: '\r\u001b[J$ ls', at: 4 });
  expect(drawLine({ ...line, from: 4, text: 'ls', cursor: 0 }).codes).toBe('\r\u001b[J$ ls\r\u001b[2C');
});

test('a line that folds is begun where its prompt stands, rows above', () => {
  const first = drawLine({ ...line, text: 'kubectl get', cursor: 11 });
  expect(first.at).toBe(13);
  expect(drawLine({ ...line, from: first.at, text: 'kubectl get p', cursor: 13 }).codes).toBe('\u001b[1A\r\u001b[J$ kubectl get p');
});

test('the cursor goes back over the fold, and a full row is left', () => {
  expect(drawLine({ ...line, text: 'kubectl get', cursor: 1 }).codes).toBe('\r\u001b[J$ kubectl get\u001b[1A\r\u001b[3C');
  expect(drawLine({ ...line, text: '12345678', cursor: 8 }).codes).toBe('\r\u001b[J$ 12345678\n');
});

test('letters of East Asian scripts take two cells', () => {
  expect(cellsOf('a中b')).toBe(4);
});

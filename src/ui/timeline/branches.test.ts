import { expect, test } from 'vitest';
import type { BranchInfo } from '#api/frame.ts';
import { branchRows } from './branches.ts';

const branch = (id: number, parent: number | undefined, at: number): BranchInfo =>
  ({ id, parent, at, end: at + 1, isCurrent: false }) as unknown as BranchInfo;

test('every branch stands under the one it left; one whose parent was forgotten stands at the root', () => {
  const rows = branchRows([branch(0, undefined, 0), branch(1, 0, 20), branch(2, 0, 10), branch(3, 1, 30), branch(4, 99, 5)]);
  expect(rows.map((row) => `${' '.repeat(row.depth)}${row.branch.id}`)).toEqual(['0', ' 2', ' 1', '  3', '4']);
});

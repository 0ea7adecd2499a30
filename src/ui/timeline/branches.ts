import type { BranchInfo } from '#api/frame.ts';

export interface BranchLine {
  readonly branch: BranchInfo;
  readonly depth: number;
}

/** Branches as a tree in lines: each under the one it left, in the order of the moments at which they left. */
export function branchRows(branches: readonly BranchInfo[]): readonly BranchLine[] {
  const known = new Set(branches.map((branch) => branch.id));
  const lines: BranchLine[] = [];
  const add = (parent: number | undefined, depth: number): void => {
    const children = branches.filter(
      (branch) => (branch.parent !== undefined && known.has(branch.parent) ? branch.parent : undefined) === parent,
    );
    for (const branch of children.sort((a, b) => a.at - b.at || a.id - b.id)) {
      lines.push({ branch, depth });
      add(branch.id, depth + 1);
    }
  };
  add(undefined, 0);
  return lines;
}

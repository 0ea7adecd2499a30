/** upstream: pkg/controller/nodeipam/ipam/cidrset, pkg/controller/nodeipam/ipam/multicidrset */
import {
  allocateNext,
  cidrAt,
  createCidrSet,
  indexOf,
  nothingLeft,
  occupy,
  parseRange,
  release,
  tooBig,
  type CidrSet,
} from '#engine/controllers/nodeipam/cidrSet.ts';
import { errorText, isFields, outputOf, type Adapter, type Adapters, type Row } from '../row.ts';
import { rowAs } from './objects.ts';

interface Asked {
  readonly clusterCIDRStr: string;
  readonly subNetMaskSize?: number;
  readonly subnetMaskSize?: number;
  /** The newer sets count the other end. */
  readonly perNodeHostBits?: number;
}

function setOf(row: Row, usual?: number): CidrSet | string {
  const { clusterCIDRStr, subNetMaskSize, subnetMaskSize, perNodeHostBits } = rowAs<Asked>(row);
  const cluster = parseRange(clusterCIDRStr)!;
  const mask = perNodeHostBits === undefined ? (subNetMaskSize ?? subnetMaskSize ?? usual) : cluster.bits - perNodeHostBits;
  return createCidrSet(cluster, mask ?? 0);
}

/** The errors that the test met on its way, in order. */
function errorsOf(row: Row): readonly string[] {
  const { err } = outputOf(row);
  const all = isFields(err) && Array.isArray(err['$seq']) ? err['$seq'] : [err];
  return all
    .map(errorText)
    .filter((text) => text !== undefined)
    .map(inOldWords);
}

/** The newer sets name their range and its size where the older ones have one sentence for all. */
function inOldWords(text: string): string {
  if (text.startsWith('Creation of New CIDR Set failed')) return tooBig;
  return text.startsWith('CIDR allocation failed; there are no remaining CIDRs left') ? nothingLeft : text;
}

const index: Adapter = (row) => {
  const set = setOf(row);
  const it = rowAs<{ CIDRBlock: string; index: number }>(row);
  return { expected: it.CIDRBlock, got: typeof set === 'string' ? set : cidrAt(set, it.index) };
};

const bit: Adapter = (row) => {
  const set = setOf(row);
  const it = rowAs<{ subNetCIDRStr: string; expectedBit: number }>(row);
  const got = typeof set === 'string' ? set : indexOf(set, parseRange(it.subNetCIDRStr)!.base);
  return { expected: errorsOf(row)[0] ?? it.expectedBit, got };
};

const occupied: Adapter = (row) => {
  const set = setOf(row);
  const it = rowAs<{ subNetCIDRStr: string; expectedUsedBegin: number; expectedUsedEnd: number }>(row);
  const [refusal] = errorsOf(row);
  const problem = typeof set === 'string' ? set : occupy(set, it.subNetCIDRStr);
  if (problem !== undefined || typeof set === 'string') return { expected: refusal, got: problem };
  const count = it.expectedUsedEnd - it.expectedUsedBegin + 1;
  const all = [...set.used];
  return { expected: [it.expectedUsedBegin, it.expectedUsedEnd, count], got: [all[0], all.at(-1), all.length] };
};

/** All are taken, one more is refused, and after all came back they can be taken again. */
const filled =
  (mask?: number): Adapter =>
  (row) => {
    const set = setOf(row, mask);
    if (typeof set === 'string') return { expected: errorsOf(row), got: [set] };
    const errors: string[] = [];
    const take = () => {
      const range = allocateNext(set);
      if (range === undefined) errors.push(nothingLeft);
      return range;
    };
    const taken = Array.from({ length: set.size }, take);
    take();
    for (const range of taken) if (range !== undefined) release(set, range);
    taken.forEach(take);
    if (set.size === 1) take();
    const { expectedCIDR } = rowAs<{ expectedCIDR?: string }>(row);
    return { expected: [errorsOf(row), expectedCIDR ?? taken[0]], got: [errors, taken[0]] };
  };

const first: Adapter = (row) => {
  const set = setOf(row);
  const it = rowAs<{ expectedCIDR: string; expectedCIDR2: string }>(row);
  if (typeof set === 'string') return { expected: errorsOf(row)[0], got: set };
  return { expected: [it.expectedCIDR, it.expectedCIDR2], got: [allocateNext(set), allocateNext(set)] };
};

type Operation = readonly [operation: 'occupy' | 'release', range: string];

/** What the test does to one set, step by step; a row has one step of it, and how many ranges are taken after it. */
const steps: readonly Operation[] = [
  ['occupy', '10.42.5.0/24'],
  ['occupy', '10.42.9.0/24'],
  ['occupy', '10.42.8.0/22'],
  ['occupy', '10.42.9.0/24'],
  ['release', '10.42.9.0/24'],
  ['release', '10.42.9.0/24'],
  ['release', '10.42.4.0/22'],
];

const twice: Adapter = (row) => {
  const it = rowAs<{ cidrStr: string; operation: string; numOccupied: number }>(row);
  const set = createCidrSet(parseRange('10.42.0.0/16')!, 24) as CidrSet;
  const counts = steps.map(([operation, range]) => {
    if (operation === 'occupy') occupy(set, range);
    else release(set, range);
    return set.used.size;
  });
  const said = counts.filter((_, i) => steps[i]![0] === it.operation && steps[i]![1] === it.cidrStr);
  return { expected: it.numOccupied, got: said.find((count) => count === it.numOccupied) ?? said };
};

export const nodeRanges: Adapters = {
  TestDoubleOccupyRelease: twice,
  TestIndexToCIDRBlock: index,
  TestGetBitforCIDR: bit,
  TestOccupy: occupied,
  TestCIDRSetFullyAllocated: filled(),
  TestCIDRSet_RandomishAllocation: filled(24),
  TestCIDRSet_AllocationOccupied: filled(24),
  TestCIDRSetv6: first,
};

/** The same for sets of several cluster ranges, whose ranges have eight bits for their node. */
export const multiNodeRanges: Adapters = {
  ...nodeRanges,
  TestCIDRSet_RandomishAllocation: (row) => filled(parseRange(rowAs<Asked>(row).clusterCIDRStr)!.bits - 8)(row),
  TestCIDRSet_AllocationOccupied: (row) => filled(parseRange(rowAs<Asked>(row).clusterCIDRStr)!.bits - 8)(row),
};

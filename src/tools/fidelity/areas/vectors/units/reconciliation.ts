/** upstream: component-helpers/auth/rbac/reconciliation: a role or a binding that is there, and one that is wanted */
import type { KubeObject } from '#api/meta.ts';
import { reconciledBinding, reconciledRole, type Result } from '#kubectl/auth/reconcile.ts';
import { without, type Subject } from '#kubectl/auth/rules.ts';
import { inputOf, isFields, plain, type Adapter, type Adapters } from '../row.ts';

/** Without what is empty: Go does not tell it from nothing. */
function settled(value: unknown): unknown {
  if (!isFields(value)) return value;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, settled(item)] as const)
    .filter(([, item]) => item !== undefined && item !== null && !(Array.isArray(item) && item.length === 0))
    .filter(([key, item]) => key === 'aggregationRule' || !(isFields(item) && Object.keys(item).length === 0));
  return Object.fromEntries(kept);
}

interface Names {
  readonly now: string;
  readonly wanted: string;
  readonly after: string;
  readonly isNeeded: string;
  readonly removes: string;
}

/** Whether something is to do, and what is there when it is done. */
function reconciled(run: (wanted: KubeObject, now: KubeObject, removes: boolean) => Result, names: Names): Adapter {
  return (row) => {
    const input = inputOf(row);
    const [now, wanted, after] = [names.now, names.wanted, names.after].map((name) => plain(input[name]));
    const { operation, object } = run(wanted as KubeObject, now as KubeObject, input[names.removes] === true);
    const isNeeded = operation !== 'none';
    return { expected: [input[names.isNeeded], settled(after)], got: [isNeeded, isNeeded ? settled(object) : null] };
  };
}

const role = reconciled(reconciledRole, {
  now: 'actualRole',
  wanted: 'expectedRole',
  after: 'expectedReconciledRole',
  isNeeded: 'expectedReconciliationNeeded',
  removes: 'removeExtraPermissions',
});

const binding = reconciled(reconciledBinding, {
  now: 'ActualBinding',
  wanted: 'ExpectedBinding',
  after: 'ExpectedUpdatedBinding',
  isNeeded: 'ExpectedUpdateNeeded',
  removes: 'RemoveExtraSubjects',
});

const subjects: Adapter = (row) => {
  const { A, B, ExpectedOnlyA, ExpectedOnlyB } = plain(inputOf(row)) as Readonly<Record<string, readonly Subject[] | undefined>>;
  const [a, b] = [A ?? [], B ?? []];
  return { expected: [ExpectedOnlyA ?? [], ExpectedOnlyB ?? []], got: [without(a, b), without(b, a)] };
};

export const reconciliation: Adapters = {
  TestComputeReconciledRoleAggregationRules: role,
  TestComputeReconciledRoleRules: role,
  TestComputeUpdate: binding,
  TestDiffObjectReferenceLists: subjects,
};

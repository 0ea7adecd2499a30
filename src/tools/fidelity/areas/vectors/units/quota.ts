/** upstream: pkg/quota/v1/evaluator/core, staging/src/k8s.io/apiserver/pkg/quota/v1, pkg/controller/resourcequota */
import type { Pod, ResourceQuota } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind } from '#api/scheme.ts';
import {
  addAmounts,
  equalAmounts,
  exceeding,
  mask,
  negativeNames,
  readAmounts,
  sortedNames,
  subtractAmounts,
  subtractDownToZero,
  withoutZeros,
  writeAmounts,
  type Amounts,
} from '#engine/helpers/quota/amounts.ts';
import { evaluatorOf, type Evaluator } from '#engine/helpers/quota/evaluators.ts';
import { usedOf } from '#engine/helpers/quota/quota.ts';
import { podMatchesScope, type ScopeRequirement } from '#engine/helpers/quota/scopes.ts';
import { errorText, inputOf, outputOf, plain, strings, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs, timesIn } from './objects.ts';

type Texts = Readonly<Record<string, string>>;

/** The row has been recorded shortly after the times that stand in it. */
function wallOf(value: unknown): number {
  return Math.max(0, ...timesIn(value).map((time) => parseTime(time) ?? 0));
}

function evaluatorFor(kind: string): Evaluator {
  const found = evaluatorOf(rowOfKind(kind)!);
  if (found === undefined) throw new Error(`no evaluator of ${kind}`);
  return found;
}

function usage(field: string, kind: string): Adapter {
  return (row) => {
    const object = objectAs<KubeObject>(inputOf(row)[field]);
    const deletedAt = parseTime(object.metadata.deletionTimestamp ?? '');
    // Rows with a deletion say in their name only whether the grace period is over.
    if (deletedAt !== undefined) return { leftOut: 'the row does not say what time it is' };
    const got = evaluatorFor(kind).usage(object, wallOf(row.in));
    return { expected: normal(outputOf(row)['actual']), got: normal(writeAmounts(got)) };
  };
}

/** The same amounts in the same words. */
function normal(texts: unknown): Texts {
  return writeAmounts(mapTexts((texts ?? {}) as Texts));
}

function mapTexts(texts: Texts): Amounts {
  return Object.fromEntries(Object.entries(readAmounts(texts)).map(([name, { text: _text, ...amount }]) => [name, amount]));
}

const podConstraints: Adapter = (row) => {
  const { pod, required } = inputOf(row);
  const got = evaluatorFor('Pod').missing?.(strings(required), objectAs<KubeObject>(pod));
  return { expected: errorText(outputOf(row)['err']), got };
};

const scopes: Adapter = (row) => {
  const { selectors, pod } = inputOf(row);
  const all = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity'];
  // Rows that ask for nothing of their own are asked about one class of priority.
  const usual = [{ scopeName: 'PriorityClass', operator: 'In', values: ['class1'] }];
  const asked = (plain(selectors) ?? usual) as readonly ScopeRequirement[];
  const given = [...all.map((scopeName) => ({ scopeName, operator: '' })), ...asked];
  const matching = given.filter((requirement) => podMatchesScope(requirement, objectAs<Pod>(pod)));
  return { expected: byName(plain(outputOf(row)['gotSelectors'])), got: byName(matching) };
};

function byName(selectors: unknown): readonly ScopeRequirement[] {
  return ((selectors ?? []) as readonly ScopeRequirement[]).toSorted((a, b) => (a.scopeName < b.scopeName ? -1 : 1));
}

const stats: Adapter = (row) => {
  const { objs, quotaScopes, quotaScopeSelector, want } = inputOf(row);
  const hard = Object.fromEntries(Object.keys((want ?? {}) as Texts).map((name) => [name, '0']));
  const spec = { hard, scopes: strings(quotaScopes), ...(quotaScopeSelector === null ? {} : { scopeSelector: plain(quotaScopeSelector) }) };
  const quota = { metadata: {}, spec, status: {} } as unknown as ResourceQuota;
  const objects = ((objs ?? []) as readonly unknown[]).map((it) => objectAs<KubeObject>(it));
  const got = usedOf(quota, [{ evaluator: evaluatorFor('Pod'), objects: () => objects }], wallOf(row.in));
  const { Used } = (outputOf(row)['actual'] ?? {}) as Fields;
  return { expected: normal(Used), got: normal(writeAmounts(got)) };
};

export const quotaEvaluators: Adapters = {
  TestPersistentVolumeClaimEvaluatorUsage: (row) =>
    (inputOf(row)['pvc'] as { status?: { allocatedResources?: unknown } } | undefined)?.status?.allocatedResources === undefined
      ? usage('pvc', 'PersistentVolumeClaim')(row)
      : { leftOut: 'recovery from a failed expansion is alpha in 1.28 and off' },
  TestPodConstraintsFunc: podConstraints,
  TestPodEvaluatorMatchingScopes: scopes,
  TestPodEvaluatorUsage: usage('pod', 'Pod'),
  TestPodEvaluatorUsageStats: stats,
  TestServiceEvaluatorUsage: usage('service', 'Service'),
};

const sync: Adapter = (row) => {
  const { quota, items, status } = inputOf(row);
  const objects = ((items ?? []) as readonly unknown[]).map((it) => objectAs<KubeObject>(it));
  const typed = ((items ?? []) as readonly Fields[]).map((it) => String(it['$type'] ?? '').replace(/^\*v1\./, ''));
  const kinds = [...new Set(typed)].filter((kind) => rowOfKind(kind) !== undefined);
  if (kinds.length !== new Set(typed).size) return { leftOut: 'the row counts objects of a kind that is not here' };
  const counted = ['Pod', ...kinds.filter((kind) => kind !== 'Pod')].map((kind) => ({
    evaluator: evaluatorFor(kind),
    objects: () => objects.filter((_, i) => typed[i] === kind),
  }));
  const given = objectAs<ResourceQuota>(quota);
  const wanted = (status ?? {}) as { readonly hard?: Texts; readonly used?: Texts };
  const hard = Object.keys(given.spec?.hard ?? {});
  const used = mask({ ...readAmounts(given.status?.used), ...usedOf(given, counted, wallOf(row.in)) }, hard);
  return { expected: normal(wanted.used), got: normal(writeAmounts(used)) };
};

export const quotaController: Adapters = {
  TestSyncResourceQuota: (row) => (inputOf(row)['expectedError'] === '' ? sync(row) : { leftOut: 'the row is about a list that fails' }),
};

/** `a` and `b` are the row's lists, whatever they are called. */
function two(field: string, combine: (a: Amounts, b: Amounts) => Amounts): Adapter {
  return (row) => {
    const { a, b } = inputOf(row);
    if (a === undefined || b === undefined) return { leftOut: 'the row does not name its lists' };
    const recorded = outputOf(row)[field];
    return { expected: normal(recorded), got: normal(writeAmounts(combine(mapTexts((a ?? {}) as Texts), mapTexts((b ?? {}) as Texts)))) };
  };
}

function one(field: string, change: (a: Amounts) => Amounts): Adapter {
  return (row) => {
    const { a } = inputOf(row);
    if (a === undefined) return { leftOut: 'the row does not name its list' };
    return { expected: normal(outputOf(row)[field]), got: normal(writeAmounts(change(mapTexts((a ?? {}) as Texts)))) };
  };
}

export const quotaAmounts: Adapters = {
  TestAdd: two('sum', addAmounts),
  TestSubtract: two('sub', subtractAmounts),
  TestSubtractWithNonNegativeResult: two('sub', subtractDownToZero),
  TestRemoveZeros: one('result', withoutZeros),
  TestEquals: (row) => {
    const { a, b } = inputOf(row);
    const { result } = outputOf(row);
    return { expected: result, got: equalAmounts(readAmounts(a as Texts), readAmounts(b as Texts)) };
  },
  TestLessThanOrEqual: (row) => {
    const { a, b } = inputOf(row);
    const { allowed, exceeded } = outputOf(row);
    const over = exceeding(readAmounts(a as Texts), readAmounts(b as Texts));
    return {
      expected: { allowed, exceeded: sortedNames(strings(exceeded)) },
      got: { allowed: over.length === 0, exceeded: sortedNames(over) },
    };
  },
  TestIsNegative: (row) => {
    const { a } = inputOf(row);
    return { expected: sortedNames(strings(outputOf(row)['actual'])), got: sortedNames(negativeNames(readAmounts(a as Texts))) };
  },
};

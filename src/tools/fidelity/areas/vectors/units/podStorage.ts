/** upstream: pkg/registry/core/pod/storage: evictions and bindings, asked of an API server */
import type { Json } from '#api/immutable.ts';
import type { Kind } from '#api/kinds.ts';
import type { Request, Response, Status } from '#api/request.ts';
import { ask, body, create, podServer, podSpec, type TestServer } from '#engine/apiserver/testServer.ts';
import { errorText, inputOf, isFields, plain, withoutInput, type Adapter, type Adapters, type Fields } from '../row.ts';

/** Writes an object and then its status, as a controller would. */
export function seed(it: TestServer, kind: Kind, { metadata, status, ...fields }: Fields): void {
  const { name } = metadata as { readonly name: string };
  create(it, kind, name, { ...fields, metadata } as { readonly [key: string]: Json });
  if (isFields(status)) ask(it, kind, { verb: 'patch', name, subresource: 'status', patch: { type: 'merge', body: { status } as Json } });
}

/** The words of a refusal as the tests put them together: message, reason, and the causes. */
function refusalOf({ code, body: answer }: Response): string {
  const { message, reason, details } = answer as unknown as Status;
  if (code < 400) return '';
  const causes = reason === 'TooManyRequests' ? (details?.causes ?? []).map((cause) => cause.message) : [];
  return [message, reason, ...causes].join(': ');
}

interface World {
  readonly pods: readonly string[];
  readonly budgets: readonly Fields[];
  readonly phase?: unknown;
  readonly ready?: unknown;
}

/** Pods of the label that the budgets of the tests are about, and the budgets as their controller has left them. */
function world({ pods, budgets, phase, ready }: World): TestServer {
  const it = podServer();
  for (const name of pods) {
    const status = { ...(phase === '' || phase === undefined ? {} : { phase }), ...(isFields(ready) ? { conditions: [ready] } : {}) };
    seed(it, 'Pod', { metadata: { name, labels: { a: 'true' } }, spec: { ...podSpec, nodeName: 'foo' }, status });
  }
  for (const budget of budgets) {
    const { $type: _, ...object } = plain(budget) as Fields;
    const { conditions, ...status } = object['status'] as Fields;
    const timed = listOf(conditions).map((one) => ({ ...one, lastTransitionTime: '2026-11-21T20:00:00Z' }));
    seed(it, 'PodDisruptionBudget', { ...object, status: { observedGeneration: 1, ...status, conditions: timed } });
  }
  return it;
}

function evict(it: TestServer, name: string, eviction: unknown, options: object = {}): Response {
  const request: Partial<Request> = { verb: 'create', name, subresource: 'eviction', object: eviction as Json, options };
  return ask(it, 'Pod', request);
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

/** Under each of the policies that the row is for, or of all. */
const eviction: Adapter = (row) => {
  const { eviction: asked, pdbs, podName, podPhase, prc, badNameInURL, policies, expectError, expectDeleted, name } = inputOf(row);
  if (!isFields(asked)) return withoutInput;
  if (/conflict|error/.test(String(name))) return { leftOut: 'the store of the test refuses as it is told' };
  const used = Array.isArray(policies) ? policies : [null, 'IfHealthyBudget', 'AlwaysAllow'];
  const got = used.map((policy) => {
    const budgets = listOf(pdbs).map((one) => ({
      ...one,
      spec: { ...(one['spec'] as Fields), ...(policy === null ? {} : { unhealthyPodEvictionPolicy: policy }) },
    }));
    const it = world({ pods: [String(podName)], budgets, phase: podPhase, ready: prc });
    const target = badNameInURL === true ? `${String(podName)}bad-name` : String(podName);
    const answer = refusalOf(evict(it, target, plain(asked)));
    const gone = ask(it, 'Pod', { name: String(podName) }).code === 404;
    return expectDeleted === undefined ? answer : [answer, gone];
  });
  const expected = expectDeleted === undefined ? expectError : [expectError, expectDeleted];
  return { expected: used.map(() => expected), got };
};

/** A rehearsal of an eviction leaves pod and budget as they were. */
const rehearsal: Adapter = (row) => {
  const { evictionOptions, requestOptions, pdbs } = inputOf(row);
  const it = world({ pods: ['foo'], budgets: listOf(pdbs) });
  const { revision } = it.server.store;
  const asked = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: 'foo', namespace: 'default' },
    deleteOptions: plain(evictionOptions),
  };
  return { expected: ['', revision], got: [refusalOf(evict(it, 'foo', asked, plain(requestOptions) as object)), it.server.store.revision] };
};

/** What a budget says of itself when one of its pods went. */
const budgetAfter: Adapter = (row) => {
  const { pdb, expectedDisruptionsAllowed, expectedReason } = inputOf(row);
  if (!isFields(pdb)) return withoutInput;
  const it = world({ pods: ['foo-1', 'foo-2'], budgets: [pdb], phase: 'Running', ready: { type: 'Ready', status: 'True' } });
  evict(it, 'foo-1', { metadata: { name: 'foo-1', namespace: 'default' } });
  const { status } = ask(it, 'PodDisruptionBudget', { name: 'foo' }).body as unknown as { readonly status: Fields };
  const [condition] = listOf(status['conditions']);
  return { expected: [expectedDisruptionsAllowed, expectedReason], got: [status['disruptionsAllowed'], condition?.['reason']] };
};

/** A binding of a pod that has gates, or none. */
const gated: Adapter = (row) => {
  const { schedulingGates, wantErr, featureEnabled } = inputOf(row);
  if (featureEnabled === undefined) return withoutInput;
  if (featureEnabled === false) return { leftOut: 'PodSchedulingReadiness is beta in 1.28 and on' };
  const it = podServer();
  seed(it, 'Pod', { metadata: { name: 'foo' }, spec: { ...podSpec, schedulingGates: listOf(schedulingGates) } });
  const answer = ask(it, 'Pod', {
    verb: 'create',
    name: 'foo',
    subresource: 'binding',
    object: { metadata: { name: 'foo' }, target: { name: 'machine' } },
  });
  return { expected: errorText(wantErr), got: answer.code < 400 ? undefined : body(answer)['message'] };
};

export const podStorage: Adapters = {
  TestEtcdCreateWithSchedulingGates: gated,
  TestEviction: eviction,
  TestEvictionDryRun: rehearsal,
  TestEvictionIgnorePDB: eviction,
  TestEvictionPDBStatus: budgetAfter,
};

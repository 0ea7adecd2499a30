/**
 * What the API server itself does about custom resource definitions: it accepts their names, establishes them, and empties
 * those that are being deleted.
 * Owns nothing. Reads definitions, and lists the objects of those that go; writes their status and finalizers, and deletes.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/{status,establish,finalizer}
 */
import { definitionIs, servedByDefinition } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { APPROVAL_ANNOTATION, approvalOf, isProtectedGroup, type Approval } from '#api/machinery/apiApproval.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '../../client/controller.ts';
import { acceptNames } from './names.ts';
import { emptyResource } from './finalizer.ts';

type Definition = CustomResourceDefinition;
export type Condition = Omit<NonNullable<Definition['status']['conditions']>[number], 'lastTransitionTime'>;

const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

export const namingController = controller({
  name: 'naming-condition',
  eventSource: 'naming-condition-controller',
  watches: [
    {
      kind: 'CustomResourceDefinition',
      keys: (delta, see) => sameGroup(delta.object as Definition & typeof delta.object, see.list('CustomResourceDefinition')),
    },
  ],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const definition = r.see.get('CustomResourceDefinition', name);
    if (definition === undefined || definition.metadata.deletionTimestamp !== undefined) return undefined;
    const { names, conditions } = acceptNames(definition, r.see.list('CustomResourceDefinition'));
    const next = withConditions({ ...definition, status: { ...definition.status, acceptedNames: names } }, conditions, r);
    return writeStatus(definition, next, r);
  },
});

/** A change of names may free one that another definition of the group waits for. */
function sameGroup(changed: Definition, all: readonly Definition[]): readonly string[] {
  const others = all.filter((it) => it.spec.group === changed.spec.group && !definitionIs(it, 'NamesAccepted'));
  return [...new Set([changed.metadata.name, ...others.map((it) => it.metadata.name)])];
}

export const establishingController = controller({
  name: 'establishing',
  eventSource: 'establishing-controller',
  watches: [{ kind: 'CustomResourceDefinition', keys: ownKey }],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const definition = r.see.get('CustomResourceDefinition', name);
    if (definition === undefined || !definitionIs(definition, 'NamesAccepted') || definitionIs(definition, 'Established')) return undefined;
    const established = {
      type: 'Established',
      status: 'True',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    };
    return writeStatus(definition, withConditions(definition, [established], r), r);
  },
});

const approvals: Readonly<Record<Approval, Pick<Condition, 'status' | 'reason'>>> = {
  missing: { status: 'False', reason: 'MissingAnnotation' },
  invalid: { status: 'False', reason: 'InvalidAnnotation' },
  bypassed: { status: 'False', reason: 'UnapprovedAnnotation' },
  approved: { status: 'True', reason: 'ApprovedAnnotation' },
};

/** Says of a definition in a protected group whether its annotation names an approval. upstream: pkg/controller/apiapproval */
export const approvalController = controller({
  name: 'kubernetes-api-approval-policy-conformant-condition',
  eventSource: 'kubernetes-api-approval-policy-conformant-condition-controller',
  watches: [{ kind: 'CustomResourceDefinition', keys: ownKey }],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const definition = r.see.get('CustomResourceDefinition', name);
    if (definition === undefined || !isProtectedGroup(definition.spec.group)) return undefined;
    const { state, message } = approvalOf(definition.metadata.annotations?.[APPROVAL_ANNOTATION]);
    const condition = { type: 'KubernetesAPIApprovalPolicyConformant', ...approvals[state], message };
    return writeStatus(definition, withConditions(definition, [condition], r), r);
  },
});

export const finalizingController = controller({
  name: 'crd-finalizer',
  eventSource: 'crd-finalizer',
  watches: [{ kind: 'CustomResourceDefinition', keys: ownKey }],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const definition = r.see.get('CustomResourceDefinition', name);
    if (definition?.metadata.deletionTimestamp === undefined || !(definition.metadata.finalizers ?? []).includes(CLEANUP)) return undefined;
    const [served] = servedByDefinition(definition);
    const inProgress = {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionInProgress',
      message: 'CustomResource deletion is in progress',
    };
    const left = served !== undefined && definitionIs(definition, 'Established') ? emptyResource(served.row, r) : 0;
    if (left > 0) {
      const failed = writeStatus(definition, withConditions(definition, [inProgress], r), r);
      return failed ?? { requeueAfterMs: 5_000, why: `waiting for ${left} objects to go` };
    }
    const done = { type: 'Terminating', status: 'False', reason: 'InstanceDeletionCompleted', message: 'removed all instances' };
    return release(definition, withConditions(definition, [done], r), r);
  },
});

/** The definition with some of its conditions as given; the time of one changes only with its status. */
function withConditions(definition: Definition, news: readonly Condition[], r: Reconcile): Definition {
  const old = definition.status.conditions ?? [];
  const now = formatTime(r.wallMs);
  const merged = [...old];
  for (const condition of news) {
    const at = merged.findIndex((it) => it.type === condition.type);
    const known = merged[at];
    const lastTransitionTime = known !== undefined && known.status === condition.status ? known.lastTransitionTime : now;
    const full = {
      type: condition.type,
      status: condition.status,
      lastTransitionTime,
      reason: condition.reason,
      message: condition.message,
    } as (typeof old)[number];
    if (at < 0) merged.push(full);
    else merged[at] = full;
  }
  return { ...definition, status: { ...definition.status, conditions: merged } };
}

function writeStatus(before: Definition, after: Definition, r: Reconcile): Outcome | undefined {
  if (equalJson(before.status, after.status)) return undefined;
  const written = r.client.updateStatus('CustomResourceDefinition', after);
  return written.ok ? undefined : { error: written.status.message ?? 'the status could not be written' };
}

/** The last word about a definition, and then its finalizer goes. */
function release(before: Definition, after: Definition, r: Reconcile): Outcome | undefined {
  const said = equalJson(before.status, after.status)
    ? { ok: true as const, value: before }
    : r.client.updateStatus('CustomResourceDefinition', after);
  if (!said.ok) return { error: said.status.message ?? 'the status could not be written' };
  const { metadata } = said.value;
  const finalizers = (metadata.finalizers ?? []).filter((it) => it !== CLEANUP);
  const freed = r.client.update('CustomResourceDefinition', { ...said.value, metadata: { ...metadata, finalizers } });
  return freed.ok ? undefined : { error: freed.status.message ?? 'the finalizer could not be taken away' };
}

/**
 * Brings roles and bindings to what files say: what is missing is added, what is too much goes when asked for.
 * upstream: kubectl/pkg/cmd/auth/reconcile.go, component-helpers/auth/rbac/reconciliation
 */
import type { Role, RoleBinding } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { KubeObject } from '#api/meta.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { asJson, findObject, objectOf, requestOf, send } from '../cluster.ts';
import { dryRunOf, namespaceIsForced, type Context } from '../context.ts';
import { failure } from '../failure.ts';
import { isOn, listOf } from '../flags.ts';
import { fileObjects, type FileObject } from '../manifests.ts';
import { ruleText, subjectText, uncovered, without, type Rules, type Subject } from './rules.ts';

interface Result {
  readonly object: KubeObject;
  readonly operation: 'none' | 'create' | 'update' | 'recreate';
  readonly missingRules?: Rules;
  readonly extraRules?: Rules;
  readonly missingSubjects?: readonly Subject[];
  readonly extraSubjects?: readonly Subject[];
}

export async function reconcile(context: Context): Promise<number> {
  const { flags } = context;
  if (context.args.length > 0) throw failure('no arguments are allowed');
  if (listOf(flags, 'filename').length + listOf(flags, 'kustomize').length === 0) throw failure('must specify one of -f and -k');
  const dryRun = dryRunOf(context);
  if (dryRun === 'server') throw failure('--dry-run=server for command reconcile is not supported yet');
  await forEachTold(await fileObjects(context, { asWritten: !namespaceIsForced(context) }), async (one, index) => {
    if (one.row.group !== 'rbac.authorization.k8s.io') return;
    if (one.row.namespaced && (one.object.metadata.namespace ?? '') === '')
      throw failure('an empty namespace may not be set when a resource name is provided');
    const existing = await findObject(context, one, one.name);
    const result = 'roleRef' in one.object ? boundResult(context, one, existing) : roleResult(context, one, existing);
    const object = dryRun === 'client' ? result.object : await written(context, one, result);
    sayChanged(context, { row: one.row, object, operation: 'reconciled', dryRun }, index);
    context.env.stderr(report(context, result));
  });
  return 0;
}

function roleResult(context: Context, { object }: FileObject, existing: KubeObject | undefined): Result {
  const wanted = (object as unknown as Role).rules ?? [];
  if (existing === undefined) return { object, operation: 'create', missingRules: wanted };
  const own = (existing as unknown as Role).rules ?? [];
  const [missingRules, extraRules] = [uncovered(own, wanted), uncovered(wanted, own)];
  const removes = isOn(context.flags, 'remove-extra-permissions');
  const rules = removes && missingRules.length + extraRules.length > 0 ? wanted : [...own, ...missingRules];
  const changed = { ...existing, metadata: merged(existing, object), rules } as unknown as KubeObject;
  return { object: changed, operation: equalJson(changed, existing) ? 'none' : 'update', missingRules, extraRules };
}

function boundResult(context: Context, { object }: FileObject, existing: KubeObject | undefined): Result {
  const binding = object as unknown as RoleBinding;
  const wanted = (binding.subjects ?? []).map(withGroup);
  const whole = { ...object, subjects: wanted } as unknown as KubeObject;
  if (existing === undefined) return { object: whole, operation: 'create', missingSubjects: wanted };
  const old = existing as unknown as RoleBinding;
  if (!equalJson(old.roleRef, binding.roleRef)) return { object: whole, operation: 'recreate' };
  const own = old.subjects ?? [];
  const [missingSubjects, extraSubjects] = [without(wanted, own), without(own, wanted)];
  const removes = isOn(context.flags, 'remove-extra-subjects') && missingSubjects.length + extraSubjects.length > 0;
  const subjects = removes ? wanted : [...own, ...missingSubjects];
  const changed = { ...existing, metadata: merged(existing, object), subjects } as unknown as KubeObject;
  return { object: changed, operation: equalJson(changed, existing) ? 'none' : 'update', missingSubjects, extraSubjects };
}

/** Users and groups are of the group that roles are of. */
function withGroup(subject: Subject): Subject {
  return subject.kind === 'ServiceAccount' || (subject.apiGroup ?? '') !== ''
    ? subject
    : { ...subject, apiGroup: 'rbac.authorization.k8s.io' };
}

function merged({ metadata }: KubeObject, { metadata: { labels, annotations } }: KubeObject): KubeObject['metadata'] {
  return {
    ...metadata,
    ...(labels === undefined ? {} : { labels: { ...metadata.labels, ...labels } }),
    ...(annotations === undefined ? {} : { annotations: { ...metadata.annotations, ...annotations } }),
  };
}

async function written(context: Context, one: FileObject, { object, operation }: Result): Promise<KubeObject> {
  if (operation === 'none') return object;
  if (operation === 'update') return objectOf(await send(context, requestOf(one, 'update', { name: one.name, object: asJson(object) })));
  if (operation === 'recreate') objectOf(await send(context, requestOf(one, 'delete', { name: one.name })));
  return objectOf(await send(context, requestOf(one, 'create', { object: asJson(object) })));
}

function report(context: Context, result: Result): string {
  const { operation, missingRules = [], extraRules = [], missingSubjects = [], extraSubjects = [] } = result;
  const list = (title: string, texts: readonly string[]) =>
    texts.length === 0 ? '' : `\t${title}:\n${texts.map((text) => `\t\t${text}\n`).join('')}`;
  const removed = (flagName: string, title: string, texts: readonly string[]) => (isOn(context.flags, flagName) ? list(title, texts) : '');
  return [
    operation === 'none' ? '' : `\treconciliation required ${operation}\n`,
    list('missing rules added', missingRules.map(ruleText)),
    removed('remove-extra-permissions', 'extra rules removed', extraRules.map(ruleText)),
    list('missing subjects added', missingSubjects.map(subjectText)),
    removed('remove-extra-subjects', 'extra subjects removed', extraSubjects.map(subjectText)),
  ].join('');
}

/**
 * Brings roles and bindings to what files say: what is missing is added, what is too much goes when asked for.
 * upstream: kubectl/pkg/cmd/auth/reconcile.go, component-helpers/auth/rbac/reconciliation
 */
import type { ClusterRole, RoleBinding } from '#api/kinds.ts';
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

export interface Result {
  readonly object: KubeObject;
  readonly operation: 'none' | 'create' | 'update' | 'recreate';
  readonly missingRules?: Rules;
  readonly extraRules?: Rules;
  readonly missingSubjects?: readonly Subject[];
  readonly extraSubjects?: readonly Subject[];
  readonly isProtected?: boolean;
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
  return reconciledRole(object, existing, isOn(context.flags, 'remove-extra-permissions'));
}

type Selectors = NonNullable<NonNullable<ClusterRole['aggregationRule']>['clusterRoleSelectors']>;

/** A role that has what is wanted of it; nothing else, if so asked. upstream: computeReconciledRole */
export function reconciledRole(object: KubeObject, existing: KubeObject | undefined, removes: boolean): Result {
  const wanted = object as unknown as ClusterRole;
  const { rules: wantedRules = [] } = wanted;
  if (existing === undefined) return { object, operation: 'create', missingRules: wantedRules };
  const now = existing as unknown as ClusterRole;
  const own = now.rules ?? [];
  const [missingRules, extraRules] = [uncovered(own, wantedRules), uncovered(wantedRules, own)];
  const stomps = removes && missingRules.length + extraRules.length > 0;
  const rules = stomps ? wantedRules : missingRules.length > 0 ? [...own, ...missingRules] : now.rules;
  const aggregationRule = aggregated(now.aggregationRule, wanted.aggregationRule, removes);
  const { aggregationRule: _before, ...rest } = now;
  const changed = { ...rest, metadata: merged(existing, object), rules, ...(aggregationRule === undefined ? {} : { aggregationRule }) };
  return {
    object: changed as unknown as KubeObject,
    operation: equalJson(changed, existing) ? 'none' : 'update',
    missingRules,
    extraRules,
    isProtected: isProtected(existing),
  };
}

function aggregated(
  own: ClusterRole['aggregationRule'],
  wanted: ClusterRole['aggregationRule'],
  removes: boolean,
): ClusterRole['aggregationRule'] {
  if (wanted === undefined) return undefined;
  const lacks = (some: Selectors, others: Selectors) => some.filter((one) => !others.some((other) => equalJson(one, other)));
  const [had, asked] = [own?.clusterRoleSelectors ?? [], wanted.clusterRoleSelectors ?? []];
  const [missing, extra] = [lacks(asked, had), lacks(had, asked)];
  if (removes) return missing.length + extra.length > 0 ? wanted : own;
  return missing.length > 0 ? { clusterRoleSelectors: [...had, ...missing] } : own;
}

/** Who does not want to be brought up to date says so. */
function isProtected({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['rbac.authorization.kubernetes.io/autoupdate'] === 'false';
}

function boundResult(context: Context, { object }: FileObject, existing: KubeObject | undefined): Result {
  const subjects = ((object as unknown as RoleBinding).subjects ?? []).map(withGroup);
  return reconciledBinding({ ...object, subjects } as unknown as KubeObject, existing, isOn(context.flags, 'remove-extra-subjects'));
}

/** A binding that has the subjects wanted of it; of another role it is made anew. upstream: computeReconciledRoleBinding */
export function reconciledBinding(object: KubeObject, existing: KubeObject | undefined, removes: boolean): Result {
  const binding = object as unknown as RoleBinding;
  const wanted = binding.subjects ?? [];
  if (existing === undefined) return { object, operation: 'create', missingSubjects: wanted };
  const old = existing as unknown as RoleBinding;
  if (!equalJson(old.roleRef, binding.roleRef)) return { object, operation: 'recreate', isProtected: isProtected(existing) };
  const own = old.subjects ?? [];
  const [missingSubjects, extraSubjects] = [without(wanted, own), without(own, wanted)];
  const stomps = removes && missingSubjects.length + extraSubjects.length > 0;
  const subjects = stomps ? wanted : missingSubjects.length > 0 ? [...own, ...missingSubjects] : old.subjects;
  const changed = { ...existing, metadata: merged(existing, object), subjects } as unknown as KubeObject;
  const operation = equalJson(changed, existing) ? 'none' : 'update';
  return { object: changed, operation, missingSubjects, extraSubjects, isProtected: isProtected(existing) };
}

/** Users and groups are of the group that roles are of. */
function withGroup(subject: Subject): Subject {
  return subject.kind === 'ServiceAccount' || (subject.apiGroup ?? '') !== ''
    ? subject
    : { ...subject, apiGroup: 'rbac.authorization.k8s.io' };
}

/** What is there already stays as it is. */
function merged({ metadata }: KubeObject, { metadata: { labels, annotations } }: KubeObject): KubeObject['metadata'] {
  return {
    ...metadata,
    ...(labels === undefined ? {} : { labels: { ...labels, ...metadata.labels } }),
    ...(annotations === undefined ? {} : { annotations: { ...annotations, ...metadata.annotations } }),
  };
}

async function written(context: Context, one: FileObject, { object, operation, isProtected: stays = false }: Result): Promise<KubeObject> {
  if (operation === 'none' || stays) return object;
  if (operation === 'update') return objectOf(await send(context, requestOf(one, 'update', { name: one.name, object: asJson(object) })));
  if (operation === 'recreate') objectOf(await send(context, requestOf(one, 'delete', { name: one.name })));
  return objectOf(await send(context, requestOf(one, 'create', { object: asJson(object) })));
}

const optedOut = ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)';

function report(context: Context, result: Result): string {
  const { operation, isProtected: stays = false, missingRules = [], extraRules = [], missingSubjects = [], extraSubjects = [] } = result;
  const list = (title: string, texts: readonly string[]) =>
    texts.length === 0 ? '' : `\t${title}:\n${texts.map((text) => `\t\t${text}\n`).join('')}`;
  const removed = (flagName: string, title: string, texts: readonly string[]) => (isOn(context.flags, flagName) ? list(title, texts) : '');
  return [
    operation === 'none' ? '' : `\treconciliation required ${operation}${stays ? optedOut : ''}\n`,
    list('missing rules added', missingRules.map(ruleText)),
    removed('remove-extra-permissions', 'extra rules removed', extraRules.map(ruleText)),
    list('missing subjects added', missingSubjects.map(subjectText)),
    removed('remove-extra-subjects', 'extra subjects removed', extraSubjects.map(subjectText)),
  ].join('');
}

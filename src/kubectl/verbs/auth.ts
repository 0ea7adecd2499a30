/** What a user may do. upstream: kubectl/pkg/cmd/auth/cani.go, whoami.go */
import { reconcile } from '../auth/reconcile.ts';
import type { Json } from '#api/immutable.ts';
import type { KubeObject } from '#api/meta.ts';
import { objectOf, send } from '../cluster.ts';
import { allNamespaces, namespaceOf, wallClock, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure, silentFailure } from '../failure.ts';
import { bools, flag, isOn, textOf } from '../flags.ts';
import { dryRunFlag, filenameFlags, outputFlags } from '../globalFlags.ts';
import { rowOfWord } from '../mapper.ts';
import { formatOf, formatted } from '../outputs.ts';
import { formatTime } from '#api/machinery/time.ts';
import { simpleRules, resourceText } from '../describers/rbac.ts';
import { goSlice } from '../describers/lines.ts';
import { plainTable } from '../table.ts';
import type { Role } from '#api/kinds.ts';

export const auth: Verb = {
  name: 'auth',
  short: 'Inspect authorization',
  flags: [],
  subcommands: [
    {
      name: 'can-i',
      short: 'Check whether an action is allowed',
      flags: [flag('all-namespaces,A', 'bool'), flag('subresource'), flag('quiet,q', 'bool'), ...bools('list', 'no-headers')],
      run: canI,
    },
    {
      name: 'reconcile',
      short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
      flags: [...outputFlags, ...filenameFlags, dryRunFlag, ...bools('remove-extra-permissions', 'remove-extra-subjects')],
      run: reconcile,
    },
    { name: 'whoami', short: 'Experimental: Check self subject attributes', flags: [...outputFlags], run: whoAmI },
  ],
};

/** Asks for the review; `asked` is what it has besides its name. */
async function review(context: Context, resource: string, kind: string, asked: { readonly spec?: Json }): Promise<Record<string, unknown>> {
  const [group, version] = kind === 'SelfSubjectReview' ? ['authentication.k8s.io', 'v1'] : ['authorization.k8s.io', 'v1'];
  const object = { apiVersion: `${group}/${version}`, kind, metadata: {}, ...asked };
  const answer: KubeObject = objectOf(await send(context, { verb: 'create', group, version, resource, object }));
  return (answer as unknown as { readonly status?: Record<string, unknown> }).status ?? {};
}

const resourceVerbs = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(' '),
);
const urlVerbs = new Set('get put post head options delete patch *'.split(' '));

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function canI(context: Context): Promise<number> {
  if (isOn(context.flags, 'list')) return listRules(context);
  const [verb, target, name] = context.args;
  if (verb === undefined || target === undefined || context.args.length > 3)
    throw failure(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  const spec = target.startsWith('/')
    ? { nonResourceAttributes: { path: target, verb } }
    : await resourceAttributes(context, { verb, target, name });
  const known = target.startsWith('/') ? urlVerbs : resourceVerbs;
  if (!known.has(verb)) context.env.stderr(`Warning: verb '${verb}' is not a known verb\n\n`);
  const status = await review(context, 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', { spec });
  const allowed = status['allowed'] === true;
  const reason = status['reason'];
  const told = typeof reason === 'string' && reason !== '' && !allowed ? ` - ${reason}` : '';
  if (!isOn(context.flags, 'quiet')) context.env.stdout(`${allowed ? 'yes' : 'no'}${told}\n`);
  if (!allowed) throw silentFailure(1);
  return 0;
}

async function resourceAttributes(
  context: Context,
  { verb, target, name }: { verb: string; target: string; name: string | undefined },
): Promise<Json> {
  const [word = '', slashName] = target.split('/');
  const attributes = await attributesOf(context, word);
  const subresource = textOf(context.flags, 'subresource');
  const named = slashName ?? name;
  const place = allNamespaces(context) || !attributes.namespaced ? {} : { namespace: namespaceOf(context) };
  const rest = { ...(named === undefined ? {} : { name: named }), ...(subresource === '' ? {} : { subresource }) };
  return { resourceAttributes: { group: attributes.group, resource: attributes.resource, verb, ...place, ...rest } };
}

async function attributesOf(
  context: Context,
  word: string,
): Promise<{ readonly group: string; readonly resource: string; readonly namespaced: boolean }> {
  if (word === '*') return { group: '*', resource: '*', namespaced: true };
  try {
    const row = await rowOfWord(context, word);
    if (!row.namespaced && !allNamespaces(context))
      context.env.stderr(
        `Warning: resource '${row.plural}' is not namespace scoped${row.group === '' ? '' : ` in group '${row.group}'`}\n\n`,
      );
    return { group: row.group, resource: row.plural, namespaced: row.namespaced };
  } catch (error) {
    if (!(error instanceof KubectlFailure)) throw error;
    const [resource = word, ...group] = word.split('.');
    // Who may be impersonated is no resource that is served.
    if (word === 'users' || word === 'groups') return { group: '', resource, namespaced: true };
    context.env.stderr(
      group.length === 0
        ? `Warning: the server doesn't have a resource type '${word}'\n\n`
        : `Warning: the server doesn't have a resource type '${resource}' in group '${group.join('.')}'\n\n`,
    );
    return { group: group.join('.'), resource, namespaced: true };
  }
}

interface Rules {
  readonly resourceRules?: Role['rules'];
  readonly nonResourceRules?: readonly { readonly verbs: readonly string[]; readonly nonResourceURLs?: readonly string[] }[];
}

async function listRules(context: Context): Promise<number> {
  const spec = { namespace: namespaceOf(context) };
  const status = (await review(context, 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', { spec })) as Rules;
  const byResource = simpleRules(status.resourceRules ?? []).map((rule) => [
    resourceText(rule),
    goSlice(rule.urls),
    goSlice(rule.names),
    goSlice(rule.verbs),
  ]);
  const byUrl = (status.nonResourceRules ?? [])
    .flatMap((rule) => (rule.nonResourceURLs ?? []).map((url) => ['', `[${url}]`, '[]', goSlice(rule.verbs)]))
    .toSorted((a, b) => compareText(a[1] ?? '', b[1] ?? ''));
  // By their verbs, as a rule's text begins with them.
  const rules = [...byResource, ...byUrl].toSorted((a, b) => compareText(a[3] ?? '', b[3] ?? ''));
  const header = isOn(context.flags, 'no-headers') ? [] : ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];
  context.env.stdout(plainTable(header, rules));
  return 0;
}

interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The fields as the type has them. */
function inOrder(status: Record<string, unknown>): object {
  const { username, uid, groups, extra } = (status['userInfo'] ?? {}) as UserInfo;
  const given = Object.entries({ username, uid, groups, extra }).filter(([, value]) => value !== undefined);
  return { ...status, userInfo: Object.fromEntries(given) };
}

async function whoAmI(context: Context): Promise<number> {
  const status = await whoAmIAnswer(context);
  const format = formatOf(context);
  if (format !== undefined) {
    const metadata = { creationTimestamp: formatTime(wallClock(context)) };
    const object = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata, status: inOrder(status) };
    context.env.stdout(format.name === 'json' ? `${JSON.stringify(object, null, 4)}\n` : formatted(context, format, object));
    return 0;
  }
  const { username = '', uid = '', groups = [], extra = {} } = (status['userInfo'] ?? {}) as UserInfo;
  const rows = [
    ...(username === '' ? [] : [['Username', username]]),
    ...(uid === '' ? [] : [['UID', uid]]),
    ...(groups.length === 0 ? [] : [['Groups', goSlice(groups)]]),
    ...Object.keys(extra)
      .toSorted()
      .map((key) => [`Extra: ${key}`, goSlice(extra[key])]),
  ];
  context.env.stdout(plainTable(['ATTRIBUTE', 'VALUE'], rows));
  return 0;
}

async function whoAmIAnswer(context: Context): Promise<Record<string, unknown>> {
  try {
    return await review(context, 'selfsubjectreviews', 'SelfSubjectReview', {});
  } catch (error) {
    const code = error instanceof KubectlFailure ? error.status?.code : undefined;
    if (code === 403) throw failure('the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it');
    if (code === 404)
      throw failure(
        'the selfsubjectreviews API is not enabled in the cluster\nenable APISelfSubjectReview feature gate and authentication.k8s.io/v1alpha1 or authentication.k8s.io/v1beta1 API',
      );
    throw error;
  }
}

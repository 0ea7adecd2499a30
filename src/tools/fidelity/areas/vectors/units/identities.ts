/** upstream: pkg/controller/serviceaccount, clusterroleaggregation, volume/ephemeral */
import { encodeText } from '#api/machinery/base64.ts';
import { parseGoDuration } from '#api/machinery/duration.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { clusterRoleAggregation } from '#engine/controllers/clusterroleaggregation/clusterroleaggregation.ts';
import { ephemeralVolume } from '#engine/controllers/ephemeral/ephemeral.ts';
import { serviceAccount } from '#engine/controllers/serviceaccount/serviceaccount.ts';
import { legacyTokenCleaner } from '#engine/controllers/serviceaccount/tokenCleaner.ts';
import { serviceAccountTokens } from '#engine/controllers/serviceaccount/tokens.ts';
import { authorityOf } from '#engine/helpers/authority.ts';
import { signingKeyOf } from '#engine/helpers/clusterKeys.ts';
import type { Answer } from '../../verdicts.ts';
import { errorText, inputOf, isFields, outputOf, strings, type Adapters, type Fields, type Row } from '../row.ts';
import { bare } from './bare.ts';
import { oneLook } from './oneLook.ts';
import { clusterWith, typed, typedList } from './worlds.ts';

const now = Date.UTC(2026, 10, 21, 21);

/** The tests' certificate authority, which is another one here. */
const theirCa = 'Q0EgRGF0YQ==';

function withOurCa(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null).replaceAll(theirCa, encodeText(authorityOf({}).certificate)));
}

/** What is written to Secrets and accounts after one thing came, changed or went. */
function tokens(row: Row): Answer {
  const input = withOurCa(inputOf(row)) as Fields;
  const given = [
    ...typedList(input['ExistingSecrets'], 'Secret'),
    ...some(input['ExistingServiceAccount'], 'ServiceAccount'),
    ...typedList(input['ClientObjects']),
  ];
  const gone = [...some(input['DeletedSecret'], 'Secret'), ...some(input['DeletedServiceAccount'], 'ServiceAccount')];
  const news = [
    ...some(input['AddedSecret'] ?? input['UpdatedSecret'], 'Secret'),
    ...some(input['AddedServiceAccount'] ?? input['UpdatedServiceAccount'], 'ServiceAccount'),
  ];
  const all = new Map([...given, ...gone, ...news].map((it) => [`${it.kind} ${keyOf(it)}`, it]));
  const cluster = clusterWith([serviceAccountTokens({ key: signingKeyOf({}), rootCa: authorityOf({}).certificate })], [...all.values()]);
  for (const { kind, metadata } of gone) cluster.remove(kind as 'Secret', metadata.name);
  const before = cluster.log.length;
  cluster.run();
  return {
    expected: writesIn(input['ExpectedActions']),
    got: cluster.log
      .slice(before)
      .filter((line) => line.length > 0)
      .toSorted(),
  };
}

function some(value: unknown, kind: 'Secret' | 'ServiceAccount' | 'Namespace'): readonly KubeObject[] {
  return isFields(value) ? [typed(value, kind)] : [];
}

const signs: Readonly<Record<string, string>> = { create: '+', update: '~', patch: '~', delete: '-' };
const kinds: Readonly<Record<string, string>> = { secrets: 'Secret', serviceaccounts: 'ServiceAccount' };

/** Recorded writes as a test cluster logs them: `~ Secret name`. */
function writesIn(actions: unknown): readonly string[] {
  return (Array.isArray(actions) ? actions : [])
    .flatMap((it: Fields) => {
      const how = isFields(it['ActionImpl']) ? it['ActionImpl'] : {};
      const sign = signs[String(how['Verb'])];
      const object = isFields(it['Object']) && isFields(it['Object']['metadata']) ? it['Object']['metadata']['name'] : it['Name'];
      return sign === undefined ? [] : [`${sign} ${kinds[String(how['Resource']).replace(/^.*=/, '')] ?? ''} ${String(object)}`];
    })
    .toSorted();
}

/** The tests manage two accounts a namespace; here it is the one that every cluster has. */
function accounts(row: Row): Answer {
  const input = inputOf(row);
  const gone = some(input['DeletedServiceAccount'], 'ServiceAccount');
  const namespaces = some(input['AddedNamespace'] ?? input['UpdatedNamespace'] ?? input['ExistingNamespace'], 'Namespace');
  const existing = typedList(input['ExistingServiceAccounts'], 'ServiceAccount');
  const cluster = clusterWith([serviceAccount], [...namespaces, ...existing, ...gone]);
  for (const { metadata } of gone) cluster.remove('ServiceAccount', metadata.name);
  const before = cluster.log.length;
  cluster.run();
  const expected = strings(input['ExpectCreatedServiceAccounts']).filter((name) => name === 'default');
  return { expected: expected.map((name) => `+ ServiceAccount ${name}`), got: cluster.log.slice(before) };
}

/** The tests' periods end at a day of theirs, counted back from when they were run. */
const recordedAt = Date.UTC(2026, 10, 21, 20, 2, 20, 403);

/** Which Secrets are deleted at one look. */
function cleaned(row: Row): Answer {
  const input = inputOf(row);
  const objects = [
    ...some(input['ExistingSecret'], 'Secret'),
    ...some(input['ExistingServiceAccount'], 'ServiceAccount'),
    ...typedList(input['ClientObjects']),
  ];
  const period = parseGoDuration(String(input['LegacyTokenCleanUpPeriod'])) ?? 0;
  const looked = oneLook(legacyTokenCleaner(period), '*clean', { objects, wallMs: recordedAt });
  return {
    expected: writesIn(input['ExpectedActions']),
    got: looked.requests.filter(({ verb }) => verb === 'delete').map(({ name }) => `- Secret ${name ?? ''}`),
  };
}

export const serviceAccounts: Adapters = {
  TestTokenCreation: tokens,
  TestServiceAccountCreation: accounts,
  TestLegacyServiceAccountTokenCleanUp: cleaned,
};

function aggregated(row: Row): Answer {
  const input = inputOf(row);
  if (typeof row.in === 'boolean')
    return { leftOut: 'a loop over whether the server knows server-side apply: the rows within it are compared' };
  const name = String(input['clusterRoleToSync']);
  const looked = oneLook(clusterRoleAggregation, name, { objects: typedList(input['startingClusterRoles'], 'ClusterRole'), wallMs: now });
  const wanted = input['expectedClusterRole'];
  return {
    expected: isFields(wanted) ? bare(typed(wanted, 'ClusterRole')) : [],
    got: looked.asked.length === 0 ? [] : bare(looked.get('ClusterRole', name)),
  };
}

export const roleAggregation: Adapters = { TestSyncClusterRole: aggregated };

function ephemeralClaims(row: Row): Answer {
  const { pods, pvcs, podKey, expectedPVCs, expectedError } = inputOf(row);
  const conflict = inputOf(row)['name'] === 'create-conflict';
  const looked = oneLook(ephemeralVolume, String(podKey), {
    objects: [...typedList(pods, 'Pod'), ...typedList(pvcs, 'PersistentVolumeClaim')],
    wallMs: now,
    refuse: ({ verb }) =>
      conflict && verb === 'create'
        ? { code: 409, reason: 'Conflict', message: 'Operation cannot be fulfilled on persistentvolumeclaims "fake name": fake conflict' }
        : undefined,
  });
  const seq = outputOf(row)['err'];
  const errors = (isFields(seq) && Array.isArray(seq['$seq']) ? seq['$seq'] : [seq]).flatMap((it) => errorText(it) ?? []);
  const wanted = typedList(expectedPVCs, 'PersistentVolumeClaim');
  return {
    expected: [expectedError === true ? errors[0] : undefined, wanted.map(created)],
    got: [looked.outcome?.error, wanted.map((it) => created(looked.get('PersistentVolumeClaim', keyOf(it))))],
  };
}

/** A claim as it was asked for: what the server adds is left out. */
function created(claim: KubeObject | undefined): unknown {
  if (claim === undefined) return undefined;
  const { name, namespace, ownerReferences } = claim.metadata;
  return bare({ name, namespace, ownerReferences, spec: (claim as unknown as Fields)['spec'] });
}

export const ephemeralVolumes: Adapters = { TestSyncHandler: ephemeralClaims };

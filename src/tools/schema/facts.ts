/**
 * What 1.28.4 has differently from the package, whose schemas are those of a release before it: fields and types as facts, their
 * descriptions from the later package where it has them.
 * upstream: reference/golden/openapi-v3
 */
import type { Definitions, GroupVersionKind, Schema } from '#schema/schema.ts';

/** What is set, changed, or taken away (null) in a definition and its fields. */
export interface Difference extends Omit<Schema, 'properties'> {
  readonly properties?: Readonly<Record<string, Schema | null>>;
}

const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const int32: Schema = { type: 'integer', format: 'int32' };
const core = '#/definitions/io.k8s.api.core.v1.';
const extensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

function ref(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

function union(discriminator: string, fields: Readonly<Record<string, string>>): Schema {
  return { 'x-kubernetes-unions': [{ discriminator, 'fields-to-discriminateBy': fields }] };
}

function flowControl(version: string): Readonly<Record<string, Difference>> {
  const group = `io.k8s.api.flowcontrol.${version}`;
  return {
    [`${group}.ExemptPriorityLevelConfiguration`]: {
      type: 'object',
      properties: { lendablePercent: int32, nominalConcurrencyShares: int32 },
    },
    [`${group}.LimitResponse`]: union('type', { queuing: 'Queuing' }),
    [`${group}.PriorityLevelConfigurationSpec`]: {
      ...union('type', { exempt: 'Exempt', limited: 'Limited' }),
      properties: { exempt: ref(`${group}.ExemptPriorityLevelConfiguration`) },
    },
    [`${group}.Subject`]: union('kind', { group: 'Group', serviceAccount: 'ServiceAccount', user: 'User' }),
  };
}

export const differences: Readonly<Record<string, Difference>> = {
  'io.k8s.api.authentication.v1.SelfSubjectReview': {
    type: 'object',
    properties: {
      apiVersion: text,
      kind: text,
      metadata: ref(`${meta}ObjectMeta`),
      status: ref('io.k8s.api.authentication.v1.SelfSubjectReviewStatus'),
    },
    'x-kubernetes-group-version-kind': [{ group: 'authentication.k8s.io', kind: 'SelfSubjectReview', version: 'v1' }],
  },
  'io.k8s.api.authentication.v1.SelfSubjectReviewStatus': {
    type: 'object',
    properties: { userInfo: ref('io.k8s.api.authentication.v1.UserInfo') },
  },
  'io.k8s.api.apps.v1.StatefulSetSpec': { properties: { volumeClaimTemplates: listOf({ $ref: `${core}PersistentVolumeClaim` }) } },
  'io.k8s.api.batch.v1.JobSpec': {
    properties: {
      backoffLimitPerIndex: int32,
      maxFailedIndexes: int32,
      podReplacementPolicy: { ...text, enum: ['Failed', 'TerminatingOrFailed'] },
    },
  },
  'io.k8s.api.batch.v1.JobStatus': { properties: { failedIndexes: text, terminating: int32 } },
  'io.k8s.api.batch.v1.PodFailurePolicyRule': {
    required: ['action'],
    properties: { action: { enum: ['Count', 'FailIndex', 'FailJob', 'Ignore'] } },
  },
  'io.k8s.api.core.v1.Container': { properties: { restartPolicy: text } },
  'io.k8s.api.core.v1.EphemeralContainer': { properties: { restartPolicy: text } },
  'io.k8s.api.core.v1.HostIP': { type: 'object', properties: { ip: text } },
  'io.k8s.api.core.v1.PersistentVolumeClaimStatus': {
    properties: { allocatedResourceStatuses: { type: 'object', additionalProperties: text }, resizeStatus: null },
  },
  'io.k8s.api.core.v1.PersistentVolumeStatus': { properties: { lastPhaseTransitionTime: ref(`${meta}Time`) } },
  'io.k8s.api.core.v1.PodResourceClaimStatus': { type: 'object', required: ['name'], properties: { name: text, resourceClaimName: text } },
  'io.k8s.api.core.v1.PodStatus': {
    properties: { hostIPs: listOf({ $ref: `${core}HostIP` }), resourceClaimStatuses: listOf({ $ref: `${core}PodResourceClaimStatus` }) },
  },
  'io.k8s.api.core.v1.SeccompProfile': union('type', { localhostProfile: 'LocalhostProfile' }),
  // Two packages declare the same two constants, and both are told.
  'io.k8s.api.core.v1.ServiceSpec': { properties: { externalTrafficPolicy: { enum: ['Cluster', 'Cluster', 'Local', 'Local'] } } },
  ...flowControl('v1beta2'),
  ...flowControl('v1beta3'),
  'io.k8s.api.networking.v1.NetworkPolicy': { properties: { status: null } },
  'io.k8s.api.scheduling.v1.PriorityClass': { properties: { description: text } },
  [`${extensions}CustomResourceColumnDefinition`]: { properties: { description: text } },
  [`${extensions}ExternalDocumentation`]: { properties: { description: text } },
  [`${extensions}JSON`]: {},
  [`${extensions}JSONSchemaProps`]: {
    properties: {
      description: text,
      'x-kubernetes-embedded-resource': flag,
      'x-kubernetes-int-or-string': flag,
      'x-kubernetes-list-map-keys': listOf(text),
      'x-kubernetes-list-type': text,
      'x-kubernetes-map-type': text,
      'x-kubernetes-preserve-unknown-fields': flag,
      'x-kubernetes-validations': listOf(ref(`${extensions}ValidationRule`)),
    },
  },
  [`${extensions}ValidationRule`]: {
    properties: {
      fieldPath: text,
      reason: { ...text, enum: ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'] },
    },
  },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': text,
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
};

/** Types that may hold anything: they have no type of their own. */
export const untyped = new Set(
  ['JSON', 'JSONSchemaPropsOrArray', 'JSONSchemaPropsOrBool', 'JSONSchemaPropsOrStringArray'].map((name) => extensions + name),
);

/** Definitions of versions that 1.28 no longer serves. */
export const oldVersions =
  /^io\.k8s\.(api\.(?!flowcontrol)\w+\.v\w*(alpha|beta)|api\.flowcontrol\.v1(alpha1|beta1)\.|api\.extensions\.|.*\.(apiextensions|apiregistration)\.v1beta1\.|api\.core\.v1\.Handler$|api\.networking\.v1\.NetworkPolicyStatus$)/;

/** The group versions that the server's scheme knows, served or not: the types of all groups are registered in each. */
const registered =
  'v1 admission.k8s.io/v1,v1beta1 admissionregistration.k8s.io/v1,v1alpha1,v1beta1 apiextensions.k8s.io/v1,v1beta1 ' +
  'apiregistration.k8s.io/v1,v1beta1 apps/v1,v1beta1,v1beta2 authentication.k8s.io/v1,v1alpha1,v1beta1 authorization.k8s.io/v1,v1beta1 ' +
  'autoscaling/v1,v2,v2beta1,v2beta2 batch/v1,v1beta1 certificates.k8s.io/v1,v1alpha1,v1beta1 coordination.k8s.io/v1,v1beta1 ' +
  'discovery.k8s.io/v1,v1beta1 events.k8s.io/v1,v1beta1 extensions/v1beta1 flowcontrol.apiserver.k8s.io/v1alpha1,v1beta1,v1beta2,v1beta3 ' +
  'imagepolicy.k8s.io/v1alpha1 internal.apiserver.k8s.io/v1alpha1 networking.k8s.io/v1,v1alpha1,v1beta1 node.k8s.io/v1,v1alpha1,v1beta1 ' +
  'policy/v1,v1beta1 rbac.authorization.k8s.io/v1,v1alpha1,v1beta1 resource.k8s.io/v1alpha2 scheduling.k8s.io/v1,v1alpha1,v1beta1 ' +
  'storage.k8s.io/v1,v1alpha1,v1beta1';

/** The groups of a type of apimachinery; undefined for every other. */
export function metaKinds(name: string): readonly GroupVersionKind[] | undefined {
  if (!name.startsWith(meta)) return undefined;
  const kind = name.slice(meta.length);
  const own = { group: '', kind, version: 'v1' };
  if (kind === 'DeleteOptions' || kind === 'WatchEvent') return registered.split(' ').flatMap((group) => inVersions(group, kind));
  if (kind === 'Status') return [own, { group: 'resource.k8s.io', kind, version: 'v1alpha2' }];
  return ['APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions'].includes(kind) ? [own] : undefined;
}

function inVersions(group: string, kind: string): GroupVersionKind[] {
  const [name = '', versions] = group.split('/');
  return versions === undefined
    ? [{ group: '', kind, version: name }]
    : versions.split(',').map((version) => ({ group: name, kind, version }));
}

/** Descriptions that the later package has for what the earlier one lacks. */
export function withLaterTexts(definitions: Definitions, later: ReadonlyMap<string, ReadonlyMap<string, string>>): Definitions {
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, describe(schema, later.get(name))]));
}

function describe(schema: Schema, texts: ReadonlyMap<string, string> | undefined): Schema {
  if (texts === undefined) return schema;
  const fields = Object.entries(schema.properties ?? {}).map(([field, value]) => [field, withText(value, texts.get(field))] as const);
  return { ...withText(schema, texts.get('')), ...(fields.length === 0 ? {} : { properties: Object.fromEntries(fields) }) };
}

function withText(schema: Schema, text: string | undefined): Schema {
  return schema.description !== undefined || text === undefined ? schema : { description: text, ...schema };
}

/**
 * The defaults that OpenAPI version 3 tells: the zero value of each field that is not a pointer and, for scalars, always written.
 * upstream: staging/src/k8s.io/kube-openapi/pkg/generators (openapi.go, mustEnforceDefault)
 */
import { findStruct, type StructType } from '#engine/apiserver/schema/types.ts';
import type { Schema } from '#schema/schema.ts';

const zeros: Readonly<Record<string, unknown>> = { string: '', integer: 0, boolean: false };

/** Fields with `+default=` markers, and scalars that are optional but always written. */
/** By `Kind.field`, or by the whole name where kinds of other groups differ. */
const marked: Readonly<Record<string, unknown>> = {
  'ContainerPort.protocol': 'TCP',
  'ServicePort.protocol': 'TCP',
  'core.v1.Event.reportingComponent': '',
  'core.v1.Event.reportingInstance': '',
  'GRPCAction.service': '',
  'StatefulSetOrdinals.start': 0,
  'TokenReviewStatus.user': {},
  'StatefulSetStatus.availableReplicas': 0,
  'FlowSchemaSpec.matchingPrecedence': 0,
  'LimitedPriorityLevelConfiguration.nominalConcurrencyShares': 0,
  'LimitedPriorityLevelConfiguration.assuredConcurrencyShares': 0,
  'QueuingConfiguration.handSize': 0,
  'QueuingConfiguration.queueLengthLimit': 0,
  'QueuingConfiguration.queues': 0,
};

/** Structs that hold one embedded struct alone count as what they embed, and have none. */
const nothing = new Set(['sideEffects', 'request', 'CustomResourceSubresources.status']);
/** Fields that are no pointers wherever they occur. */
const embedded = new Set([
  'metadata',
  'status',
  'spec',
  'lastTransitionTime',
  'creationTimestamp',
  'lastUpdateTime',
  'acceptedNames',
  'limitResponse',
  'preferredVersion',
  'userInfo',
  'deprecatedFirstTimestamp',
  'deprecatedLastTimestamp',
  'deprecatedSource',
  'regarding',
]);

export function defaultsOf(name: string, { properties, required }: Schema): Readonly<Record<string, Schema>> {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  const struct = name.includes('.meta.v1.') ? undefined : structNamed(name);
  const found = Object.entries(properties ?? {}).flatMap(([field, schema]) => {
    const value =
      marked[`${kind}.${field}`] ??
      marked[`${name.slice('io.k8s.api.'.length)}.${field}`] ??
      defaultOf(field, schema, { kind, struct, isRequired: required?.includes(field) === true });
    return value === undefined ? [] : [[field, { default: value }] as const];
  });
  return Object.fromEntries(found);
}

interface Place {
  readonly kind: string;
  readonly struct: StructType | undefined;
  readonly isRequired: boolean;
}

function defaultOf(field: string, schema: Schema, { kind, struct, isRequired }: Place): unknown {
  const known = struct?.fields.get(field);
  if (known?.pointer === true || nothing.has(field) || nothing.has(`${kind}.${field}`)) return undefined;
  if (schema.$ref !== undefined) return known !== undefined || isRequired || embedded.has(field) ? {} : undefined;
  return isRequired && schema.format !== 'byte' ? zeros[schema.type ?? ''] : undefined;
}

function structNamed(name: string): StructType | undefined {
  const [group = '', version = '', kind = ''] = name.split('.').slice(-3);
  return findStruct(`${version}.${kind}@${group}`) ?? findStruct(`${version}.${kind}`);
}

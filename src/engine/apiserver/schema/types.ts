/**
 * The types of all objects, compiled from their tables into what decoding walks along.
 * upstream: go encoding/json, staging/src/k8s.io/api
 */
import type { FeatureGate } from '#api/featureGates.ts';
import { podTemplateTypes } from '#api/machinery/podTemplateTypes.ts';
import { askedTypes } from './askedTypes.ts';
import { coreTypes } from './coreTypes.ts';
import { extensionTypes } from './extensionTypes.ts';
import { otherTypes } from './otherTypes.ts';
import { workloadTypes } from './workloadTypes.ts';

export type ScalarKind =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'float64'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'bytes'
  | 'any';

interface Base {
  /** As Go prints it in messages. */
  readonly name: string;
}

export interface Scalar extends Base {
  readonly kind: ScalarKind;
}
export interface ListType extends Base {
  readonly kind: 'list';
  readonly of: Type;
}
export interface MapType extends Base {
  readonly kind: 'map';
  readonly of: Type;
}
export interface StructType extends Base {
  readonly kind: 'struct';
  readonly fields: ReadonlyMap<string, Field>;
  /** The fields that are written even when they are empty. */
  readonly always: readonly Field[];
}
/** A struct, or something that is told apart from it by its JSON. */
export interface EitherType extends Base {
  readonly kind: 'either';
  readonly of: StructType;
  readonly or: Type;
}
export type Type = Scalar | ListType | MapType | StructType | EitherType;

export interface Field {
  readonly json: string;
  readonly type: Type;
  /** Zero values are kept, because they differ from an absent one. */
  readonly pointer: boolean;
  readonly always: boolean;
  /** Behind a feature gate that is off: known, and dropped. */
  readonly gated: boolean;
  /** Of a release after 1.28: unknown while its gate is off. */
  readonly later?: FeatureGate;
}

const scalars: Readonly<Record<string, ScalarKind>> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  float64: 'float64',
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'intOrString',
  'v1.Time': 'time',
  'v1.MicroTime': 'microTime',
  '[]uint8': 'bytes',
  any: 'any',
  'runtime.RawExtension': 'any',
  'v1.FieldsV1': 'any',
  'v1.JSON': 'any',
};

/** Go types that are a list or map by another name. */
const aliases: Readonly<Record<string, string>> = { 'v1.ResourceList': 'map[string]resource.Quantity', 'v1.ExtraValue': '[]string' };

/** Types of which some values are a struct and others not. */
const eithers: Readonly<Record<string, string>> = {
  'v1.JSONSchemaPropsOrBool': 'bool',
  'v1.JSONSchemaPropsOrArray': '[]v1.JSONSchemaProps',
  'v1.JSONSchemaPropsOrStringArray': '[]string',
};

/** Alpha fields of 1.28 whose gates cannot be switched on here. */
const gated = new Set([
  'v1.Container.resizePolicy',
  'v1.Container.restartPolicy',
  'v1.EphemeralContainer.resizePolicy',
  'v1.EphemeralContainer.restartPolicy',
  'v1.PodSpec.hostUsers',
  'v1.PodSpec.resourceClaims',
  'v1.ResourceRequirements.claims',
  'v1.PodStatus.resourceClaimStatuses',
  'v1.PodStatus.hostIPs',
  'v1.PersistentVolumeStatus.lastPhaseTransitionTime',
  'v1.LoadBalancerIngress.ipMode',
  'v1.ContainerStatus.allocatedResources',
  'v1.ContainerStatus.resources',
  'v1.PodStatus.resize',
]);

const laterFields: Readonly<Record<string, FeatureGate>> = { 'v1.JobSpec.successPolicy': 'JobSuccessPolicy' };

const texts: Readonly<Record<string, string>> = {
  ...podTemplateTypes,
  ...coreTypes,
  ...workloadTypes,
  ...otherTypes,
  ...extensionTypes,
  ...askedTypes,
  'v1.EphemeralContainer': ephemeralContainer(),
};
const cache = new Map<string, Type>();

/** An ephemeral container is a container that may name another one. */
function ephemeralContainer(): string {
  return podTemplateTypes['v1.EphemeralContainer'] ?? `${podTemplateTypes['v1.Container'] ?? ''} TargetContainerName:string`;
}

/** The type of a name such as `[]v1.Container`; a name of no table is a kind of string. */
function typeOf(name: string): Type {
  let type = cache.get(name);
  if (type === undefined) {
    type = build(name);
    if (type.kind !== 'struct') cache.set(name, type);
  }
  return type;
}

function build(name: string): Type {
  const kind = scalars[name];
  if (kind !== undefined) return { kind, name };
  if (name.startsWith('[]')) return { kind: 'list', name, of: typeOf(name.slice(2)) };
  if (name.startsWith('map[string]')) return { kind: 'map', name, of: typeOf(name.slice(11)) };
  const alias = aliases[name];
  if (alias !== undefined) return { ...build(alias), name };
  const or = eithers[name];
  if (or !== undefined) return { kind: 'either', name, of: structOf('v1.JSONSchemaProps'), or: typeOf(or) };
  const text = texts[name];
  return text === undefined ? { kind: 'string', name } : buildStruct(name, text);
}

/** A struct is put into the cache before its fields are built: types may contain themselves. */
function buildStruct(name: string, text: string): StructType {
  const fields = new Map<string, Field>();
  const always: Field[] = [];
  const type: StructType = { kind: 'struct', name: name.split('@')[0] ?? name, fields, always };
  cache.set(name, type);
  const full = text.trim().replace(/^@/, 'apiVersion:string kind:string metadata:v1.ObjectMeta');
  if (full !== '') for (const word of full.split(/\s+/)) addField(name, word, type);
  return type;
}

function addField(owner: string, word: string, struct: StructType): void {
  const fields = struct.fields as Map<string, Field>;
  const always = struct.always as Field[];
  const [, goName = '', alias, typeName = '', mark = ''] = /^([\w$-]+)(?:=([\w~]+))?:([^!]+)(!?)$/.exec(word) ?? [];
  if (alias === '~') {
    const inner = typeOf(typeName.replace('*', ''));
    if (inner.kind === 'struct') for (const field of inner.fields.values()) fields.set(field.json, field);
    return;
  }
  const json = alias ?? (/^[A-Z]/.test(goName) ? lowerCamel(goName) : goName);
  const pointer = typeName.startsWith('*');
  const type = typeOf(pointer ? typeName.slice(1) : typeName);
  const later = laterFields[`${owner}.${json}`];
  const field: Field = {
    json,
    type,
    pointer,
    always: mark === '!' || (!pointer && writtenWhenEmpty(type)),
    gated: gated.has(`${owner}.${json}`),
    ...(later === undefined ? {} : { later }),
  };
  fields.set(json, field);
  if (field.always) always.push(field);
}

/** Go's omitempty has no effect on structs. */
function writtenWhenEmpty(type: Type): boolean {
  return (
    type.kind === 'struct' ||
    type.kind === 'time' ||
    type.kind === 'microTime' ||
    type.kind === 'quantity' ||
    type.kind === 'intOrString' ||
    type.name === 'runtime.RawExtension'
  );
}

/** `DNSPolicy` becomes `dnsPolicy`, `OS` becomes `os`. */
function lowerCamel(goName: string): string {
  const capitals = /^[A-Z]+/.exec(goName)?.[0].length ?? 0;
  const lowered = capitals === goName.length || capitals < 2 ? capitals : capitals - 1;
  return goName.slice(0, lowered).toLowerCase() + goName.slice(lowered);
}

/** The struct of a kind as it is served; a group may have its own under a name that another group uses too. */
export function structOfRow({
  kind,
  group,
  version,
}: {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
}): StructType {
  const own = `${version}.${kind}@${group}`;
  return structOf(texts[own] === undefined ? `${version}.${kind}` : own);
}

/** The struct of this name, when the tables have it. */
export function findStruct(name: string): StructType | undefined {
  return texts[name] === undefined ? undefined : structOf(name);
}

/** The struct of an object of which only type and metadata are known. */
export function structOfMeta(): StructType {
  return structOf('v1.PartialObjectMetadata');
}

/** Whether the tables tell the fields of a kind: of those that are only asked and answered they do not. */
export function hasStruct({ kind, version, group }: { readonly kind: string; readonly group: string; readonly version: string }): boolean {
  return texts[`${version}.${kind}`] !== undefined || texts[`${version}.${kind}@${group}`] !== undefined;
}

/** The struct of a kind, such as `v1.Pod`. */
function structOf(name: string): StructType {
  const type = typeOf(name);
  if (type.kind !== 'struct') throw new Error(`there is no struct ${name}`);
  return type;
}

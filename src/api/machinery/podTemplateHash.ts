/**
 * The hash that names ReplicaSets and DaemonSet revisions: FNV-1a over a dump of the whole template as Go holds it in memory.
 * Takes a template as the API server defaulted it. Fields that Kubernetes 1.28 does not have leave no mark.
 * upstream: pkg/controller/controller_utils.go (ComputeHash), pkg/util/hash/hash.go, github.com/davecgh/go-spew
 */
import type { Json } from '../immutable.ts';
import type { PodTemplateSpec } from '../kinds.ts';
import type { Dictionary, GoField, GoType } from './goTypes.ts';
import { dictionary, goType } from './goTypes.ts';
import { fnv32a, fnv32aBytes } from './hash.ts';
import { safeEncodeString } from './names.ts';
import type { Quantity } from './quantity.ts';
import { quantityOf } from './quantity.ts';
import { compareKeys } from './stableJson.ts';

const ZERO_TIME = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';

/** The 64-bit words of a big number, lowest first. */
function words(value: bigint): string {
  const list: string[] = [];
  for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 64n) list.push(String(BigInt.asUintN(64, rest)));
  return list.length === 0 ? '<nil>' : `[${list.join(' ')}]`;
}

function decimal(quantity: Quantity): string {
  const magnitude = `{neg:(bool)${quantity.unscaled < 0n} abs:(big.nat)${words(quantity.unscaled)}}`;
  return `{unscaled:(big.Int)${magnitude} scale:(inf.Scale)${-quantity.scale}}`;
}

function dumpQuantity(value: Json): string {
  const text = String(value);
  const quantity = quantityOf(text);
  const amount = quantity.wide ? [0, 0] : [quantity.unscaled, quantity.scale];
  const dec = quantity.wide ? decimal(quantity) : '<nil>';
  const [written, format] = text === '0' ? ['0', ''] : [quantity.text ?? '', quantity.format];
  return `{i:(resource.int64Amount){value:(int64)${amount[0]} scale:(resource.Scale)${amount[1]}} d:(resource.infDecAmount){Dec:(*inf.Dec)${dec}} s:(string)${written} Format:(resource.Format)${format}}`;
}

function dumpIntOrString(value: Json): string {
  const isText = typeof value === 'string';
  return `{Type:(intstr.Type)${isText ? 1 : 0} IntVal:(int32)${isText ? 0 : Number(value)} StrVal:(string)${isText ? value : ''}}`;
}

function dumpMap(value: Dictionary, of: GoType): string {
  const keys = Object.keys(value).toSorted(compareKeys);
  return keys.length === 0 ? '<nil>' : `map[${keys.map((key) => `${key}:${dump(value[key] ?? null, of)}`).join(' ')}]`;
}

function dumpList(value: readonly Json[], of: GoType): string {
  if (value.length === 0) return '<nil>';
  let text = '[';
  for (let i = 0; i < value.length; i += 1) text += (i === 0 ? '' : ' ') + dump(value[i] ?? null, of);
  return `${text}]`;
}

/** What each type shows for a value that is absent. */
function dumpZero(type: GoType): string {
  switch (type.kind) {
    case 'struct':
      return dumpStruct({}, type.fields);
    case 'time':
      return ZERO_TIME;
    case 'quantity':
      return dumpQuantity('0');
    case 'intOrString':
      return dumpIntOrString(0);
    case 'text':
      return '';
    case 'number':
      return '0';
    case 'boolean':
      return 'false';
    default:
      return '<nil>';
  }
}

function dump(value: Json, type: GoType): string {
  if (value === null) return dumpZero(type);
  switch (type.kind) {
    case 'pointer':
      return dump(value, type.of);
    case 'struct':
      return dumpStruct(dictionary(value), type.fields);
    case 'list':
      return dumpList(Array.isArray(value) ? value : [], type.of);
    case 'map':
      return dumpMap(dictionary(value), type.of);
    case 'quantity':
      return dumpQuantity(value);
    case 'intOrString':
      return dumpIntOrString(value);
    case 'time':
      return ZERO_TIME;
    default:
      return String(value);
  }
}

const zeros = new WeakMap<GoType, string>();

/** The dump of an absent field; most fields are, so it is made once. */
function zeroOf(type: GoType): string {
  const known = zeros.get(type);
  if (known !== undefined) return known;
  const text = dumpZero(type);
  zeros.set(type, text);
  return text;
}

function dumpStruct(value: Dictionary, fields: readonly GoField[]): string {
  let text = '';
  for (const { goName, json, type } of fields) {
    const given = json === undefined ? value : value[json];
    text += `${text === '' ? '{' : ' '}${goName}:(${type.name})${given === undefined || given === null ? zeroOf(type) : dump(given, type)}`;
  }
  return `${text}}`;
}

/** The template as go-spew prints it for hashing. */
export function dumpPodTemplate(template: PodTemplateSpec): string {
  return `(v1.PodTemplateSpec)${dump(template as unknown as Json, goType('v1.PodTemplateSpec'))}`;
}

const remembered = new WeakMap<object, number>();

function templateHash(template: PodTemplateSpec): number {
  const known = remembered.get(template);
  if (known !== undefined) return known;
  const hash = fnv32a(dumpPodTemplate(template));
  remembered.set(template, hash);
  return hash;
}

/** The pod-template-hash. A collision count, once there is one, enters as eight little-endian bytes. */
export function podTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  const hash = templateHash(template);
  if (collisionCount === undefined) return safeEncodeString(String(hash));
  const bytes = [0, 8, 16, 24].map((shift) => (collisionCount >>> shift) & 0xff);
  return safeEncodeString(String(fnv32aBytes([...bytes, 0, 0, 0, 0], hash)));
}

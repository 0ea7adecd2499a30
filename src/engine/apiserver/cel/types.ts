/**
 * Types of expressions, and how they fit together. A type that comes from a schema also knows how big its values can be.
 * upstream: github.com/google/cel-go/checker/types.go, staging/src/k8s.io/apiserver/pkg/cel/types.go
 */

/** What a schema says of the sizes of values. */
interface Sizes {
  /** Characters, bytes, items or entries; 0 where values have no size. */
  readonly max?: number;
  /** Bytes of the shortest JSON. */
  readonly least?: number;
}

export type SimpleKind = 'dyn' | 'error' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'null' | 'timestamp' | 'duration';

export type CelType = Sizes &
  (
    | { readonly kind: SimpleKind }
    | { readonly kind: 'list'; readonly of: CelType }
    | { readonly kind: 'map'; readonly key: CelType; readonly of: CelType }
    | { readonly kind: 'object'; readonly name: string; readonly fields: ReadonlyMap<string, CelType> }
    | { readonly kind: 'opaque'; readonly name: string }
    | { readonly kind: 'type'; readonly of: CelType }
    | { readonly kind: 'param'; readonly name: string }
  );

function simple(kind: SimpleKind, least = 0): CelType {
  return Object.freeze({ kind, least });
}

export const dyn = simple('dyn');
export const error = simple('error');
export const bool = simple('bool', 4);
export const int = simple('int', 1);
export const uint = simple('uint', 1);
export const double = simple('double', 1);
export const text = simple('string', 2);
export const bytes = simple('bytes', 2);
export const nothing = simple('null', 4);
export const timestamp = simple('timestamp', 21);
export const duration = simple('duration', 3);

export function listOf(of: CelType, max = 0): CelType {
  return { kind: 'list', of, max, least: 2 };
}

export function mapOf(key: CelType, of: CelType, max = 0): CelType {
  return { kind: 'map', key, of, max, least: 2 };
}

export function objectOf(name: string, fields: Readonly<Record<string, CelType>>): CelType {
  return { kind: 'object', name, fields: new Map(Object.entries(fields)) };
}

export function isDyn({ kind }: CelType): boolean {
  return kind === 'dyn';
}

export function isDynOrError({ kind }: CelType): boolean {
  return kind === 'dyn' || kind === 'error';
}

const shown: Readonly<Record<string, string>> = { error: '!error!' };

/** The type as messages write it. upstream: checker/format.go */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case 'list':
      return `list(${typeText(type.of)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.of)})`;
    case 'type':
      return `type(${typeText(type.of)})`;
    case 'object':
    case 'opaque':
    case 'param':
      return type.name;
    default:
      return shown[type.kind] ?? type.kind;
  }
}

/** What the parameters of types stand for. */
export type Mapping = ReadonlyMap<string, CelType>;

/** Everything a type is made of, where it is made of others. */
function partsOf(type: CelType): readonly CelType[] {
  if (type.kind === 'list' || type.kind === 'type') return [type.of];
  return type.kind === 'map' ? [type.key, type.of] : [];
}

/** The type with its parameters put in; those that stand for nothing yet become dynamic when it is `final`. */
export function substitute(mapping: Mapping, type: CelType, final = false): CelType {
  switch (type.kind) {
    case 'param': {
      const known = mapping.get(type.name);
      if (known !== undefined) return substitute(mapping, known, final);
      return final ? dyn : type;
    }
    case 'list':
    case 'type':
      return { ...type, of: substitute(mapping, type.of, final) };
    case 'map':
      return { ...type, key: substitute(mapping, type.key, final), of: substitute(mapping, type.of, final) };
    default:
      return type;
  }
}

/** A mapping in which something is tried, and what it was before. */
interface Trial {
  readonly mapping: Map<string, CelType>;
  readonly before: (readonly [name: string, type: CelType | undefined])[];
}

/** Whether each of the second types can stand for the first beside it. What parameters stand for then is noted; else nothing is. */
export function assign(mapping: Map<string, CelType>, wanted: readonly CelType[], given: readonly CelType[]): boolean {
  const trial: Trial = { mapping, before: [] };
  if (wanted.length === given.length && wanted.every((type, i) => fits(trial, type, given[i] ?? dyn))) return true;
  for (const [name, type] of trial.before.toReversed()) {
    if (type === undefined) mapping.delete(name);
    else mapping.set(name, type);
  }
  return false;
}

function fits(trial: Trial, a: CelType, b: CelType): boolean {
  if (b.kind === 'param') {
    const known = trial.mapping.has(b.name);
    if (stands(trial, a, b.name)) return true;
    if (known) return false;
  }
  if (a.kind === 'param') return stands(trial, b, a.name);
  if (isDynOrError(a) || isDynOrError(b)) return true;
  if (a.kind === 'null') return isNullable(b);
  if (b.kind === 'null') return isNullable(a);
  if (a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  if (a.kind === 'object' || a.kind === 'opaque') return typeText(a) === typeText(b);
  const others = partsOf(b);
  return partsOf(a).every((part, i) => fits(trial, part, others[i] ?? dyn));
}

function isNullable({ kind }: CelType): boolean {
  return kind === 'null' || kind === 'object' || kind === 'opaque' || kind === 'timestamp' || kind === 'duration';
}

/** Whether a type can be what a parameter stands for; if so it is noted. */
function stands(trial: Trial, type: CelType, param: string): boolean {
  const known = trial.mapping.get(param);
  if (known === undefined) return !mentions(trial.mapping, param, type) && note(trial, param, type);
  if (typeText(type) !== typeText(known) && !fits(trial, type, known)) return false;
  return note(trial, param, moreGeneral(type, known));
}

function note({ mapping, before }: Trial, param: string, type: CelType): true {
  before.push([param, mapping.get(param)]);
  mapping.set(param, type);
  return true;
}

function mentions(mapping: Mapping, param: string, type: CelType): boolean {
  if (type.kind !== 'param') return partsOf(type).some((part) => mentions(mapping, param, part));
  if (type.name === param) return true;
  const known = mapping.get(type.name);
  return known !== undefined && mentions(mapping, param, known);
}

/** Of two types that fit together the one that says less. */
export function moreGeneral(a: CelType, b: CelType): CelType {
  return saysLess(a, b) ? a : b;
}

function saysLess(a: CelType, b: CelType): boolean {
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param' || a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  if (a.kind === 'object' || a.kind === 'opaque') return typeText(a) === typeText(b);
  const others = partsOf(b);
  return partsOf(a).every((part, i) => saysLess(part, others[i] ?? dyn));
}

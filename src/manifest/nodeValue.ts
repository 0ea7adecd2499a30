/**
 * YAML nodes as JSON values, the way kubectl reads them: keys become strings, aliases are followed, and nothing grows without limit.
 * upstream: sigs.k8s.io/yaml (YAMLToJSON), gopkg.in/yaml.v2 decode.go (alias limits)
 */
import { integerOf } from '#api/machinery/exactInteger.ts';
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';

const nodesMax = 400_000;
const depthMax = 500;

export interface ValueFault {
  readonly message: string;
  readonly node: Node;
  /** kubectl itself would not have refused: it takes the last of equal keys. */
  readonly lenient: boolean;
}

interface Reading {
  readonly document: Document.Parsed;
  readonly faults: ValueFault[];
  /** Aliases being followed now, to notice one that contains itself. */
  readonly open: Set<Node>;
  /** Nodes read so far, those behind aliases counted each time. */
  count: number;
}

/** The value of a document's contents, and what was wrong with it. */
export function valueOf(document: Document.Parsed, faults: ValueFault[]): unknown {
  const root = document.contents as Node | null;
  if (root === null) return null;
  return read({ document, faults, open: new Set(), count: 0 }, root, 0);
}

function read(reading: Reading, node: Node | null | undefined, depth: number): unknown {
  if (node === null || node === undefined) return null;
  reading.count += 1;
  if (reading.count > nodesMax) return refuse(reading, node, 'document contains excessive aliasing');
  if (depth > depthMax) return refuse(reading, node, `exceeded max depth of ${depthMax}`);
  if (isAlias(node)) return follow(reading, node, depth);
  if (isSeq(node)) return node.items.map((item) => read(reading, item as Node, depth + 1));
  if (isMap(node)) return readMap(reading, node, depth);
  return isScalar(node) ? exactValue(node) : null;
}

/** One fault of a kind is enough; after it the rest is read as null. */
function refuse(reading: Reading, node: Node, message: string): null {
  if (!reading.faults.some((fault) => fault.message === message)) reading.faults.push({ message, node, lenient: false });
  return null;
}

function follow(reading: Reading, alias: Node, depth: number): unknown {
  const target = isAlias(alias) ? alias.resolve(reading.document) : undefined;
  if (target === undefined) return refuse(reading, alias, `unknown anchor '${isAlias(alias) ? alias.source : ''}' referenced`);
  if (reading.open.has(target)) return refuse(reading, alias, `anchor '${isAlias(alias) ? alias.source : ''}' value contains itself`);
  reading.open.add(target);
  const value = read(reading, target, depth + 1);
  reading.open.delete(target);
  return value;
}

function readMap(reading: Reading, map: YAMLMap, depth: number): unknown {
  const result: Record<string, unknown> = {};
  const seen = new Set<string>();
  for (const pair of map.items) {
    const keyNode = pair.key as Node;
    if (isMerge(pair)) {
      merge(reading, result, { pair, seen, depth });
      continue;
    }
    const key = keyText(reading, keyNode);
    if (key === undefined) continue;
    if (seen.has(key)) reading.faults.push({ message: `key ${JSON.stringify(key)} already set in map`, node: keyNode, lenient: true });
    seen.add(key);
    set(result, key, read(reading, pair.value as Node | null, depth + 1));
  }
  return result;
}

function isMerge(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN';
}

function merge(reading: Reading, result: Record<string, unknown>, from: { pair: Pair; seen: ReadonlySet<string>; depth: number }): void {
  const value = read(reading, from.pair.value as Node, from.depth + 1);
  const sources = Array.isArray(value) ? value.toReversed() : [value];
  for (const source of sources) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      refuse(reading, from.pair.key as Node, 'map merge requires map or sequence of maps as the value');
      continue;
    }
    for (const key of Object.keys(source)) if (!from.seen.has(key)) set(result, key, (source as Record<string, unknown>)[key]);
  }
}

function keyText(reading: Reading, node: Node): string | undefined {
  const value = isScalar(node) ? scalarValue(node.value) : read(reading, node, 0);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  refuse(reading, node, value === null ? 'unsupported map key of type: null' : `invalid map key: ${goSyntax(value)}`);
  return undefined;
}

/** A value as Go's %#v prints what its reader makes of it. */
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return typeof value === 'string' ? JSON.stringify(value) : String(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`);
  return `map[interface {}]interface {}{${entries.join(', ')}}`;
}

/** A key named __proto__ must become an ordinary property and nothing else. */
function set(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  else record[key] = value;
}

/** A whole number keeps its digits; a text never looks like one. */
function exactValue({ value, source, type }: Scalar): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' && type === 'PLAIN' && source !== undefined && /^[-+]?[1-9]\d{15,}$/.test(source))
    return integerOf(source.replace('+', ''));
  return scalarValue(value);
}

function scalarValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return Array.from(value, (byte) => String.fromCharCode(byte)).join('');
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  return value === undefined || typeof value === 'object' ? null : value;
}

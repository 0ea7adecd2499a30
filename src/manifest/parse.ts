/**
 * YAML or JSON text as objects, with the place of each field in the text.
 * Owns: how text is read (YAML 1.1 as kubectl reads it), several documents, lists taken apart, the words of syntax errors.
 * Reads: only the text it is given. Writes nothing.
 * Deliberately does not: check whether an object is a valid one of its kind. The API server's answer is the authority;
 * `positionOf` finds the place for the field that the server names.
 * Never throws for bad text: what is wrong stands in `errors`, and the documents that could be read are still given.
 */
import { isMap, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import { goJsonFault } from '#api/machinery/goJson.ts';
import { goYamlMessage } from './goYamlMessage.ts';
import { valueOf, type ValueFault } from './nodeValue.ts';
import { offsetsOf, rangeOf, type FieldPath, type TextRange } from './position.ts';

export interface ManifestDocument {
  /** The object as written, or what stands in its place when it is none. */
  readonly object: unknown;
  readonly range: TextRange;
  /** The place of a field, or of its nearest parent that is written. */
  positionOf(path: FieldPath): TextRange;
}

export interface ManifestError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** kubectl's own wording, such as `error converting YAML to JSON: yaml: line 4: did not find expected key`. */
  readonly kubectl: string;
  /** Real kubectl lets this pass; only the editor warns. */
  readonly lenient: boolean;
}

export interface Manifest {
  readonly documents: readonly ManifestDocument[];
  readonly errors: readonly ManifestError[];
}

const lengthMax = 4_000_000;
const nestingMax = 1_000;

/** Reads a manifest. Empty documents are left out, lists are taken apart into their items. */
export function parseManifest(text: string): Manifest {
  const refusal = tooBig(text);
  if (refusal !== undefined) return { documents: [], errors: [refusal] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    version: '1.1',
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !isTimeTag(tag)),
  });
  const documents: ManifestDocument[] = [];
  const errors: ManifestError[] = [];
  for (const document of parsed) readDocument(document as Document.Parsed, { text, lines, documents, errors });
  const json = jsonError(text, lines);
  return json === undefined ? { documents, errors } : { documents: [], errors: [json] };
}

/** A text that begins with a brace is read as JSON by kubectl, where YAML's liberties are faults. */
function jsonError(text: string, lines: LineCounter): ManifestError | undefined {
  const from = text.search(/\S/);
  if (text[from] !== '{') return undefined;
  const fault = goJsonFault(text.slice(from));
  if (fault === undefined || fault.message.endsWith('after top-level value')) return undefined;
  const at = from + fault.offset - 1;
  return {
    ...endsOf(rangeOf(lines, at, at + 1)),
    message: fault.message,
    // A decoder of a stream waits for more, and says so.
    kubectl: fault.message === 'unexpected end of JSON input' ? 'unexpected EOF' : `json: offset ${fault.offset}: ${fault.message}`,
    lenient: false,
  };
}

function isTimeTag(tag: { tag?: string; format?: string }): boolean {
  return tag.format === 'TIME' || tag.tag?.endsWith('timestamp') === true;
}

/** Brackets and dashes nested beyond reason would exhaust the parser's stack; they are refused before it sees them. */
function tooBig(text: string): ManifestError | undefined {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1, lenient: false };
  if (text.length > lengthMax)
    return { ...place, message: `the text has ${text.length} characters; ${lengthMax} are the most`, kubectl: 'request entity too large' };
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    if (depth > nestingMax) return tooDeep(place);
  }
  return /(^|\n)[ \t]*([-?] ){1000}/.test(text) || /\n {4000}/.test(text) ? tooDeep(place) : undefined;
}

function tooDeep(place: Omit<ManifestError, 'message' | 'kubectl'>): ManifestError {
  return {
    ...place,
    message: `nested deeper than ${nestingMax} levels`,
    kubectl: `error converting YAML to JSON: yaml: exceeded max depth of ${nestingMax}`,
  };
}

interface Reading {
  readonly text: string;
  readonly lines: LineCounter;
  readonly documents: ManifestDocument[];
  readonly errors: ManifestError[];
}

function readDocument(document: Document.Parsed, reading: Reading): void {
  const first = document.errors[0];
  if (first !== undefined) {
    const place = rangeOf(reading.lines, first.pos[0], first.pos[1]);
    const words = goYamlMessage(first, reading.text);
    reading.errors.push({
      ...endsOf(place),
      message: words.replace(/^line \d+: /, ''),
      kubectl: `error converting YAML to JSON: yaml: ${words}`,
      lenient: false,
    });
    return;
  }
  const faults: ValueFault[] = [];
  const value = valueOf(document, faults);
  for (const fault of faults) reading.errors.push(faultError(reading.lines, fault));
  if (value === null || faults.some((fault) => !fault.lenient)) return;
  addObject(document.contents as Node, value, reading);
}

function endsOf(place: TextRange): Pick<ManifestError, 'line' | 'column' | 'endLine' | 'endColumn'> {
  return { line: place.line, column: place.column, endLine: place.endLine, endColumn: place.endColumn };
}

function faultError(lines: LineCounter, fault: ValueFault): ManifestError {
  const range = fault.node.range ?? [0, 0, 0];
  const place = rangeOf(lines, range[0], range[1]);
  return {
    ...endsOf(place),
    message: fault.message,
    kubectl: `error converting YAML to JSON: yaml: ${fault.message}`,
    lenient: fault.lenient,
  };
}

function addObject(node: Node, value: unknown, reading: Reading): void {
  const items = listItems(value);
  const itemNodes = isMap(node) ? node.get('items', true) : undefined;
  if (items === undefined || !isSeq(itemNodes)) {
    reading.documents.push(asDocument(node, value, reading.lines));
    return;
  }
  items.forEach((item, index) => {
    const itemNode = itemNodes.items[index] as Node | undefined;
    if (item !== null && itemNode !== undefined) addObject(itemNode, item, reading);
  });
}

function listItems(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, items } = value as { kind?: unknown; items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined;
}

function asDocument(node: Node, object: unknown, lines: LineCounter): ManifestDocument {
  const range = node.range ?? [0, 0, 0];
  return {
    object,
    range: rangeOf(lines, range[0], range[1]),
    positionOf(path) {
      const [start, end] = offsetsOf(node, path);
      return rangeOf(lines, start, end);
    },
  };
}

/** Faults with their place: of the text itself, and of the API server, whose words name a field. */
import type { Manifest, ManifestDocument } from '#manifest/parse.ts';

export interface Marker {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export function textMarkers(manifest: Manifest): Marker[] {
  return manifest.errors.map(({ line, column, endLine, endColumn, message, lenient }) => ({
    line,
    column,
    endLine,
    endColumn,
    message,
    severity: lenient ? 'warning' : 'error',
  }));
}

/** Finds the lines that kubectl's error text is about; what names nothing we know stands at the first document. */
export function serverMarkers(stderr: string, manifest: Manifest): Marker[] {
  const markers: Marker[] = [];
  for (const block of stderr.split(/\n(?=The |Error |error|Warning)/)) {
    if (block.trim() === '') continue;
    const document = documentOf(block, manifest);
    if (document === undefined) continue;
    const found = fieldsOf(block);
    const severity = block.startsWith('Warning') ? 'warning' : 'error';
    const place = block.includes('no matches for kind') ? 'apiVersion' : '';
    if (found.length === 0) markers.push({ ...placeOf(document, place), message: block.trim(), severity });
    for (const { field, message } of found) markers.push({ ...placeOf(document, field), message, severity });
  }
  return markers;
}

function placeOf(document: ManifestDocument, field: string): Omit<Marker, 'message' | 'severity'> {
  const { line, column, endLine, endColumn } = field === '' ? document.positionOf('kind') : document.positionOf(field);
  return { line, column, endLine, endColumn };
}

interface Named {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

function documentOf(block: string, manifest: Manifest): ManifestDocument | undefined {
  const named = /\b(\w+)(?:\.[\w.]+)? "([^"]+)" is (?:invalid|forbidden)/.exec(block);
  const inForm = /\b([A-Z]\w+) in version "/.exec(block);
  const quoted = [...block.matchAll(/"([A-Za-z0-9][\w.-]*)"/g)].map((match) => match[1]);
  const all = manifest.documents.map((document) => ({ document, object: document.object as Named | undefined }));
  const hit =
    all.find(({ object }) => named !== null && object?.kind === named[1] && object?.metadata?.name === named[2]) ??
    all.find(({ object }) => inForm !== null && object?.kind === inForm[1]) ??
    all.find(({ object }) => quoted.includes(object?.metadata?.name));
  return (hit ?? all[0])?.document;
}

function fieldsOf(block: string): { readonly field: string; readonly message: string }[] {
  const strict = [...block.matchAll(/(unknown|duplicate) field "([^"]+)"/g)].map((match) => ({ field: match[2] ?? '', message: match[0] }));
  if (strict.length > 0) return strict;
  const unread = /Go struct field \w+\.(\S+) of type/.exec(block);
  if (unread !== null) return [{ field: unread[1] ?? '', message: block.replace(/^Error from server[^:]*: /, '').trim() }];
  const causes = [...block.matchAll(/^\* (.+)$/gm)].map(([, cause = '']) => cause);
  return (causes.length > 0 ? causes : causesInLine(block)).flatMap((cause) => {
    const field = /^([a-z][^\s:]*): /.exec(cause)?.[1];
    return field === undefined ? [] : [{ field, message: cause }];
  });
}

const beginsCause = /, (?=[a-z][\w.[\]/-]*: (?:Required|Invalid|Unsupported|Duplicate|Forbidden|Not found|Too |Internal))/;

/** `is invalid: spec.x: ...`, or several as `[metadata.name: ..., spec.containers: ...]`; a cause may hold commas, so it ends where the next field begins. */
function causesInLine(block: string): readonly string[] {
  const [, list, single] = /is invalid: (?:\[(.+)\]|([^[\n].*))/.exec(block) ?? [];
  return list?.split(beginsCause) ?? (single === undefined ? [] : [single]);
}

/**
 * Odd bodies at every place of discovery: each resource and subresource, each method, over the road of HTTP (paths, media types, readers,
 * the server, writers). Whatever comes, the answer is one that the real server could give, and can be written out.
 */
import { answerResource, headOf } from '#api/http/resource.ts';
import { hasBody } from '#api/http/requestOf.ts';
import { requestInfo } from '#api/http/requestInfo.ts';
import { readTarget } from '#api/http/query.ts';
import { written } from '#api/http/written.ts';
import type { Asking, Backend, Body, Reply } from '#api/http/exchange.ts';
import type { Json } from '#api/immutable.ts';
import { jsonOf } from '#api/machinery/exactInteger.ts';
import type { Request, Response } from '#api/request.ts';
import { apiVersionOf, servedRows, type SchemeRow } from '#api/scheme.ts';
import { codecs } from '../../server/codecs.ts';
import { oneIn, pick, type Chance } from './chance.ts';
import { hostileText, hostileValue, mutate } from './hostile.ts';
import { drawObject, names } from './objects.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Who asks for the rest asks nothing of a resource. */
const oddMethods = ['HEAD', 'OPTIONS'] as const;

/** What subresources take. */
const taken: Readonly<Record<string, Pick<SchemeRow, 'kind' | 'group' | 'version'>>> = {
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1' },
  binding: { kind: 'Binding', group: '', version: 'v1' },
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1' },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1' },
};
const deleteOptions = { kind: 'DeleteOptions', group: '', version: 'v1' };

export interface Exchange {
  readonly asking: Asking;
  readonly body: Body;
}

/** Every place and method, each with `bodies` bodies. */
export function* exchanges(chance: Chance, bodies: number): Generator<Exchange> {
  for (const row of servedRows()) {
    for (const below of ['', ...row.subresources, 'constructor']) {
      for (const method of oneIn(chance, 4) ? oddMethods : methods)
        for (let i = 0; i < bodies; i += 1) yield exchangeOf(chance, { row, below, method });
    }
  }
}

interface Place {
  readonly row: SchemeRow;
  /** A subresource, or ''. */
  readonly below: string;
  readonly method: string;
}

function exchangeOf(chance: Chance, { row, below, method }: Place): Exchange {
  const { group, version, plural, namespaced } = row;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const isOne = below !== '' || (method === 'POST' ? oneIn(chance, 12) : !oneIn(chance, 5));
  const name = encodeURIComponent((oneIn(chance, 8) ? hostileText(chance) : pick(chance, names)).toWellFormed().slice(0, 500));
  const at = [
    root,
    ...(namespaced ? ['namespaces', oneIn(chance, 20) ? '' : 'fuzz'] : []),
    plural,
    ...(isOne ? [name] : []),
    ...(below === '' ? [] : [below]),
  ];
  const raw = `${at.join('/')}${queryOf(chance)}`;
  const { path = '/', rawPath = '/', query = new URLSearchParams() } = readTarget(raw) ?? {};
  const like = method === 'DELETE' ? deleteOptions : (taken[below] ?? row);
  const headers = { 'content-type': [typeOf(chance, method)], accept: [pick(chance, accepted)] };
  return { asking: { method, path, rawPath, query, headers }, body: bodyOf(textOf(chance, { ...row, ...like })) };
}

const patches = ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'].map(
  (type) => `application/${type}`,
);
const types = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json;;',
  '',
  'text/plain',
  '__proto__',
];
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf,application/json', table, '*/*', 'x'];

function typeOf(chance: Chance, method: string): string {
  if (oneIn(chance, 8)) return pick(chance, [...types, ...patches]);
  return method === 'PATCH' ? pick(chance, patches) : oneIn(chance, 3) ? 'application/yaml' : 'application/json';
}

function queryOf(chance: Chance): string {
  const said = pick(chance, [
    '',
    '',
    'dryRun=All',
    'fieldValidation=Strict',
    'fieldManager=m&force=true',
    'dryRun=x',
    'limit=%zz',
    'pretty',
    'timeout=x',
    'a;b',
  ]);
  const applied = oneIn(chance, 2) ? 'fieldManager=m' : '';
  return `?${[said, applied].filter((part) => part !== '').join('&')}`;
}

const oddTexts = [
  '',
  ' ',
  'null',
  '[]',
  '{}',
  '{',
  '"x"',
  '1e999',
  '9223372036854775808',
  'true',
  '[null]',
  '{"kind":1}',
  '{"metadata":[]}',
  '{"metadata":{"name":{}}}',
  '{"__proto__":{"a":1},"constructor":{"prototype":{}}}',
  '{"kind":"Pod","kind":"Pod","apiVersion":"v1"}',
  '[{"op":"add","path":"/__proto__/x","value":1}]',
  'a: &a [x]\nb: *a\n',
  '"\\ud800"',
  'k8s\0\n\x02',
  '-',
];

function textOf(chance: Chance, row: SchemeRow): string {
  if (oneIn(chance, 5)) return pick(chance, oddTexts);
  if (oneIn(chance, 40)) return '{"a":'.repeat(20_000);
  const good = drawObject(chance, row);
  const body = oneIn(chance, 3)
    ? good
    : oneIn(chance, 6)
      ? oddKind(chance, good)
      : oneIn(chance, 8)
        ? hostileValue(chance)
        : mutate(chance, good);
  try {
    return jsonOf(body) ?? '';
  } catch {
    return '[';
  }
}

function oddKind(chance: Chance, body: Json): Json {
  const other = pick(chance, servedRows());
  return {
    ...(body as object),
    kind: pick<Json>(chance, [other.kind, 'Nope', 1, null, '']),
    apiVersion: pick<Json>(chance, [apiVersionOf(other), 'x/y/z', {}, '']),
  };
}

function bodyOf(text: string): Body {
  return { text, bytes: new TextEncoder().encode(text) };
}

/** What is wrong with the answer; undefined for one that a server could give. */
export function fault(request: (asked: Request) => Response, { asking, body }: Exchange): string | undefined {
  const backend: Backend = { codecs, request, rows: servedRows, now: () => 0 };
  const info = requestInfo(asking.method, asking.path, asking.query);
  if (info === undefined) return undefined;
  const head = headOf(backend, asking, info, false);
  const reply = 'code' in head ? head : answerResource(backend, head, hasBody(info) ? body : undefined);
  return 'watching' in reply ? undefined : faultOf(reply);
}

function faultOf({ code, body, wanted }: Reply): string | undefined {
  const { kind, code: said, message, reason } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (code < 200 || code > 599) return `answered with code ${code}`;
  if (code >= 400 && typeof body !== 'string' && (kind !== 'Status' || said !== code)) return `refused with ${code} and no Status`;
  if (code === 500 && reason === undefined && !told.test(String(message))) return `500 without a reason: ${String(message)}`;
  if (typeof body !== 'string') written(codecs, body, wanted);
  return undefined;
}

/** What the real server says with 500 too: its handlers pass these on as they are. */
const told =
  /^(?:couldn't get version\/kind|json: cannot unmarshal|no kind |converting |yaml: |error converting YAML|provided data does not appear|\[?target\.|failed to create typed patch object|Non-matching dry-run|unable to |Invalid JSON Patch|Object 'Kind'|proto: |invalid|unexpected|cannot )/;

/**
 * The options of a deletion that came in its body: they count instead of those of the query, all of them.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/delete.go, apimachinery/pkg/apis/meta/internalversion/scheme/register.go
 */
import type { DeleteOptions, Request, RequestOptions, Status } from '#api/request.ts';
import { uninterpreted } from './decode.ts';
import { isRecord } from './object.ts';
import { isMetaKind, noKind } from './registered.ts';
import { createReport, decodeStruct } from './schema/decodeValue.ts';
import { structOfRow } from './schema/types.ts';
import { failureStatus } from './status.ts';

const kind = 'DeleteOptions';
const metaScheme = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27';

export function withBodyOptions(request: Request): Request | Status {
  const { object = null, ...rest } = request;
  if (request.object === undefined) return request;
  const body = object ?? {};
  const why = uninterpreted(body);
  if (why !== undefined || !isRecord(body)) return unreadable(why ?? '');
  const { kind: said, apiVersion } = body as { readonly kind?: string; readonly apiVersion?: string };
  if ((said || kind) !== kind) return unreadable(otherKind(apiVersion || 'meta.k8s.io/v1', said ?? ''));
  const report = createReport();
  const decoded = decodeStruct(body, structOfRow({ kind, group: '', version: 'v1' }), undefined, report) as Decoded;
  if (report.error !== undefined) return unreadable(report.error);
  const { kind: _kind, apiVersion: _version, dryRun = [], ...options } = decoded;
  const { dryRun: _asked, ...others } = request.options ?? {};
  const told: RequestOptions = { ...others, delete: options, ...(dryRun.length === 0 ? {} : { dryRun }) };
  return { ...rest, options: told };
}

type Decoded = DeleteOptions & { readonly kind?: string; readonly apiVersion?: string; readonly dryRun?: readonly string[] };

function otherKind(apiVersion: string, said: string): string {
  return isMetaKind(apiVersion, said)
    ? `converting (v1.${said}) to (v1.${kind}): unknown conversion`
    : noKind(apiVersion, said, metaScheme);
}

/** The handler says the error as it is, so it has no reason and is the server's fault. */
function unreadable(message: string): Status {
  return failureStatus(500, { message });
}

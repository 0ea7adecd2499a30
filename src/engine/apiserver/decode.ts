/**
 * A request's body as an object of the resource: kind and version must fit.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers (create.go, update.go), apimachinery/pkg/runtime/serializer/json
 */
import { apiVersionOf } from '#api/scheme.ts';
import type { Status } from '#api/request.ts';
import { isRecord, type AnyObject } from './object.ts';
import type { Call } from './state.ts';
import { badRequest } from './status.ts';

export function decode(call: Call, body: unknown, _old?: AnyObject): AnyObject | Status {
  const { row } = call;
  if (!isRecord(body)) return badRequest(`the object provided is unrecognized (must be of type ${row.kind}): couldn't get version/kind; json parse error: ${JSON.stringify(body)}`);
  const apiVersion = apiVersionOf(row);
  const { kind = row.kind, apiVersion: version = apiVersion } = body;
  if (kind !== row.kind || version !== apiVersion) {
    const text = String(version);
    const slash = text.lastIndexOf('/');
    const group = slash < 0 ? '' : text.slice(0, slash);
    const from = `${text.slice(slash + 1)}.${String(kind)}`;
    const to = `${(row.group === '' ? 'core' : (row.group.split('.')[0] ?? ''))}.${row.kind}`;
    if (group !== row.group || text.slice(slash + 1) !== row.version) {
      return badRequest(`the API version in the data (${text}) does not match the expected API version (${apiVersion})`);
    }
    return badRequest(`${String(kind)} in version "${text.slice(slash + 1)}" cannot be handled as a ${row.kind}: converting (${from}) to (${to}): unknown conversion`);
  }
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {};
  return { ...body, kind: row.kind, apiVersion, metadata } as unknown as AnyObject;
}

/**
 * Tokens of service accounts, on request: for an audience, for a time, and bound to a pod or Secret.
 * upstream: pkg/registry/core/serviceaccount/storage/token.go, pkg/apis/authentication/validation/validation.go
 */
import { goQuote } from '#api/machinery/goText.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Response, Status } from '#api/request.ts';
import { draftToken, signToken } from '#engine/helpers/jwt.ts';
import { get } from '#engine/etcd/store.ts';
import { restrictNodeToken } from '../admission/nodeRestriction.ts';
import { boundClaims, issuer } from '../authentication/claims.ts';
import { decodeAs } from '../decode.ts';
import { invalidValue } from '../fieldError.ts';
import { isRecord, type AnyObject, type Fields } from '../object.ts';
import { nowOf, type Call } from '../state.ts';
import { badRequest, conflict, invalid, isStatus, notFound, respond } from '../status.ts';
import { namespaceOf } from '../update.ts';

const group = 'authentication.k8s.io';
const kind = 'TokenRequest';
const minSeconds = 600;
const maxSeconds = 2 ** 32;
/** What pods ask for; such a token lives a year, and its use is only warned of after the time asked for. */
const podSeconds = 3607;
const extendedSeconds = 365 * 24 * 3600;

interface Spec {
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  readonly boundObjectRef: BoundRef | undefined;
}

interface BoundRef {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly uid?: string;
}

export function createToken(call: Call): Response {
  const { request, server, env } = call;
  const name = request.name ?? '';
  const body = decodeAs(call, { group, version: 'v1', kind });
  if (isStatus(body)) return respond(body);
  const misnamed = checkName(body as unknown as Fields, { name, namespace: request.namespace ?? '' });
  if (misnamed !== undefined) return respond(misnamed);
  const account = get(server.store, call.resource, namespaceOf(call), name);
  if (account === undefined) return respond(notFound(call.row, name));
  const spec = specOf(body as unknown as Fields);
  const refusal = checkSeconds(spec.expirationSeconds) ?? restrictNodeToken(call, spec.boundObjectRef);
  if (refusal !== undefined) return respond(refusal);
  const bound = boundObject(call, account, spec.boundObjectRef);
  if (isStatus(bound)) return respond(bound);
  const extended = bound.pod !== undefined && spec.expirationSeconds === podSeconds && spec.audiences.every((it) => it === issuer);
  const nowMs = nowOf(env);
  const claims = boundClaims({
    account,
    ...bound,
    audiences: spec.audiences,
    nowMs,
    seconds: extended ? extendedSeconds : spec.expirationSeconds,
    ...(extended ? { warnAfter: spec.expirationSeconds } : {}),
  });
  const draft = draftToken(claims, server.access.signingKey);
  const status = {
    token: request.options?.omitSignature === true ? draft : signToken(draft, server.access.signingKey),
    expirationTimestamp: formatTime(nowMs + spec.expirationSeconds * 1000),
  };
  const { namespace } = account.metadata;
  const metadata = { name, namespace, creationTimestamp: formatTime(nowMs) };
  return respond(
    { kind, apiVersion: `${group}/v1`, metadata, spec: { ...spec, boundObjectRef: spec.boundObjectRef ?? null }, status },
    201,
  );
}

function checkName({ metadata }: Fields, at: { readonly name: string; readonly namespace: string }): Status | undefined {
  const { name = '', namespace = '' } = (isRecord(metadata) ? metadata : {}) as { readonly name?: string; readonly namespace?: string };
  const wrong = (field: string, value: string, what: string) =>
    invalid({ group, kind }, at.name, [invalidValue(`metadata.${field}`, value, `must match the service account ${what} if specified`)]);
  if (name !== '' && name !== at.name) return wrong('name', name, 'name');
  return namespace !== '' && namespace !== at.namespace ? wrong('namespace', namespace, 'namespace') : undefined;
}

function specOf(body: Fields): Spec {
  const { audiences, expirationSeconds, boundObjectRef } = isRecord(body['spec']) ? body['spec'] : {};
  const named = (Array.isArray(audiences) ? audiences : []) as readonly string[];
  return {
    audiences: named.length === 0 ? [issuer] : named,
    expirationSeconds: typeof expirationSeconds === 'number' ? expirationSeconds : 3600,
    boundObjectRef: isRecord(boundObjectRef) ? (boundObjectRef as BoundRef) : undefined,
  };
}

function checkSeconds(seconds: number): Status | undefined {
  const at = 'spec.expirationSeconds';
  if (seconds < minSeconds)
    return invalid({ group, kind }, '', [invalidValue(at, seconds, 'may not specify a duration less than 10 minutes')]);
  if (seconds <= maxSeconds) return undefined;
  return invalid({ group, kind }, '', [invalidValue(at, seconds, 'may not specify a duration larger than 2^32 seconds')]);
}

interface Bound {
  readonly pod?: KubeObject;
  readonly secret?: KubeObject;
}

function boundObject(call: Call, account: KubeObject, ref: BoundRef | undefined): Bound | Status {
  if (ref === undefined) return {};
  const { apiVersion = '', kind: refKind = '', name = '', uid = '' } = ref;
  const isCore = apiVersion === 'v1' || apiVersion === '';
  if (!isCore || (refKind !== 'Pod' && refKind !== 'Secret'))
    return badRequest(`cannot bind token to object of type ${gvkText(apiVersion, refKind)}`);
  const resource = refKind === 'Pod' ? 'pods' : 'secrets';
  const found = get(call.server.store, resource, namespaceOf(call), name) as AnyObject | undefined;
  if (found === undefined) return notFound({ group: '', plural: resource }, name);
  if (refKind === 'Pod' && found.spec?.['serviceAccountName'] !== account.metadata.name)
    return badRequest(
      `cannot bind token for serviceaccount ${goQuote(account.metadata.name)} to pod running with different serviceaccount name.`,
    );
  if (uid !== '' && uid !== found.metadata.uid)
    return conflict(
      { group: '', plural: refKind },
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return refKind === 'Pod' ? { pod: found } : { secret: found };
}

function gvkText(apiVersion: string, kindName: string): string {
  const slash = apiVersion.indexOf('/');
  return `${slash < 0 ? `/${apiVersion}` : apiVersion}, Kind=${kindName}`;
}

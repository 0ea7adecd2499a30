/**
 * Paths that name no resource: health, version, discovery, and what the issuer of tokens tells of itself.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/handler.go, pkg/routes/openidmetadata.go
 */
import { rowsServedBy } from '#api/customRows.ts';
import { healthAnswer, serverVersion } from '#api/health.ts';
import { discoveryOf } from '#api/http/discovery.ts';
import { issuerConfiguration, issuerKeysPath, issuerPath } from '#api/http/issuer.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { apiServerIp, apiServerPort } from '../helpers/contracts/apiServing.ts';
import { publicKeySet } from '../helpers/jwt.ts';
import { refusal, type Asking, type Reply, type Serving } from './exchange.ts';

const address = `${apiServerIp}:${apiServerPort}`;

export function answerPath(serving: Serving, asking: Asking): Reply {
  const { request, path, credentials, impersonate } = asking;
  const verb = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
  const refused = serving.context.api.mayVisit({ verb, path }, { credentials, ...(impersonate === undefined ? {} : { impersonate }) });
  if (refused !== undefined) return { code: refused.code, body: refused };
  if (verb !== 'get') return refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  return serverPath(asking) ?? issuer(serving, path) ?? discovery(serving, path) ?? { code: 404, body: '404 page not found\n' };
}

function serverPath({ path, query }: Asking): Reply | undefined {
  // Go's own encoder lays it out, whoever asks.
  if (path === '/version' || path === '/version/')
    return { code: 200, body: JSON.stringify(serverVersion, undefined, 2), type: 'application/json' };
  const excluded = query.getAll('exclude').flatMap((value) => value.split(','));
  const text = healthAnswer(path, { verbose: query.has('verbose'), excluded });
  return text === undefined ? undefined : { code: 200, body: text };
}

function issuer({ signingKey }: Serving, path: string): Reply | undefined {
  if (path === issuerKeysPath) return { code: 200, body: JSON.stringify(publicKeySet(signingKey)), type: 'application/jwk-set+json' };
  return path === issuerPath ? { code: 200, body: JSON.stringify(issuerConfiguration(address)), type: 'application/json' } : undefined;
}

function discovery(serving: Serving, path: string): Reply | undefined {
  const body = /^\/apis?(\/|$)/.test(path) ? discoveryOf(rowsOf(serving), path, address) : undefined;
  return body === undefined ? undefined : { code: 200, body };
}

/** Everything that the cluster serves by now. */
function rowsOf({ context }: Serving): readonly SchemeRow[] {
  const itemsOf = (group: string, resource: string): readonly unknown[] => {
    const { body } = context.api.request({ verb: 'list', group, version: 'v1', resource });
    return (body as unknown as { readonly items?: readonly unknown[] }).items ?? [];
  };
  return rowsServedBy({
    definitions: itemsOf('apiextensions.k8s.io', 'customresourcedefinitions') as readonly CustomResourceDefinition[],
    apiServices: itemsOf('apiregistration.k8s.io', 'apiservices') as readonly KubeObject[],
  });
}

/**
 * What a server answers about itself, beside its resources: its version, its log files, and the keys that tokens are signed with.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/routes (version.go, openid metadata), pkg/routes (logs.go, openidmetadata.go)
 */
import { parameterNamed } from './parameters.ts';

export interface ServerPath {
  readonly path: string;
  readonly tag: string;
  readonly id: string;
  readonly description?: string;
  /** Absent where only a refusal is told of. */
  readonly produces?: string;
  /** Absent for text. */
  readonly answer?: string;
  readonly parameter?: 'logpath';
}

/** By the document of version 3 that they stand in. */
export const serverPaths: Readonly<Record<string, readonly ServerPath[]>> = {
  '.well-known/openid-configuration': [
    {
      path: '/.well-known/openid-configuration/',
      tag: 'WellKnown',
      id: 'getServiceAccountIssuerOpenIDConfiguration',
      description: "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
      produces: 'application/json',
    },
  ],
  logs: [
    { path: '/logs/', tag: 'logs', id: 'logFileListHandler' },
    { path: '/logs/{logpath}', tag: 'logs', id: 'logFileHandler', parameter: 'logpath' },
  ],
  'openid/v1/jwks': [
    {
      path: '/openid/v1/jwks/',
      tag: 'openid',
      id: 'getServiceAccountIssuerOpenIDKeyset',
      description: 'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)',
      produces: 'application/jwk-set+json',
    },
  ],
  version: [
    {
      path: '/version/',
      tag: 'version',
      id: 'getCodeVersion',
      description: 'get the code version',
      produces: 'application/json',
      answer: 'io.k8s.apimachinery.pkg.version.Info',
    },
  ],
};

const unauthorized = { description: 'Unauthorized' };

function told({ description }: ServerPath): object {
  return description === undefined ? {} : { description };
}

export function serverPath3(it: ServerPath): unknown {
  const { tag, id, produces, answer, parameter } = it;
  const schema = answer === undefined ? { type: 'string' } : { $ref: `#/components/schemas/${answer}` };
  const answers = produces === undefined ? {} : { 200: { description: 'OK', content: { [produces]: { schema } } } };
  const get = { tags: [tag], ...told(it), operationId: id, responses: { ...answers, 401: unauthorized } };
  if (parameter === undefined) return { get };
  const { type, ...rest } = parameterNamed(parameter, '', {});
  return { get, parameters: [{ ...rest, schema: { type, uniqueItems: true } }] };
}

export function serverPath2(it: ServerPath): unknown {
  const { tag, id, produces, answer, parameter } = it;
  const schema = answer === undefined ? { type: 'string' } : { $ref: `#/definitions/${answer}` };
  const answers = produces === undefined ? {} : { 200: { description: 'OK', schema } };
  const get = {
    ...told(it),
    ...(answer === undefined ? {} : { consumes: [produces] }),
    ...(produces === undefined ? {} : { produces: [produces] }),
    schemes: ['https'],
    tags: [tag],
    operationId: id,
    responses: { ...answers, 401: unauthorized },
  };
  return parameter === undefined ? { get } : { get, parameters: [{ uniqueItems: true, ...parameterNamed(parameter, '', {}) }] };
}

/**
 * What an issuer of tokens tells of itself, so that others can check them.
 * upstream: pkg/serviceaccount/openidmetadata.go, pkg/routes/openidmetadata.go
 */
import { writeBytes, type Exchange } from './answer.ts';
import type { Door } from './door.ts';

const keysPath = '/openid/v1/jwks';

/** False when the path is none of these. */
export function serveIssuer({ address, cluster, engine }: Door, exchange: Exchange): boolean {
  const { pathname } = exchange.url;
  if (pathname === keysPath) write(exchange, 'application/jwk-set+json', engine.keySet(cluster));
  else if (pathname === '/.well-known/openid-configuration') {
    write(exchange, 'application/json', {
      issuer: engine.issuer,
      jwks_uri: `https://${address}${keysPath}`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  } else return false;
  return true;
}

function write(exchange: Exchange, type: string, body: unknown): void {
  exchange.response.setHeader('Cache-Control', 'public, max-age=3600');
  writeBytes(exchange, 200, { type, bytes: Buffer.from(JSON.stringify(body)) });
}

/**
 * What an issuer of tokens tells of itself, so that others can check them.
 * upstream: pkg/routes/openidmetadata.go
 */
import { issuerConfiguration, issuerKeysPath, issuerPath } from '#api/http/issuer.ts';
import { writeBytes, type Exchange } from './answer.ts';
import type { Door } from './door.ts';

/** False when the path is none of these. */
export function serveIssuer({ address, cluster, engine }: Door, exchange: Exchange): boolean {
  const { pathname } = exchange.url;
  if (pathname === issuerKeysPath) write(exchange, 'application/jwk-set+json', engine.keySet(cluster));
  else if (pathname === issuerPath) write(exchange, 'application/json', issuerConfiguration(address));
  else return false;
  return true;
}

function write(exchange: Exchange, type: string, body: unknown): void {
  exchange.response.setHeader('Cache-Control', 'public, max-age=3600');
  writeBytes(exchange, 200, { type, bytes: Buffer.from(JSON.stringify(body)) });
}

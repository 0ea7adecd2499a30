/** What headers say, and what is said in them, for every door that speaks HTTP. */
import type { Query } from './query.ts';

/** The token of an `Authorization` header; undefined for none, and for one of another scheme. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
}

/** People's clients get it laid out. upstream: negotiation.isPrettyPrint */
export function isPretty(query: Query | undefined, userAgent: string | undefined): boolean {
  const asked = query?.get('pretty') ?? null;
  if (asked !== null) return asked === '' || asked === 'true' || asked === '1';
  return /^(curl|Wget|Mozilla\/5\.0)/.test(userAgent ?? '');
}

/** The value of a `Warning` header. upstream: apimachinery/pkg/util/net/http.go (NewWarningHeader) */
export function warningValue(text: string): string {
  return `299 - "${text.replace(/[\\"]/g, '\\$&').replace(/[^\x20-\x7e\x80-\uffff]/g, ' ')}"`;
}

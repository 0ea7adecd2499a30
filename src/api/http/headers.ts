/** What headers say, and what is said in them, for every door that speaks HTTP. */
import type { Impersonation } from '../request.ts';
import { headerOf, type Headers } from './exchange.ts';
import { unescaped, type Query } from './query.ts';

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

const extraPrefix = 'impersonate-extra-';

/** Whom the asker wants to act as. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go */
export function impersonationOf(headers: Headers): Impersonation | undefined {
  const user = headerOf(headers, 'impersonate-user');
  const uid = headerOf(headers, 'impersonate-uid');
  const groups = headers['impersonate-group'];
  const extra = Object.keys(headers)
    .filter((name) => name.startsWith(extraPrefix))
    .map((name) => [name.slice(extraPrefix.length), headers[name] ?? []] as const)
    .map(([key, values]) => [unescaped(key) ?? key, values] as const);
  if (user === undefined && uid === undefined && groups === undefined && extra.length === 0) return undefined;
  return {
    ...(user === undefined ? {} : { user }),
    ...(uid === undefined ? {} : { uid }),
    ...(groups === undefined ? {} : { groups }),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

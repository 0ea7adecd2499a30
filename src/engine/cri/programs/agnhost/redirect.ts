/** A redirect as Go's server writes it. upstream: net/http server.go (Redirect) */
import { plainReply } from '../httpServer.ts';
import { reasons } from '../../../helpers/http.ts';
import type { Answer } from './job.ts';

const goReasons: Readonly<Record<number, string>> = { ...reasons, 302: 'Found', 303: 'See Other' };

export function redirect(method: string, location: string, code: number): Answer {
  const where = location.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&#34;');
  const body = method === 'GET' ? `<a href="${where}">${goReasons[code] ?? ''}</a>.\n\n` : '';
  return { reply: plainReply(code, body, [['Location', location]], 'text/html; charset=utf-8') };
}

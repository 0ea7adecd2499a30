/** A reply of Go's server, which looks at what a body begins with to say of what type it is. upstream: net/http sniff.go */
import type { HttpReply } from '../../../helpers/http.ts';
import { plainReply } from '../httpServer.ts';

const html = /^[\t\n\f\r ]*(?:<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P)[ >]|<!--)/i;

export function goReply(status: number, body: string): HttpReply {
  return plainReply(status, body, [], html.test(body) ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8');
}

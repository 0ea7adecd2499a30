/**
 * What a proxied answer says of its own place is made true for whoever asked through us: Location, and the links of HTML.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/proxy/transport.go
 */

export interface Place {
  /** What stands before the other side's own paths: `/api/v1/namespaces/a/pods/b/proxy`. */
  readonly prefix: string;
  /** The host that was asked. */
  readonly host: string;
}

const attributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  applet: ['codebase'],
  area: ['href'],
  audio: ['src'],
  base: ['href'],
  blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'],
  command: ['icon'],
  del: ['cite'],
  embed: ['src'],
  form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'],
  html: ['manifest'],
  iframe: ['longdesc', 'src'],
  img: ['longdesc', 'src', 'usemap'],
  input: ['src', 'usemap', 'formaction'],
  ins: ['cite'],
  link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'],
  script: ['src'],
  source: ['src'],
  video: ['poster', 'src'],
};

/** Paths from the root get the prefix; relative ones and other hosts stay. */
export function rewriteUrl(url: string, { prefix, host }: Place): string {
  const [, origin = '', named, rest = ''] = /^((?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*))?(.*)$/is.exec(url) ?? [];
  if ((origin !== '' && named !== host) || !rest.startsWith('/')) return url;
  if (rest.startsWith(prefix)) return url;
  return origin + prefix + rest;
}

export function rewriteHtml(text: string, place: Place): string {
  return text.replace(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi, (tag, name: string, rest: string) => {
    const known = attributes[name.toLowerCase()];
    return known === undefined ? tag : `<${name}${rewriteAttributes(rest, known, place)}>`;
  });
}

function rewriteAttributes(text: string, known: readonly string[], place: Place): string {
  return text.replace(/\s[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi, (pair) => {
    const [, before = '', key = '', quote = '', value = ''] = /^(\s([a-z]+)\s*=\s*)(["']?)(.*?)["']?$/is.exec(pair) ?? [];
    return known.includes(key.toLowerCase()) ? `${before}${quote}${rewriteUrl(value, place)}${quote}` : pair;
  });
}

/** How Go's formatting verbs print values inside messages. upstream: go strconv.Quote, fmt %#v */

const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = named[character];
  if (short !== undefined) return short;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A string as %q prints it. */
export function goQuote(text: string): string {
  return `"${text.replace(/["\\]|\p{C}|[^\P{Z} ]/gu, escapeCharacter)}"`;
}

/** A []string as %#v prints it. */
export function goStrings(values: readonly string[]): string {
  return `[]string{${values.map(goQuote).join(', ')}}`;
}

/** Several errors as an aggregate prints them: one bare, more in brackets, repeated ones once. */
export function aggregate(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]`;
}

/** A time of a whole second, written as RFC 3339 has it, as Go prints one. upstream: go time.Time.String */
export function goTime(text: string): string {
  return `${text.replace('T', ' ').replace('Z', '')} +0000 UTC`;
}

/**
 * The rules for names, labels and ports. Each validator answers with the messages of everything that is wrong; none means valid.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
 */

type Messages = readonly string[];

const fine: Messages = [];

function withExamples(rule: string, format: string, ...examples: readonly string[]): string {
  const listed = examples.map((example) => `'${example}'`).join(',  or ');
  const lead = examples.length === 0 ? '(' : `(e.g. ${listed}, `;
  return `${rule} ${lead}regex used for validation is '${format}')`;
}

function maxLengthMessage(length: number): string {
  return `must be no more than ${length} characters`;
}

function rangeMessage(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

function bytes(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) length += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return length;
}

/** Length first, form second: the order in which most validators report. */
function checkText(value: string, limit: number, form: RegExp, message: string): Messages {
  const tooLong = bytes(value) > limit;
  if (form.test(value)) return tooLong ? [maxLengthMessage(limit)] : fine;
  return tooLong ? [maxLengthMessage(limit), message] : [message];
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';
const ENV_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const PERCENT = '[0-9]+%';

const labelForm = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomainForm = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label1035Form = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedForm = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValueForm = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const wildcardForm = /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const labelMessage = withExamples(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  'my-name',
  '123-abc',
);
const subdomainMessage = withExamples(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  'example.com',
);
const label1035Message = withExamples(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035,
  'my-name',
  'abc-123',
);
const wildcardMessage = withExamples(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${SUBDOMAIN}`,
  '*.example.com',
);
const qualifiedRule = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const qualifiedMessage = withExamples(qualifiedRule, QUALIFIED, 'MyName', 'my.name', '123-abc');
const labelValueMessage = withExamples(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${QUALIFIED})?`,
  'MyValue',
  'my_value',
  '12345',
);

/** A valid subdomain that is no valid label has dots too many, and is told just that. */
export function isDNS1123Label(value: string): Messages {
  const dotted = value.includes('.') && subdomainForm.test(value);
  return checkText(value, 63, labelForm, dotted ? 'must not contain dots' : labelMessage);
}

export function isDNS1123Subdomain(value: string): Messages {
  return checkText(value, 253, subdomainForm, subdomainMessage);
}

export function isDNS1035Label(value: string): Messages {
  return checkText(value, 63, label1035Form, label1035Message);
}

export function isWildcardDNS1123Subdomain(value: string): Messages {
  return checkText(value, 253, wildcardForm, wildcardMessage);
}

/** A label key, an annotation key or the name of an extended resource: `name` or `prefix.example.com/name`. */
export function isQualifiedName(value: string): Messages {
  const parts = value.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2)
    return [`a qualified name ${qualifiedMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = second ?? first;
  const messages: string[] = [];
  if (second !== undefined) {
    if (first === '') messages.push('prefix part must be non-empty');
    else messages.push(...isDNS1123Subdomain(first).map((message) => `prefix part ${message}`));
  }
  if (name === '') messages.push('name part must be non-empty');
  else if (bytes(name) > 63) messages.push(`name part ${maxLengthMessage(63)}`);
  if (!qualifiedForm.test(name)) messages.push(`name part ${qualifiedMessage}`);
  return messages.length === 0 ? fine : messages;
}

export function isValidLabelValue(value: string): Messages {
  return checkText(value, 63, labelValueForm, labelValueMessage);
}

export function isValidPortName(value: string): Messages {
  const messages: string[] = [];
  if (bytes(value) > 15) messages.push(maxLengthMessage(15));
  if (!/^[-a-z0-9]+$/.test(value)) messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) messages.push('must contain at least one letter (a-z)');
  if (value.includes('--')) messages.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) messages.push('must not begin or end with a hyphen');
  return messages;
}

export function isValidPortNum(port: number): Messages {
  return port >= 1 && port <= 65_535 ? fine : [rangeMessage(1, 65_535)];
}

export function isCIdentifier(value: string): Messages {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return fine;
  return [
    withExamples(
      "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
      C_IDENTIFIER,
      'my_name',
      'MY_NAME',
      'MyName',
    ),
  ];
}

/** Neither `.` nor `..` nor anything beginning with `..` may name a file. */
function dotMessages(value: string): Messages {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : fine;
}

export function isEnvVarName(value: string): Messages {
  const rule =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
  const form = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(value) ? [] : [withExamples(rule, ENV_NAME, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')];
  return [...form, ...dotMessages(value)];
}

export function isConfigMapKey(value: string): Messages {
  const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  return [
    ...checkText(value, 253, /^[-._a-zA-Z0-9]+$/, withExamples(rule, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name')),
    ...dotMessages(value),
  ];
}

export function isHTTPHeaderName(value: string): Messages {
  if (/^[-A-Za-z0-9]+$/.test(value)) return fine;
  return [withExamples("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name')];
}

export function isValidPercent(value: string): Messages {
  return /^[0-9]+%$/.test(value)
    ? fine
    : [withExamples("a valid percent string must be a numeric string followed by an ending '%'", PERCENT, '1%', '93%')];
}

/** Leading zeros are read as decimal, as the server still allows. */
function isIPv4(value: string): boolean {
  return /^\d+(\.\d+){3}$/.test(value) && value.split('.').every((part) => Number(part) < 256);
}

function isIPv6(value: string): boolean {
  const lastColon = value.lastIndexOf(':');
  const tail = value.slice(lastColon + 1);
  if (tail.includes('.') && !isIPv4(tail)) return false;
  const plain = tail.includes('.') ? `${value.slice(0, lastColon + 1)}0:0` : value;
  const halves = plain.split('::');
  if (lastColon < 0 || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

/** 4 or 6 for an address in its usual text form, undefined for anything else. */
export function ipFamily(value: string): 4 | 6 | undefined {
  if (isIPv4(value)) return 4;
  return isIPv6(value) ? 6 : undefined;
}

export function isValidIP(value: string): Messages {
  return ipFamily(value) === undefined ? ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'] : fine;
}

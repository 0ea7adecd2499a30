/** Small checks that many kinds share. Each adds what it finds to the list it is given. */
import type { LabelSelector } from '#api/kinds.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidLabelValue, ipFamily } from '#api/machinery/validation.ts';
import { inCidr, parseIp } from '#engine/helpers/ip.ts';
import { forbiddenField, invalidValue, notSupported, required, type FieldError } from '../fieldError.ts';

export type Errors = FieldError[];

type Rule = (value: string) => readonly string[];

/** Every message of a rule, about a text. */
export function byRule(rule: Rule, value: string, at: string, errors: Errors): void {
  for (const message of rule(value)) errors.push(invalidValue(at, value, message));
}

/** Required, and then every message of the rule. */
export function named(rule: Rule, value: string | undefined, at: string, errors: Errors): void {
  if (value === undefined || value === '') errors.push(required(at));
  else byRule(rule, value, at, errors);
}

export function needed(value: string | undefined | null, at: string, errors: Errors, detail = ''): void {
  if (value === undefined || value === null || value === '') errors.push(required(at, detail));
}

export function oneOf(value: string | undefined, supported: readonly string[], at: string, errors: Errors): void {
  if (!supported.includes(value ?? '')) errors.push(notSupported(at, value ?? '', supported));
}

export const negativeMessage = 'must be greater than or equal to 0';

export function notNegative(value: number | undefined, at: string, errors: Errors): void {
  if (value !== undefined && value < 0) errors.push(invalidValue(at, value, negativeMessage));
}

export function validPort(port: number, at: string, errors: Errors): void {
  if (port < 1 || port > 65_535) errors.push(invalidValue(at, port, 'must be between 1 and 65535, inclusive'));
}

export function validLabels(labels: Readonly<Record<string, string>> | undefined, at: string, errors: Errors): void {
  for (const key in labels) {
    byRule(isQualifiedName, key, at, errors);
    byRule(isValidLabelValue, labels[key] ?? '', at, errors);
  }
}

/** upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go (ValidateLabelSelector) */
export function validSelector(selector: LabelSelector | undefined | null, at: string, errors: Errors): void {
  if (selector === undefined || selector === null) return;
  validLabels(selector.matchLabels, `${at}.matchLabels`, errors);
  for (const [i, { key, operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const here = `${at}.matchExpressions[${i}]`;
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.push(required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        errors.push(forbiddenField(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    } else errors.push(invalidValue(`${here}.operator`, operator ?? '', 'not a valid selector operator'));
    byRule(isQualifiedName, key ?? '', `${here}.key`, errors);
    for (const [j, value] of values.entries()) byRule(isValidLabelValue, value, `${here}.values[${j}]`, errors);
  }
}

export function isEmptySelector(selector: LabelSelector | undefined | null): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length === 0;
}

export function label1123(value: string, at: string, errors: Errors): void {
  byRule(isDNS1123Label, value, at, errors);
}

export function validIp(
  value: string,
  at: string,
  errors: Errors,
  message = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
): void {
  if (ipFamily(value) === undefined) errors.push(invalidValue(at, value, message));
}

/** Whether a path stays inside: relative, and never through `..`. */
export function localPath(path: string, at: string, errors: Errors): void {
  if (path.startsWith('/')) errors.push(invalidValue(at, path, 'must be a relative path'));
  noBacksteps(path, at, errors);
}

export function noBacksteps(path: string, at: string, errors: Errors): void {
  if (path.split('/').includes('..')) errors.push(invalidValue(at, path, "must not contain '..'"));
}

/** A path to a file in a volume, which is also a file name that cannot climb out. */
export function localDescendingPath(path: string, at: string, errors: Errors): void {
  localPath(path, at, errors);
  if (path.startsWith('..') && !path.split('/').includes('..')) errors.push(invalidValue(at, path, "must not start with '..'"));
}

const loopback = ['127.0.0.0/8', '::1/128'];
const linkLocal = ['169.254.0.0/16', 'fe80::/10'];

/** An address that packets from elsewhere can be sent to. upstream: ValidateNonSpecialIP */
export function specialIp(ip: string, at: string, errors: Errors): void {
  const bytes = parseIp(ip);
  if (bytes === undefined) return void errors.push(invalidValue(at, ip, 'must be a valid IP address'));
  const within = (ranges: readonly string[]) => ranges.some((range) => inCidr(ip, range));
  const multicast = bytes.length === 4 ? inCidr(ip, '224.0.0.0/24') : bytes[0] === 0xff && ((bytes[1] ?? 0) & 0x0f) === 2;
  if (bytes.every((byte) => byte === 0)) errors.push(invalidValue(at, ip, `may not be unspecified (${ip})`));
  if (within(loopback)) errors.push(invalidValue(at, ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (within(linkLocal)) errors.push(invalidValue(at, ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (multicast) errors.push(invalidValue(at, ip, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
}

const pathForm = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** A path that begins with a domain. upstream: IsDomainPrefixedPath */
export function domainPrefixedPath(value: string, at: string, errors: Errors): void {
  if (value === '') return void errors.push(required(at));
  const slash = value.indexOf('/');
  const [host, path] = [value.slice(0, Math.max(0, slash)), value.slice(slash + 1)];
  if (slash <= 0 || path === '') return void errors.push(invalidValue(at, value, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  byRule((text) => isDNS1123Subdomain(text), host, at, errors);
  if (!new RegExp(`^${pathForm}$`).test(path))
    errors.push(invalidValue(at, path, `Invalid path (regex used for validation is '${pathForm}')`));
}

/** upstream: IsFullyQualifiedName */
export function fullName(value: string, at: string, errors: Errors): void {
  if (value === '') return void errors.push(required(at));
  const faults = isDNS1123Subdomain(value);
  if (faults.length > 0) return void errors.push(invalidValue(at, value, faults.join(',')));
  if (value.split('.').length < 3)
    errors.push(invalidValue(at, value, 'should be a domain with at least three segments separated by dots'));
}

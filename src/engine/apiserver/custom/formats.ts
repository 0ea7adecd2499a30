/**
 * The formats of strings that are checked.
 * upstream: k8s.io/kube-openapi/pkg/validation/strfmt, apiextensions-apiserver/pkg/apiserver/validation/formats.go
 */
import { parseTime } from '#api/machinery/time.ts';
import { ipFamily } from '#api/machinery/validation.ts';

type Check = (text: string) => boolean;

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

function isCidr(text: string): boolean {
  const [address = '', bits = '', more] = text.split('/');
  const family = ipFamily(address);
  return more === undefined && family !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= (address.includes(':') ? 128 : 32);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && parseTime(`${text}T00:00:00Z`) !== undefined;
}

function isHostname(text: string): boolean {
  return (
    text.length <= 255 &&
    text.split('.').every((part) => /^[a-zA-Z0-9\u00a1-\uffff]([a-zA-Z0-9\u00a1-\uffff-]{0,62}[a-zA-Z0-9\u00a1-\uffff])?$/.test(part))
  );
}

const checks: Readonly<Record<string, Check>> = {
  date: isDate,
  datetime: (text) => parseTime(text) !== undefined,
  duration: (text) => /^\d+$/.test(text) || /^(\d+(\.\d+)?\s*(ns|us|µs|ms|s|m|h|d|w|[a-z]+)\s*)+$/i.test(text),
  ipv4: (text) => ipFamily(text) !== undefined && text.includes('.'),
  ipv6: (text) => ipFamily(text) !== undefined && text.includes(':'),
  cidr: isCidr,
  mac: (text) => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text),
  uuid: (text) => uuid.test(text),
  uuid3: (text) => uuid.test(text) && text.replaceAll('-', '')[12] === '3',
  uuid4: (text) => uuid.test(text) && text.replaceAll('-', '')[12] === '4',
  uuid5: (text) => uuid.test(text) && text.replaceAll('-', '')[12] === '5',
  byte: (text) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0,
  hostname: isHostname,
  email: (text) => /^[^\s@<>()]+@[^\s@<>()]+$/.test(text),
  uri: (text) => /^[a-z][a-z0-9+.-]*:\S*$/i.test(text) || /^\/\S*$/.test(text),
  hexcolor: (text) => /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text),
  bsonobjectid: (text) => /^[0-9a-f]{24}$/i.test(text),
};

/** Whether a string has the format; formats that nobody knows are not checked. */
export function hasFormat(text: string, format: string): boolean {
  return checks[format.replaceAll('-', '')]?.(text) ?? true;
}

/** IP addresses and CIDRs as bytes: 4 for IPv4, 16 for IPv6. */

/** Undefined for what is not an address. */
export function parseIp(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

export function isIpv6(text: string): boolean {
  return text.includes(':');
}

/** Whether the address lies in the range; a range without '/' is one address. False when the families differ. */
export function inCidr(ip: string, cidr: string): boolean {
  const slash = cidr.indexOf('/');
  if (slash < 0) return ip === cidr || sameIp(ip, cidr);
  const address = parseIp(ip);
  const base = parseIp(cidr.slice(0, slash));
  if (address === undefined || base === undefined || address.length !== base.length) return false;
  let bits = Number(cidr.slice(slash + 1));
  for (let i = 0; i < base.length && bits > 0; i += 1, bits -= 8) {
    const mask = bits >= 8 ? 255 : 256 - (1 << (8 - bits));
    if ((address[i]! & mask) !== (base[i]! & mask)) return false;
  }
  return true;
}

/** `ip:port`, with brackets around an IPv6 address. */
export function joinHostPort(ip: string, port: number): string {
  return isIpv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function sameIp(a: string, b: string): boolean {
  if (!isIpv6(a) || !isIpv6(b)) return false;
  const left = parseIpv6(a);
  const right = parseIpv6(b);
  return left !== undefined && right !== undefined && left.every((byte, i) => byte === right[i]);
}

function parseIpv4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes: number[] = [];
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    bytes.push(Number(part));
  }
  return bytes;
}

function parseIpv6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0]!);
  const tail = halves.length === 2 ? groups(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const words = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return words.flatMap((word) => [word >> 8, word & 255]);
}

function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const words: number[] = [];
  for (const part of text.split(':')) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
    words.push(Number.parseInt(part, 16));
  }
  return words;
}

/** Names under in-addr.arpa and ip6.arpa. upstream: coredns/plugin/pkg/dnsutil/reverse.go */

export function isReverse(name: string): boolean {
  return name.endsWith('.in-addr.arpa.') || name.endsWith('.ip6.arpa.');
}

/** The IP a reverse name stands for; undefined when it does not stand for a whole one. The name is in lower case. */
export function reverseIp(name: string): string | undefined {
  if (name.endsWith('.in-addr.arpa.')) {
    const parts = name.slice(0, -'.in-addr.arpa.'.length).split('.').reverse();
    return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256) ? parts.join('.') : undefined;
  }
  if (!name.endsWith('.ip6.arpa.')) return undefined;
  const digits = name.slice(0, -'.ip6.arpa.'.length).split('.').reverse();
  if (digits.length !== 32 || !digits.every((digit) => /^[0-9a-f]$/.test(digit))) return undefined;
  return Array.from({ length: 8 }, (_, i) => digits.slice(4 * i, 4 * i + 4).join('')).join(':');
}

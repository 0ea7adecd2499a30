/** The Service that --port, --protocol and their kin ask for. upstream: kubectl/pkg/cmd/expose/expose.go (createService) */
import { failure } from '../failure.ts';
import type { Offered } from './offered.ts';

/** A port as typed: the server judges whether there is such a protocol. */
interface Port {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  readonly targetPort: number | string;
}

export interface PortsAsked {
  /** `80` or `80,443`. */
  readonly ports: string;
  readonly protocol: string;
  readonly targetPort: string;
  /** What the exposed object says: a port that is not in it is TCP. */
  readonly offered: Offered;
}

export function servicePorts({ ports, protocol, targetPort, offered }: PortsAsked): readonly Port[] {
  const words = ports === '' ? [] : ports.split(',');
  return words.flatMap((word, i) => {
    if (!/^[+-]?\d+$/.test(word)) throw failure(`strconv.Atoi: parsing ${JSON.stringify(word)}: invalid syntax`);
    const port = Number(word);
    const rest = { port, targetPort: targetPort === '' ? port : portOrName(targetPort) };
    const protocols = protocol === '' ? (offered.get(word) ?? ['TCP']) : [protocol];
    const name = `port-${i + 1}`;
    if (protocols.length > 1) return protocols.map((one) => ({ name: `${name}-${one.toLowerCase()}`, ...rest, protocol: one }));
    return [{ ...(words.length > 1 ? { name } : {}), ...rest, protocol: protocols[0] ?? 'TCP' }];
  });
}

function portOrName(text: string): number | string {
  return /^[+-]?\d+$/.test(text) ? Number(text) : text;
}

/** `a=1,b=2`. upstream: parseLabels */
export function labelsFrom(text: string): Readonly<Record<string, string>> {
  if (text === '') throw failure('no label spec passed');
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [key = '', value, ...more] = pair.split('=');
      if (value === undefined || more.length > 0) throw failure(`unexpected label spec: ${pair}`);
      if (key === '') throw failure('unexpected empty label key');
      return [key, value];
    }),
  );
}

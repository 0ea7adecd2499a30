/**
 * Names of the chains of a service port and of an endpoint: a hash, so that any name fits into 28 characters.
 * upstream: pkg/proxy/iptables/proxier.go (portProtoHash, servicePortEndpointChainName)
 */
import { base32, sha256 } from '#api/machinery/sha256.ts';
import type { Protocol } from './rule.ts';

export interface ServiceChains {
  readonly cluster: string;
  readonly local: string;
  readonly external: string;
  readonly firewall: string;
}

/** A memo of a pure function: every node hashes the same endpoints. It is emptied when it is full. */
const endpointMemo = new Map<string, string>();
const memoEntriesMax = 50_000;

export function serviceChains(portName: string, protocol: Protocol): ServiceChains {
  const hash = shortHash(portName + protocol);
  return {
    cluster: `KUBE-SVC-${hash}`,
    local: `KUBE-SVL-${hash}`,
    external: `KUBE-EXT-${hash}`,
    firewall: `KUBE-FW-${hash}`,
  };
}

export function endpointChain(portName: string, protocol: Protocol, endpoint: string): string {
  const text = portName + protocol + endpoint;
  let name = endpointMemo.get(text);
  if (name === undefined) {
    if (endpointMemo.size >= memoEntriesMax) endpointMemo.clear();
    endpointMemo.set(text, (name = `KUBE-SEP-${shortHash(text)}`));
  }
  return name;
}

/** The first 16 base32 characters of the text's SHA-256: they come from its first ten bytes. */
function shortHash(text: string): string {
  return base32(sha256(text).subarray(0, 10));
}

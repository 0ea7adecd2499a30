/**
 * Ports of an EndpointSlice in the order in which the real controller writes them, and a key for equal lists of them.
 * upstream: staging/src/k8s.io/endpointslice/util/controller_utils.go (NewPortMapKey), apimachinery/pkg/util/dump
 */
import type { EndpointSlice } from '#api/kinds.ts';
import { md5Hex } from '#api/machinery/crypto/md5.ts';
import type { ResolvedPort } from './podEndpoint.ts';

export type SlicePort = NonNullable<EndpointSlice['ports']>[number];

/** The ports as a slice has them, ordered by the hash of their dump. */
export function slicePorts(ports: readonly ResolvedPort[]): readonly SlicePort[] {
  const fields = ports as readonly SlicePort[];
  if (fields.length < 2) return fields;
  const hashed = fields.map((port) => ({ port, hash: md5Hex(dumpPort(port)) }));
  return hashed.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ port }) => port);
}

/** Equal for lists of equal ports, in whatever order they stand. */
export function portsKey(ports: readonly SlicePort[]): string {
  return ports.map(dumpPort).toSorted().join('');
}

function dumpPort({ name, protocol, port, appProtocol }: SlicePort): string {
  const fields = [
    `Name:${pointer('string', name)}`,
    `Protocol:${pointer('v1.Protocol', protocol)}`,
    `Port:${pointer('int32', port)}`,
    `AppProtocol:${pointer('string', appProtocol)}`,
  ];
  return `(v1.EndpointPort){${fields.join(' ')}}`;
}

function pointer(type: string, value: string | number | undefined): string {
  return `(*${type})${value ?? '<nil>'}`;
}

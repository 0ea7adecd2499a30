/**
 * Ports and subsets as go-spew prints them for hashing; only their order comes of it.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/dump/dump.go (ForHash)
 */
import type { Address, Port, Subset } from './repack.ts';

export function dumpPort(port: Port): string {
  return `(v1.EndpointPort)${portFields(port)}`;
}

function portFields({ name = '', port, protocol, appProtocol }: Port): string {
  return `{Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol ?? ''} AppProtocol:(*string)${appProtocol ?? '<nil>'}}`;
}

export function dumpSubset({ addresses, notReadyAddresses, ports }: Subset): string {
  const lists = [
    `Addresses:([]v1.EndpointAddress)${list(addresses?.map(addressFields))}`,
    `NotReadyAddresses:([]v1.EndpointAddress)${list(notReadyAddresses?.map(addressFields))}`,
    `Ports:([]v1.EndpointPort)${list(ports?.map(portFields))}`,
  ];
  return `(v1.EndpointSubset){${lists.join(' ')}}`;
}

function list(items: readonly string[] | undefined): string {
  return items === undefined ? '<nil>' : `[${items.join(' ')}]`;
}

function addressFields({ ip, hostname = '', nodeName, targetRef }: Address): string {
  return `{IP:(string)${ip} Hostname:(string)${hostname} NodeName:(*string)${nodeName ?? '<nil>'} TargetRef:(*v1.ObjectReference)${reference(targetRef)}}`;
}

function reference(target: Address['targetRef']): string {
  if (target === undefined) return '<nil>';
  const { kind = '', namespace = '', name = '', uid = '', apiVersion = '', resourceVersion = '', fieldPath = '' } = target;
  return `{Kind:(string)${kind} Namespace:(string)${namespace} Name:(string)${name} UID:(types.UID)${uid} APIVersion:(string)${apiVersion} ResourceVersion:(string)${resourceVersion} FieldPath:(string)${fieldPath}}`;
}

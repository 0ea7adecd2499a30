/**
 * What container runtimes, kube-proxies, the DNS server and the network say to each other.
 * The network is the component at address `network`; everything that listens or dials is attached to it by an IP.
 */
import type { Message } from '../../client/component.ts';

/** An IP is taken into use (a sandbox started, a node came up) or given back. `owner` is the address that is told of accepts. */
export interface Attach extends Message {
  readonly type: 'net/attach';
  readonly ip: string;
  readonly owner: string;
  readonly node: string;
  /** `namespace/name`, absent for a node's own IP or a control plane process. */
  readonly pod?: string;
  /** A machine that is no node of the cluster: no rules of a kube-proxy are there, and nobody comes in through it. */
  readonly isApart?: true;
  /** Processes of the node that run in no container and listen here: they are told of dials in the owner's place. */
  readonly processes?: readonly { readonly port: number; readonly address: string }[];
}

/** A port of the node leads to a port of a pod, as long as the pod's IP is attached. upstream: the portmap plugin of CNI */
export interface MapPort extends Message, PortMapping {
  readonly type: 'net/map-port';
  readonly node: string;
  readonly ip: string;
}

export interface PortMapping {
  readonly protocol: 'TCP' | 'UDP';
  /** Which of the node's addresses; '' for all. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly port: number;
}

export interface Detach extends Message {
  readonly type: 'net/detach';
  readonly ip: string;
}

/** Opens a flow (a TCP connection or a UDP exchange). The ids are chosen by the dialler and unique in the cluster. */
export interface Dial extends Message {
  readonly type: 'net/dial';
  readonly flow: string;
  /** Who is told what becomes of the flow. */
  readonly from: { readonly address: string; readonly ip: string; readonly node: string; readonly pod?: string };
  readonly to: { readonly ip: string; readonly port: number };
  readonly protocol: 'TCP' | 'UDP';
  /** What it is for, in a few words, for the packet's trace: `GET /`, `DNS A web`. */
  readonly about?: string;
  /** A TLS handshake follows at once, for this server name. What is encrypted afterwards travels as it is. */
  readonly tls?: { readonly serverName: string };
}

/** To the owner of the destination IP: somebody dials. It answers with an Answer message to `network`. */
export interface Incoming extends Message {
  readonly type: 'net/incoming';
  readonly flow: string;
  readonly ip: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  /** As the server sees it (after masquerading). */
  readonly sourceIp: string;
  /** Who has dialled, whatever its source looks like. */
  readonly node: string;
  readonly pod?: string;
  readonly tls?: { readonly serverName: string };
  /** A fault has cut the dialler's node off: no packet has come. */
  readonly isCutOff?: true;
}

export interface Answer extends Message {
  readonly type: 'net/answer';
  readonly flow: string;
  readonly accepted: boolean;
  /** What a server that speaks TLS shows, in PEM. */
  readonly certificate?: string;
  /** Nobody has answered at all. */
  readonly isLost?: true;
}

/** To the dialler: what became of its dial. */
export interface Dialled extends Message {
  readonly type: 'net/dialled';
  readonly flow: string;
  readonly result: 'connected' | 'refused' | 'timeout' | 'unreachable';
  /** What the server has shown, if it speaks TLS. */
  readonly certificate?: string;
}

/** Bytes (as text) on a flow; sent to `network` by either side with its own `side`, and passed on to the other. */
export interface FlowData extends Message {
  readonly type: 'net/data';
  readonly flow: string;
  readonly side: 'client' | 'server';
  readonly data: string;
}

export interface FlowClose extends Message {
  readonly type: 'net/close';
  readonly flow: string;
  readonly side: 'client' | 'server';
  /** This side says nothing more, and still listens. */
  readonly half?: true;
}

/** From a node's kube-proxy to `network`: the node's kernel has new netfilter tables. The tables are the proxy's own data. */
export interface TablesReplaced extends Message {
  readonly type: 'net/tables';
  readonly node: string;
  readonly tables: unknown;
}

/** From `network` to the node's kube-proxy: whether the kernel took the tables; after a refusal the old ones still hold. */
export interface TablesAnswer extends Message {
  readonly type: 'net/tables-answer';
  readonly ok: boolean;
}

export type NetworkMessage = Attach | MapPort | Detach | Dial | Answer | FlowData | FlowClose | TablesReplaced;

export const networkAddress = 'network';

export function kubeProxyAddress(node: string): string {
  return `kube-proxy/${node}`;
}

/** The virtual IP of the cluster's DNS Service (kube-system/kube-dns). */
export const clusterDnsIp = '10.96.0.10';
export const clusterDomain = 'cluster.local';

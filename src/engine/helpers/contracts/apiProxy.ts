/** What the API server asks of the process that carries its connections into the cluster: proxied requests, forwarded ports. */
import type { Message } from '../../client/component.ts';

export interface OpenDial extends Message {
  readonly type: 'apiproxy/dial';
  /** The stream whose input goes to the other side, and whose output is what comes back. */
  readonly stream: string;
  readonly to: { readonly ip: string; readonly port: number };
  /** From where: the node's own address. */
  readonly from: { readonly ip: string; readonly node: string };
  readonly about: string;
}

export const apiProxyAddress = 'kube-apiserver-proxy';

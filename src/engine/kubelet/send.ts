/** Words to the node's container runtime and to the network. */
import type { CriRequest } from '../helpers/contracts/cri.ts';
import { networkAddress, type NetworkMessage } from '../helpers/contracts/network.ts';
import type { Kubelet } from './state.ts';

/** A call over the runtime's socket takes about a millisecond. */
export function tellRuntime(k: Kubelet, request: CriRequest, delayMs = 1): void {
  k.context.send(k.runtime, request, delayMs);
}

export function tellNetwork(k: Kubelet, message: NetworkMessage): void {
  k.context.send(networkAddress, message, 0);
}

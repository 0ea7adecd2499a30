/** What goes over a connection that is there, and its end. */
import {
  networkAddress,
  type Answer,
  type Attach,
  type Detach,
  type Dial,
  type FlowClose,
  type FlowData,
  type MapPort,
} from '../../helpers/contracts/network.ts';
import { wakeFile, type Kernel } from '../process/task.ts';
import type { Container, Socket } from '../state.ts';

type NetworkRequest = Attach | MapPort | Detach | Dial | Answer | FlowData | FlowClose;

export function tellNetwork(kernel: Kernel, message: NetworkRequest): void {
  kernel.context.send(networkAddress, Object.freeze(message), 0);
}

/** The name of one end of a flow: both may be on this node. */
export function endOf(flow: string, side: Socket['side']): string {
  return `${side} ${flow}`;
}

/** Sends on a connection. False when it is not open any more. */
export function sendSocket(kernel: Kernel, socket: Socket, data: string): boolean {
  if (socket.phase !== 'open') return false;
  if (socket.flow !== '') {
    tellNetwork(kernel, { type: 'net/data', flow: socket.flow, side: socket.side, data });
    return true;
  }
  const peer = peerOf(kernel, socket);
  if (peer === undefined) return false;
  peer.socket.input += data;
  wakeFile(kernel, peer.container, peer.file);
  return true;
}

function peerOf(
  kernel: Kernel,
  socket: Socket,
): { readonly container: Container; readonly file: number; readonly socket: Socket } | undefined {
  const container = socket.peer === undefined ? undefined : kernel.state.containers.get(socket.peer.container);
  const open = socket.peer === undefined ? undefined : container?.files.get(socket.peer.file);
  if (socket.peer === undefined || container === undefined || open?.kind !== 'socket') return undefined;
  return { container, file: socket.peer.file, socket: open };
}

/** Called when nobody holds the connection any more. */
export function closeSocket(kernel: Kernel, socket: Socket): void {
  if (socket.flow !== '') {
    kernel.state.flows.delete(endOf(socket.flow, socket.side));
    if (socket.phase === 'open' || socket.phase === 'dialling')
      tellNetwork(kernel, { type: 'net/close', flow: socket.flow, side: socket.side });
    return;
  }
  const peer = peerOf(kernel, socket);
  if (peer === undefined) return;
  peer.socket.eof = true;
  wakeFile(kernel, peer.container, peer.file);
}

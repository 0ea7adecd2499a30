/** The answer that ends HTTP on a connection. upstream: apimachinery/pkg/util/httpstream/httpstream.go (Handshake) */
import type { Duplex } from 'node:stream';

export function acceptSpdy(socket: Duplex, protocol: string): void {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: SPDY/3.1', `X-Stream-Protocol-Version: ${protocol}`];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
}

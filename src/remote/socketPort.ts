/** A WebSocket to a served cluster as a port. What is said before it is open waits. */
import type { Port } from './page.ts';
import type { ToPage } from './protocol.ts';

export function socketPort(socket: WebSocket): Port {
  const early: string[] = [];
  socket.addEventListener('open', () => {
    for (const text of early.splice(0)) socket.send(text);
  });
  return {
    post(message) {
      const text = JSON.stringify(message);
      if (socket.readyState === WebSocket.CONNECTING) early.push(text);
      else if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    listen(tell) {
      socket.addEventListener('message', (event: MessageEvent<string>) => tell(JSON.parse(event.data) as ToPage));
    },
  };
}

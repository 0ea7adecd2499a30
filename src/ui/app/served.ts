/**
 * A page that `npm run serve` handed out looks at the served cluster, which it shares with kubectl and everyone else.
 * Owns the key: it comes in the address's fragment, which no server sees, leaves the address at once, and stays in this tab.
 */
import { createPlayground, type Playground } from '#remote/page.ts';
import { socketPort } from '#remote/socketPort.ts';
import { defaultCluster } from '#share/freshTape.ts';

const keyName = 'orrery-key';

export function isServed(): boolean {
  return document.querySelector('meta[name="orrery-served"]') !== null;
}

export function servedWorld(tellLost: (text: string) => void): Playground {
  const address = new URL('socket', location.href);
  address.protocol = 'wss:';
  address.search = '';
  address.hash = '';
  const token = btoa(takeKey()).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  const socket = new WebSocket(address, ['orrery.page.v1', ...(token === '' ? [] : [`base64url.bearer.authorization.k8s.io.${token}`])]);
  let wasOpen = false;
  socket.addEventListener('open', () => (wasOpen = true));
  socket.addEventListener('close', () =>
    tellLost(wasOpen ? 'the served cluster is gone' : 'the served cluster refuses this page: open the link that npm run serve printed'),
  );
  return createPlayground(socketPort(socket), defaultCluster, { isLive: true });
}

function takeKey(): string {
  const given = /^#key=([^&]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(keyName, decodeURIComponent(given));
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(keyName) ?? '';
}

/**
 * A page over a WebSocket: the same host and the same messages as in the page's own worker. Only the administrator may look.
 */
import { createHost } from '#remote/host.ts';
import type { ToPage } from '#remote/protocol.ts';
import { withoutKeys } from '#share/withoutKeys.ts';
import type { Status } from '#api/request.ts';
import type { Caller } from '../authenticate.ts';
import type { Door } from '../door.ts';
import { failure } from '#api/http/refusals.ts';
import { badRequest } from '#api/status.ts';
import { acceptWebSocket, isWebSocket, offeredProtocols, type Upgrade } from '../streams/webSocket.ts';
import { pageView, type PageView } from './pageView.ts';
import { readMessage } from './readMessage.ts';

export const pageSocketPath = '/ui/socket';
const protocol = 'orrery.page.v1';
const tickMs = 50;

export function servePageSocket(door: Door, upgrade: Upgrade, { user, impersonate }: Caller): Status | undefined {
  if (!isWebSocket(upgrade.request) || !offeredProtocols(upgrade.request).includes(protocol))
    return badRequest('a page comes by a WebSocket');
  if (!user.groups.includes('system:masters') || impersonate !== undefined) {
    return failure(403, 'Forbidden', "the page is the administrator's: open the link that was printed at the start");
  }
  serveHost(door, upgrade);
  return undefined;
}

function serveHost(door: Door, upgrade: Upgrade): void {
  const view = pageView(door, door.pages.open());
  /** A frame is out: nothing is read for the page until it has taken that in. */
  let isWaiting = false;
  const post = (message: ToPage): void => {
    if (message.type === 'frame') isWaiting = true;
    socket.send(JSON.stringify(message));
  };
  const host = createHost(
    { makeEngine: onlyOnce(view), post, wall: () => performance.now(), isLive: true },
    withoutKeys(door.engine.tape()),
  );
  const timer = setInterval(() => {
    if (!isWaiting) host.tick();
  }, tickMs);
  const socket = acceptWebSocket(upgrade, protocol, {
    message(data) {
      try {
        const message = readMessage(data.toString('utf8'));
        if (message === undefined) return;
        if (message.type === 'ack') isWaiting = false;
        host.receive(message);
      } catch {
        socket.close(1008);
      }
    },
    closed() {
      clearInterval(timer);
      view.close();
    },
  });
  host.receive({ type: 'clock', command: { do: 'speed', factor: door.pace.speed } });
}

/** The cluster that is served is the only one there is. */
function onlyOnce(view: PageView): () => PageView {
  let isTaken = false;
  return () => {
    if (isTaken) throw new Error('the served cluster cannot be replaced');
    isTaken = true;
    return view;
  };
}

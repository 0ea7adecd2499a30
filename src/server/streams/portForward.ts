/**
 * Port-forward over SPDY: a pair of streams for each connection, and a flow of the modelled network behind it.
 * upstream: kubelet/pkg/cri/streaming/portforward/httpstream.go
 */
import type { Request } from '#api/request.ts';
import type { Door } from '../door.ts';
import { bytesOf } from './bytes.ts';
import { serveSpdy, type SpdyStream } from './spdy.ts';
import { acceptSpdy } from './upgradeAnswer.ts';
import type { Upgrade } from './webSocket.ts';

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

export function servePortForward(door: Door, upgrade: Upgrade, request: Request): void {
  acceptSpdy(upgrade.socket, 'portforward.k8s.io');
  const pairs = new Map<string, Pair>();
  const flows = new Set<() => void>();
  serveSpdy(upgrade.socket, upgrade.head, {
    stream(stream) {
      const id = stream.headers.get('requestid') ?? '';
      const pair = pairs.get(id) ?? {};
      pairs.set(id, pair);
      if (stream.headers.get('streamtype') === 'error') pair.error = stream;
      else pair.data = stream;
      if (pair.data === undefined || pair.error === undefined) return;
      pairs.delete(id);
      flows.add(forward(door, request, pair as Required<Pair>));
    },
    closed() {
      for (const close of flows) close();
    },
  });
}

/** One connection, until one side has ended. */
function forward(door: Door, request: Request, { data, error }: Required<Pair>): () => void {
  const port = data.headers.get('port') ?? '';
  const asked = { ...request, options: { query: { port: [port] } } };
  const flow = door.streams.open(asked, (chunk) => {
    if (chunk.type !== 'exit') return data.write(bytesOf(chunk.data));
    if (chunk.message !== undefined) error.write(Buffer.from(chunk.message, 'utf8'));
    data.end();
    error.end();
  });
  data.onData((bytes) => flow.send(bytes?.toString('utf8')));
  return () => flow.close();
}

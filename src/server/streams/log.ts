/**
 * A container's log as text, for as long as it is wanted.
 * upstream: pkg/registry/core/pod/rest/log.go, pkg/kubelet/server/server.go (getContainerLogs)
 */
import type { Request } from '#api/request.ts';
import { writeStatus, type Exchange } from '../answer.ts';
import type { Door } from '../door.ts';
import { bytesOf } from './bytes.ts';
import { logLimit } from '#api/http/connect.ts';
import { badRequest } from '#api/status.ts';

/** A client that reads slower than this much is cut off. */
const bufferedMax = 64 * 1024 * 1024;

export function serveLog(door: Door, exchange: Exchange, request: Request): void {
  const { response, asking } = exchange;
  let left = logLimit(asking.query);
  const begin = (): void => {
    if (response.headersSent) return;
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.flushHeaders();
  };
  const stream = door.streams.open(request, (chunk) => {
    if (chunk.type === 'exit') {
      if (!response.headersSent && chunk.message !== undefined) return writeStatus(exchange, chunk.status ?? badRequest(chunk.message));
      begin();
      response.end();
      return;
    }
    begin();
    const data = bytesOf(chunk.data).subarray(0, left);
    left -= data.length;
    response.write(data);
    if (left > 0 && response.writableLength < bufferedMax) return;
    response.end();
    stream.close();
  });
  response.on('close', () => stream.close());
}

/** A watch by plain HTTPS, from the present revision on. */
import { request } from 'node:https';
import { path, type Follower, type Following } from './informer.ts';

export function followRaw({ served, labelSelector, tell }: Following): Promise<Follower> {
  let last = String(served.door.engine.revision(served.door.cluster));
  let current: ReturnType<typeof request> | undefined;
  const take = (line: string): void => {
    last = (JSON.parse(line) as { object: { metadata: { resourceVersion: string } } }).object.metadata.resourceVersion;
    tell(last);
  };
  const open = (): void => {
    const headers = { authorization: `Bearer ${served.token}` };
    const query = `watch=1&labelSelector=${encodeURIComponent(labelSelector)}&resourceVersion=${last}`;
    const mine = request(`${served.url}${path}?${query}`, { headers, agent: false, rejectUnauthorized: false }, (response) => {
      let rest = '';
      response.on('data', (part: Buffer) => {
        const lines = (rest + part.toString('utf8')).split('\n');
        rest = lines.pop() ?? '';
        // After the cut, what is left of this connection's news comes again on the next.
        for (const line of lines) if (mine === current) take(line);
      });
    });
    current = mine;
    mine.on('error', () => {
      if (mine === current) open();
    });
    mine.end();
  };
  open();
  return Promise.resolve({
    cut() {
      const old = current;
      open();
      old?.destroy();
    },
    stop() {
      const old = current;
      current = undefined;
      old?.destroy();
      return Promise.resolve();
    },
  });
}

/** The informer of @kubernetes/client-node; its connections go through a relay that can be cut. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { path, type Follower, type Following } from './informer.ts';

export async function followWithLibrary({ served, labelSelector, tell }: Following): Promise<Follower> {
  const sockets = new Set<Socket>();
  const relay = relayTo(Number(new URL(served.url).port), sockets);
  await new Promise<void>((resolve) => void relay.listen(0, '127.0.0.1', resolve));
  const config = new KubeConfig();
  config.loadFromString(served.kubeconfig.replace(served.url, `https://127.0.0.1:${(relay.address() as AddressInfo).port}`));
  const core = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace: 'default', labelSelector }), labelSelector);
  let stopped = false;
  informer.on('change', ({ metadata }) => tell(metadata?.resourceVersion ?? ''));
  // The library leaves it to its user to go on after a lost connection.
  informer.on('error', () => void (stopped || setTimeout(() => void informer.start(), 10)));
  await informer.start();
  return {
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      stopped = true;
      await informer.stop();
      for (const socket of sockets) socket.destroy();
      relay.close();
    },
  };
}

function relayTo(port: number, sockets: Set<Socket>): Server {
  return createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
}

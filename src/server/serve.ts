/**
 * The engine behind the Kubernetes HTTP API.
 * Owns: the listening sockets and their limits, the certificates, the pace of the cluster. Reads and writes the cluster only
 * through the engine's Requests, as the page does.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/secure_serving.go
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ClusterSpec, Tape } from '#api/tape.ts';
import { authorityOf, createEngine } from '#engine/engine.ts';
import type { Door } from './door.ts';
import { clusterHosts, loopbackHosts } from './hosts.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { pagePath } from './page/pageFiles.ts';
import { createPace } from './pace.ts';
import { route } from './route.ts';
import { issueServer, newRsaKey } from './tls/certificates.ts';
import { serveUpgrade } from './streams/upgrade.ts';
import { createDoor } from './createDoor.ts';

export interface ServeOptions {
  readonly tape: Tape;
  readonly host?: string;
  readonly port: number;
  readonly token?: string;
  readonly speed?: number;
  /** More names under which requests may come in. */
  readonly names?: readonly string[];
  readonly crashed?: (error: unknown) => void;
}

export interface Served {
  readonly url: string;
  readonly token: string;
  readonly kubeconfig: string;
  /** The page's address, with the administrator's token where no server sees it. */
  readonly pageUrl: string;
  readonly door: Door;
  close(): Promise<void>;
}

const headersMax = 64 * 1024;
const connectionsMax = 4_000;
/** A client may leave a connection unused for so long, as with Go's server. */
const idleMaxMs = 90_000;

/** Tokens of service accounts and certificates open the door too: nobody may be able to make them up. */
async function withSecretKeys(tape: Tape): Promise<Tape> {
  const withKeys = async (spec: ClusterSpec): Promise<ClusterSpec> => {
    const [signingKey, authorityKey] = await Promise.all([spec.signingKey ?? newRsaKey(), spec.authorityKey ?? newRsaKey()]);
    return { ...spec, signingKey, authorityKey };
  };
  return { ...tape, clusters: await Promise.all(tape.clusters.map(withKeys)) };
}

export async function serve(options: ServeOptions): Promise<Served> {
  const { host = '127.0.0.1', token = randomBytes(24).toString('base64url') } = options;
  const tape = await withSecretKeys(options.tape);
  const spec = tape.clusters[0];
  if (spec === undefined) throw new Error('the tape has no cluster');
  const cluster = spec.name;
  const engine = createEngine(tape);
  const crashed = options.crashed ?? ((error: unknown) => process.stderr.write(`the engine has stopped: ${String(error)}\n`));
  const pace = createPace({ engine, cluster, speed: options.speed ?? 1, wall: () => performance.now(), crashed });
  const names = [...loopbackHosts, ...clusterHosts, host, ...(options.names ?? [])];
  const authority = authorityOf(spec);
  const { certificate, key } = issueServer(authority, [...new Set(names)]);
  let door: Door | undefined = undefined;
  const server = createServer(
    { cert: certificate, key, ca: authority.certificate, requestCert: true, rejectUnauthorized: false, maxHeaderSize: headersMax },
    (request, response) => {
      if (door === undefined) return void response.destroy();
      route(door, request, response).catch((error: unknown) => {
        crashed(error);
        response.destroy();
      });
    },
  );
  server.on('upgrade', (request, socket, head: Buffer) => {
    if (door === undefined) return void socket.destroy();
    serveUpgrade(door, request, socket, head);
  });
  server.maxConnections = connectionsMax;
  server.keepAliveTimeout = idleMaxMs;
  server.headersTimeout = idleMaxMs + 1_000;
  const port = await listening(server, options.port, host);
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  door = createDoor({
    engine,
    cluster,
    pace,
    token,
    hosts: new Set(names.map((name) => name.toLowerCase())),
    address: `${shown}:${port}`,
    authority,
    startedAt: Date.now(),
  });
  const url = `https://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
  const kubeconfig = kubeconfigText({ cluster, server: url, authority: authority.certificate, token });
  const pageUrl = `${url}${pagePath}#key=${encodeURIComponent(token)}`;
  return { url, token, kubeconfig, pageUrl, door, close: () => close(server, door?.pace) };
}

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** No new requests, the streams end, and the clock stands still. */
function close(server: Server, pace: Door['pace'] | undefined): Promise<void> {
  pace?.stop();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

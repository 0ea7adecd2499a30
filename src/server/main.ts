/** `npm run serve -- --help` */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { freshTape } from '#share/freshTape.ts';
import { parseManifest } from '#manifest/parse.ts';
import { clusterFlags, clusterUsage, withFlags } from './clusterFlags.ts';
import { isPageBuilt } from './page/pageFiles.ts';
import { applyScenario } from './scenario.ts';
import { serve } from './serve.ts';

const usage = `Serves an Orrery cluster to real Kubernetes clients.

  --port P            port of the API, with TLS (default 6443; 0 chooses one)
  --host ADDRESS      address to listen on (default 127.0.0.1)
  --name NAME         another name under which requests may come in; may be repeated
  --token T           the administrator's bearer token (default: a random one)
  --nodes N           nodes of the cluster (default 3)
  --speed S           seconds of the cluster in a second of yours (default 1)
  --seed N            seed of the cluster's random numbers (default 1)
  --scenario FILE     manifests to create at the start
  --kubeconfig FILE   where to write the kubeconfig (default ~/.orrery/kubeconfig)

${clusterUsage}`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '6443' },
    host: { type: 'string', default: '127.0.0.1' },
    name: { type: 'string', multiple: true },
    token: { type: 'string' },
    nodes: { type: 'string', default: '3' },
    speed: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    kubeconfig: { type: 'string', default: join(homedir(), '.orrery', 'kubeconfig') },
    help: { type: 'boolean', default: false },
    ...clusterFlags,
  },
});

function numberIn(name: 'port' | 'nodes' | 'speed' | 'seed', from: number, to: number): number {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value < from || value > to) throw new Error(`--${name} must be a number from ${from} to ${to}`);
  return value;
}

async function main(): Promise<void> {
  const scenario = values.scenario === undefined ? undefined : parseManifest(readFileSync(values.scenario, 'utf8'));
  const fault = scenario?.errors.find((error) => !error.lenient);
  if (fault !== undefined) throw new Error(`${values.scenario}: ${fault.message}`);
  const tape = freshTape({ seed: numberIn('seed', 0, 2 ** 31), nodes: numberIn('nodes', 0, 1_000) });
  const clusters = tape.clusters.map((cluster) => withFlags(cluster, values, (path) => readFileSync(path, 'utf8')));
  // The cluster's clock begins at the wall's, so that what clients call now is now.
  const epoch = `${new Date().toISOString().slice(0, 19)}Z`;
  const served = await serve({
    tape: { ...tape, clusters, epoch },
    host: values.host,
    port: numberIn('port', 0, 65_535),
    speed: numberIn('speed', 0.01, 1_000),
    names: values.name ?? [],
    ...(values.token === undefined ? {} : { token: values.token }),
  });
  if (scenario !== undefined) for (const line of applyScenario(served.door, scenario)) process.stdout.write(`${line}\n`);
  mkdirSync(dirname(values.kubeconfig), { recursive: true });
  writeFileSync(values.kubeconfig, served.kubeconfig, { mode: 0o600 });
  chmodSync(values.kubeconfig, 0o600);
  process.stdout.write(`Kubernetes v1.28.4 at ${served.url}\nexport KUBECONFIG=${values.kubeconfig}\n`);
  process.stdout.write(isPageBuilt() ? `the page: ${served.pageUrl}\n` : 'the page is not built: npm run build\n');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void served.close().then(() => process.exit(0)));
  }
}

if (values.help) process.stdout.write(usage);
else {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}

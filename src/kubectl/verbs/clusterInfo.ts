/** Where the cluster is, and everything that is to be known for looking into a trouble. upstream: kubectl/pkg/cmd/clusterinfo */
import type { Pod, Service } from '#api/kinds.ts';
import { apiVersionOf, scheme, type SchemeRow } from '#api/scheme.ts';
import type { KubeObject } from '#api/meta.ts';
import { listObjects } from '../cluster.ts';
import { allNamespaces, namespaceIsForced, namespaceOf, type Context, type Verb } from '../context.ts';
import { serverOf } from '../config/kubeconfig.ts';
import { failure } from '../failure.ts';
import { flag, listOf, textOf } from '../flags.ts';
import { outputFlags } from '../globalFlags.ts';
import { formatOf, formatted, type Format } from '../outputs.ts';
import { runStream } from '../stream.ts';

export const clusterInfo: Verb = {
  name: 'cluster-info',
  short: 'Display cluster information',
  flags: [],
  subcommands: [
    {
      name: 'dump',
      short: 'Dump relevant information for debugging and diagnosis',
      flags: [
        ...outputFlags,
        flag('all-namespaces,A', 'bool'),
        flag('namespaces', 'strings'),
        flag('output-directory'),
        flag('pod-running-timeout', 'duration', { default: '20s' }),
      ],
      run: dump,
    },
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const { env } = context;
  const place = { row: scheme.Service, namespace: namespaceIsForced(context) ? namespaceOf(context) : 'kube-system' };
  const { items } = await listObjects(context, place, { labelSelector: 'kubernetes.io/cluster-service=true' });
  env.stdout(line('Kubernetes control plane', serverOf(env.settings)));
  for (const item of items)
    env.stdout(
      line(item.metadata.labels?.['kubernetes.io/name'] ?? item.metadata.name, linkOf(item as unknown as Service, serverOf(env.settings))),
    );
  env.stdout("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  return 0;
}

function line(name: string, link: string): string {
  return `\u001b[0;32m${name}\u001b[0m is running at \u001b[0;33m${link}\u001b[0m\n`;
}

function linkOf({ metadata, spec }: Service, server: string): string {
  const port = spec.ports?.[0];
  const isSecure = port?.name === 'https' || port?.port === 443;
  const named = `${isSecure ? 'https:' : ''}${metadata.name}${port?.name === undefined && !isSecure ? '' : `:${port?.name ?? ''}`}`;
  return `${server}/api/v1/namespaces/${metadata.namespace ?? ''}/services/${named}/proxy`;
}

const inNamespaces: readonly SchemeRow[] = [
  scheme.Event,
  scheme.ReplicationController,
  scheme.Service,
  scheme.DaemonSet,
  scheme.Deployment,
  scheme.ReplicaSet,
  scheme.Pod,
];

async function dump(context: Context): Promise<number> {
  const format = formatOf(context) ?? { name: 'json', argument: '' };
  if (textOf(context.flags, 'output-directory') !== '')
    throw failure('a directory to write to is not to be had here: leave --output-directory out');
  const printed = { count: 0 };
  await printList(context, { row: scheme.Node, namespace: undefined, format, printed });
  const namespaces = await namespacesOf(context);
  const pods: Pod[] = [];
  for (const namespace of namespaces) {
    for (const row of inNamespaces) {
      const items = await printList(context, { row, namespace, format, printed });
      if (row === scheme.Pod) pods.push(...(items as unknown as Pod[]));
    }
  }
  for (const pod of pods) for (const { name } of pod.spec.containers) await printLog(context, pod, name);
  return 0;
}

async function namespacesOf(context: Context): Promise<readonly string[]> {
  const named = listOf(context.flags, 'namespaces');
  if (named.length > 0) return named;
  if (!allNamespaces(context)) return ['kube-system', namespaceOf(context)];
  const { items } = await listObjects(context, { row: scheme.Namespace, namespace: undefined });
  return items.map(({ metadata }) => metadata.name);
}

interface Listing {
  readonly row: SchemeRow;
  readonly namespace: string | undefined;
  readonly format: Format;
  readonly printed: { count: number };
}

async function printList(context: Context, { row, namespace, format, printed }: Listing): Promise<readonly KubeObject[]> {
  const { items, resourceVersion } = await listObjects(context, { row, namespace });
  const list = { kind: `${row.kind}List`, apiVersion: apiVersionOf(row), metadata: { resourceVersion }, items };
  context.env.stdout(`${format.name === 'yaml' && printed.count > 0 ? '---\n' : ''}${formatted(context, format, list)}`);
  printed.count += 1;
  return items;
}

async function printLog(context: Context, pod: Pod, container: string): Promise<void> {
  const about = `logs for container ${container} of pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name} ====\n`;
  context.env.stdout(`==== START ${about}`);
  await runStream(context, pod, { subresource: 'log', query: { container: [container] }, stdin: false, tty: false }, context.env);
  context.env.stdout(`==== END ${about}`);
}

/**
 * Finds the pod and the ports that are to be forwarded. No client can come in through kubectl's machine here: a tab opens no sockets,
 * so listening fails, as it fails where ports are taken.
 * upstream: kubectl/pkg/cmd/portforward/portforward.go
 */
import type { Pod, Service } from '#api/kinds.ts';
import { scheme } from '#api/scheme.ts';
import { getObject } from '../cluster.ts';
import { namespaceOf, type Context, type Verb } from '../context.ts';
import { failure, usageFailure } from '../failure.ts';
import { flag } from '../flags.ts';
import { rowOfWord } from '../mapper.ts';
import { podOfName } from '../pods.ts';

export const portForward: Verb = {
  name: 'port-forward',
  short: 'Forward one or more local ports to a pod',
  flags: [flag('address', 'strings', { default: 'localhost' }), flag('pod-running-timeout', 'duration', { default: '1m0s' })],
  run,
};

interface Pair {
  readonly local: number;
  readonly remote: number;
}

async function run(context: Context): Promise<number> {
  const [name, ...words] = context.args;
  if (name === undefined || words.length === 0)
    throw usageFailure(context.path, 'TYPE/NAME and list of ports are required for port-forward');
  const service = await serviceOf(context, name);
  const { pod } = await podOfName(context, name, false);
  const pairs = words.map((word) => pairOf(word, pod, service));
  if (pod.status.phase !== 'Running')
    throw failure(`unable to forward port because pod is not running. Current status=${pod.status.phase ?? ''}`);
  for (const { local } of pairs) context.env.stderr(cannotListen(local));
  throw failure(`unable to listen on any of the requested ports: [${pairs.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`);
}

function cannotListen(port: number): string {
  const errors = [`tcp4 127.0.0.1:${port}`, `tcp6 [::1]:${port}`].map(
    (address) => `unable to create listener: Error listen ${address}: bind: operation not permitted`,
  );
  return `Unable to listen on port ${port}: Listeners failed to create with the following errors: [${errors.join(' ')}]\n`;
}

async function serviceOf(context: Context, name: string): Promise<Service | undefined> {
  const slash = name.indexOf('/');
  if (slash < 0 || (await rowOfWord(context, name.slice(0, slash))).plural !== 'services') return undefined;
  const place = { row: scheme.Service, namespace: namespaceOf(context) };
  return (await getObject(context, place, name.slice(slash + 1))) as unknown as Service;
}

/** `8080:80`, `80`, `:80`, `8080:http`. */
function pairOf(word: string, pod: Pod, service: Service | undefined): Pair {
  const [first = '', second] = word.split(':');
  const wanted = second ?? first;
  const remote = service === undefined ? podPort(pod, wanted) : servicePort(service, pod, wanted);
  const local = second === undefined ? (/^\d+$/.test(first) ? Number(first) : remote) : first === '' ? 0 : Number(first);
  if (!Number.isInteger(local) || local < 0 || local > 65_535)
    throw failure(`error parsing local port '${first}': strconv.ParseUint: parsing ${JSON.stringify(first)}: invalid syntax`);
  return { local, remote };
}

export function podPort(pod: Pod, wanted: string): number {
  if (/^\d+$/.test(wanted)) return Number(wanted);
  const port = pod.spec.containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === wanted);
  if (port === undefined) throw failure(`Pod '${pod.metadata.name}' does not have a named port '${wanted}'`);
  return port.containerPort;
}

/** upstream: translateServicePortToTargetPort, convertPodNamedPortToNumber */
export function servicePort({ metadata, spec }: Service, pod: Pod, wanted: string): number {
  const port = (spec.ports ?? []).find((one) => (/^\d+$/.test(wanted) ? one.port === Number(wanted) : one.name === wanted));
  if (port === undefined)
    throw failure(
      /^\d+$/.test(wanted)
        ? `Service ${metadata.name} does not have a service port ${wanted}`
        : `Service '${metadata.name}' does not have a named port '${wanted}'`,
    );
  const target = port.targetPort ?? port.port;
  if (spec.clusterIP === 'None') return port.port;
  return podPort(pod, String(target === 0 ? port.port : target));
}

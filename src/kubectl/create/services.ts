/** upstream: create_service.go */
import { isDNS1123Subdomain } from '#api/machinery/validation.ts';
import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import { flag, listOf, numberOf, textOf } from '../flags.ts';
import type { Generator } from './generator.ts';

const tcp = flag('tcp', 'strings');

/** Sixteen bits, in the words of Go's parser. */
function checkPort(text: string): void {
  if (!/^\d+$/.test(text)) throw failure(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) > 65_535) throw failure(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
}

function ports(context: Context): Record<string, unknown>[] {
  return listOf(context.flags, 'tcp').map((text) => {
    const [port = '', target] = text.split(':');
    checkPort(port);
    const targetPort = target === undefined ? Number(port) : /^\d+$/.test(target) ? Number(target) : target;
    const nodePort = numberOf(context.flags, 'node-port');
    return { name: text.replaceAll(':', '-'), ...(nodePort === 0 ? {} : { nodePort }), port: Number(port), protocol: 'TCP', targetPort };
  });
}

function service(context: Context, name: string, spec: Record<string, unknown>): Record<string, unknown> {
  return {
    metadata: { labels: { app: name } },
    spec: { ...(listOf(context.flags, 'tcp').length === 0 ? {} : { ports: ports(context) }), selector: { app: name }, ...spec },
    status: { loadBalancer: {} },
  };
}

export const clusterIp: Generator = {
  name: 'clusterip',
  short: 'Create a ClusterIP service',
  kind: 'Service',
  noun: 'ClusterIP service:',
  flags: [tcp, flag('clusterip')],
  make(context, name) {
    const ip = textOf(context.flags, 'clusterip');
    if (ip !== 'None' && listOf(context.flags, 'tcp').length === 0) throw failure('at least one tcp port specifier must be provided');
    return service(context, name, { type: 'ClusterIP', ...(ip === '' ? {} : { clusterIP: ip }) });
  },
};

export const nodePort: Generator = {
  name: 'nodeport',
  short: 'Create a NodePort service',
  kind: 'Service',
  noun: 'NodePort service:',
  flags: [tcp, flag('node-port', 'int')],
  make: (context, name) => withPorts(context, name, 'NodePort'),
};
export const loadBalancer: Generator = {
  name: 'loadbalancer',
  short: 'Create a LoadBalancer service',
  kind: 'Service',
  noun: 'LoadBalancer service:',
  flags: [tcp],
  make: (context, name) => withPorts(context, name, 'LoadBalancer'),
};

function withPorts(context: Context, name: string, type: string): Record<string, unknown> {
  if (listOf(context.flags, 'tcp').length === 0) throw failure('at least one tcp port specifier must be provided');
  return service(context, name, { type });
}

export const externalName: Generator = {
  name: 'externalname',
  short: 'Create an ExternalName service',
  kind: 'Service',
  noun: 'ExternalName service:',
  flags: [tcp, flag('external-name')],
  required: ['external-name'],
  make(context, name) {
    const externalName = textOf(context.flags, 'external-name');
    if (isDNS1123Subdomain(externalName).length > 0) throw failure(`invalid service external name ${externalName}`);
    return service(context, name, { externalName, type: 'ExternalName' });
  },
};

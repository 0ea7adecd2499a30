/** upstream: create_service.go */
import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import { flag, listOf, numberOf, textOf } from '../flags.ts';
import type { Generator } from './generator.ts';

const tcp = flag('tcp', 'strings');

function ports(context: Context): Record<string, unknown>[] {
  return listOf(context.flags, 'tcp').map((text) => {
    const [port = '', target] = text.split(':');
    if (!/^\d+$/.test(port)) throw failure(`invalid port ${JSON.stringify(port)}: must be a number`);
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
  make: (context, name) => service(context, name, { externalName: textOf(context.flags, 'external-name'), type: 'ExternalName' }),
};

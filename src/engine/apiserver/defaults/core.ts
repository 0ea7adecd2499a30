/**
 * Defaults of the core group.
 * upstream: pkg/apis/core/v1/defaults.go
 */
import type {
  Container,
  LimitRange,
  Namespace,
  Node,
  PersistentVolumeClaim,
  Pod,
  ReplicationController,
  Secret,
  Service,
} from '#api/kinds.ts';
import type { DefaultsTable } from './defaults.ts';
import { eachIn, fill, part } from './fill.ts';
import { defaultPodSpec, defaultTemplate, eachContainer } from './podSpec.ts';
import { defaultPersistentVolume } from './volumes.ts';

type ServicePort = NonNullable<Service['spec']['ports']>[number];
type LimitItem = LimitRange['spec'] extends (infer S) | undefined
  ? S extends { readonly limits: readonly (infer I)[] }
    ? I
    : never
  : never;

export function defaultClaimSpec(spec: PersistentVolumeClaim['spec']): PersistentVolumeClaim['spec'] {
  return fill(spec, { volumeMode: 'Filesystem' });
}

function pod(object: Pod): Pod {
  let spec = defaultPodSpec(object.spec);
  spec = fill(spec, { enableServiceLinks: true });
  spec = eachContainer(spec, requestsFromLimits);
  if (spec.hostNetwork === true) spec = eachContainer(spec, hostPorts);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec = { ...spec, terminationGracePeriodSeconds: 1 };
  const status = object.status === undefined ? undefined : withBothAddresses(object.status);
  if (spec === object.spec && status === object.status) return object;
  return status === undefined ? { ...object, spec } : { ...object, spec, status };
}

/** The one address and the first of all are the same; where they are not, the one counts. */
function withBothAddresses(status: Pod['status']): Pod['status'] {
  const { podIP = '', podIPs = [] } = status;
  const first = podIPs[0]?.ip ?? '';
  if (podIP === first) return status;
  return podIP === '' ? { ...status, podIP: first } : { ...status, podIPs: [{ ip: podIP }] };
}

/** Who limits a resource and does not say how much to ask for asks for the limit. */
function requestsFromLimits(container: Container): Container {
  const { limits, requests } = container.resources ?? {};
  if (limits === undefined) return container;
  const filled = fill(requests ?? {}, limits);
  return filled === requests ? container : { ...container, resources: { ...container.resources, requests: filled } };
}

function hostPorts(container: Container): Container {
  return eachIn(container, 'ports', (port) => (port.hostPort === undefined ? { ...port, hostPort: port.containerPort } : port));
}

function service(spec: Service['spec']): Service['spec'] {
  let filled = fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (filled.sessionAffinity === 'None' && filled.sessionAffinityConfig !== undefined) {
    const { sessionAffinityConfig: _unused, ...rest } = filled;
    filled = rest;
  }
  if (filled.sessionAffinity === 'ClientIP') {
    filled = part(fill(filled, { sessionAffinityConfig: {} }), 'sessionAffinityConfig', (config) =>
      part(fill(config, { clientIP: {} }), 'clientIP', (ip) => fill(ip, { timeoutSeconds: 10_800 })),
    );
  }
  filled = eachIn(filled, 'ports', servicePort);
  const { type } = filled;
  const outside = type === 'NodePort' || type === 'LoadBalancer';
  if (outside) filled = fill(filled, { externalTrafficPolicy: 'Cluster' });
  if (outside || type === 'ClusterIP') filled = fill(filled, { internalTrafficPolicy: 'Cluster' });
  return type === 'LoadBalancer' ? fill(filled, { allocateLoadBalancerNodePorts: true }) : filled;
}

function servicePort(port: ServicePort): ServicePort {
  const filled = fill(port, { protocol: 'TCP', targetPort: port.port });
  return filled.targetPort === 0 || filled.targetPort === '' ? { ...filled, targetPort: port.port } : filled;
}

function replicationController(object: ReplicationController): ReplicationController {
  const labels = object.spec.template?.metadata?.labels;
  const named = labels !== undefined && Object.keys(labels).length > 0;
  const selector = named && Object.keys(object.spec.selector ?? {}).length === 0 ? { selector: labels } : {};
  const spec = part(fill(object.spec, { ...selector, replicas: 1 }), 'template', defaultTemplate);
  const own = object.metadata.labels;
  const metadata = named && Object.keys(own ?? {}).length === 0 ? { ...object.metadata, labels } : object.metadata;
  return spec === object.spec && metadata === object.metadata ? object : { ...object, metadata, spec };
}

/** stringData is written into data, in base64. */
function secret(object: Secret): Secret {
  const typed = fill(object, { type: 'Opaque' });
  if (typed.stringData === undefined) return typed;
  const { stringData, data, ...rest } = typed;
  const encoded: Record<string, string> = { ...data };
  for (const key in stringData) encoded[key] = base64(stringData[key] ?? '');
  return { ...rest, data: encoded } as Secret;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

function base64(text: string): string {
  const bytes = utf8(text);
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    result += digits.charAt(bits >> 18) + digits.charAt((bits >> 12) & 63);
    result += (b === undefined ? '=' : digits.charAt((bits >> 6) & 63)) + (c === undefined ? '=' : digits.charAt(bits & 63));
  }
  return result;
}

/** In a container's limits, a maximum serves as default, a default or minimum as default request. */
function limitItem(item: LimitItem): LimitItem {
  if (item.type !== 'Container') return item;
  const byDefault = item.max === undefined ? item.default : fill(item.default ?? {}, item.max);
  const requested = fill(fill(item.defaultRequest ?? {}, byDefault ?? {}), item.min ?? {});
  return {
    ...item,
    ...(byDefault === undefined || Object.keys(byDefault).length === 0 ? {} : { default: byDefault }),
    ...(Object.keys(requested).length === 0 ? {} : { defaultRequest: requested }),
  };
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

function namespace(object: Namespace): Namespace {
  const { name, labels } = object.metadata;
  if ((name ?? '') === '' || labels?.[NAME_LABEL] === name) return object;
  return { ...object, metadata: { ...object.metadata, labels: { ...labels, [NAME_LABEL]: name } } };
}

/** The same of a node's ranges. */
function withBothRanges(spec: Node['spec']): Node['spec'] {
  const { podCIDR = '', podCIDRs = [] } = spec;
  const first = podCIDRs[0] ?? '';
  if (podCIDR === first) return spec;
  return podCIDR === '' ? { ...spec, podCIDR: first } : { ...spec, podCIDRs: [podCIDR] };
}

function node(object: Node): Node {
  return part(part(object, 'spec', withBothRanges), 'status', (status) =>
    status.allocatable === undefined && status.capacity !== undefined ? { ...status, allocatable: status.capacity } : status,
  );
}

export const coreDefaults: DefaultsTable = {
  Pod: pod,
  PodTemplate: (object) => part(object, 'template', defaultTemplate),
  ReplicationController: replicationController,
  Service: (object) => part(object, 'spec', service),
  Secret: secret,
  Namespace: namespace,
  Node: node,
  PersistentVolume: (object) =>
    part(part(object, 'spec', defaultPersistentVolume), 'status', (status) => fill(status, { phase: 'Pending' })),
  PersistentVolumeClaim: (object) => part(part(object, 'spec', defaultClaimSpec), 'status', (status) => fill(status, { phase: 'Pending' })),
  LimitRange: (object) => part(object, 'spec', (spec) => eachIn(spec, 'limits', limitItem)),
  Endpoints: (object) => eachIn(object, 'subsets', (subset) => eachIn(subset, 'ports', (port) => fill(port, { protocol: 'TCP' }))),
};

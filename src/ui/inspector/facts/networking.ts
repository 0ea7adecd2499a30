/** Facts of Services, of what stands behind them, and of who may reach whom. */
import type { Endpoints, EndpointSlice, Ingress, NetworkPolicy, Service } from '#api/kinds.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { recordAt, textAt } from '#scene/fields.ts';
import type { LabelSelector } from '#api/kinds.ts';
import { fact, factsAt, named, pairs, words, type Fact } from './fact.ts';

type ServicePort = NonNullable<Service['spec']['ports']>[number];

function portText({ name, port, targetPort, protocol = 'TCP', nodePort }: ServicePort): string {
  const label = name === undefined ? '' : `${name} `;
  return `${label}${port}→${targetPort ?? port}/${protocol}${nodePort === undefined ? '' : ` · nodePort ${nodePort}`}`;
}

function ingressFacts(ingress: Ingress): readonly Fact[] {
  const { namespace } = ingress.metadata;
  return (ingress.spec.rules ?? []).flatMap((rule) =>
    (rule.http?.paths ?? []).map((path) => {
      const { service, resource } = path.backend;
      const port = service?.port?.name ?? service?.port?.number ?? '';
      const target = service === undefined ? `${resource?.kind}/${resource?.name}` : `${service.name}:${port}`;
      const told = { name: 'rule', value: `${rule.host ?? '*'}${path.path ?? ''} (${path.pathType}) → ${target}` };
      return service === undefined ? told : { ...told, ref: { ...named('', 'Service', service.name, namespace).ref! } };
    }),
  );
}

/** An empty selector means all. */
function labelled(selector: LabelSelector | undefined): string {
  const text = formatLabelSelector(selector);
  return text === '<none>' ? '*' : text;
}

/** `pods app=web in namespaces team=a`, `10.0.0.0/8 except 10.1.0.0/16` */
function peerText(peer: unknown): string {
  const block = textAt(peer, 'ipBlock.cidr');
  const except = words(peer, 'ipBlock.except');
  if (block !== '') return except === '' ? block : `${block} except ${except}`;
  const has = (name: string): boolean => Object.hasOwn(peer as object, name);
  const selected = (name: string): string => labelled(recordAt(peer, name) as LabelSelector);
  const parts = [
    has('podSelector') ? `pods ${selected('podSelector')}` : 'pods',
    has('namespaceSelector') ? `in namespaces ${selected('namespaceSelector')}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

type Ports = NonNullable<NonNullable<NetworkPolicy['spec']>['ingress']>[number]['ports'];

function portsText(ports: Ports): string {
  if (ports === undefined || ports.length === 0) return '';
  return ` : ${ports.map(({ port, endPort, protocol = 'TCP' }) => `${port ?? '*'}${endPort === undefined ? '' : `-${endPort}`}/${protocol}`).join(', ')}`;
}

function ruleText(peers: readonly unknown[] | undefined, ports: Ports): string {
  const who = peers === undefined || peers.length === 0 ? '*' : peers.map(peerText).join('; ');
  return `${who}${portsText(ports)}`;
}

export const networking = {
  Service: (service: Service): readonly Fact[] => [
    ...factsAt(service, 'spec.type', 'spec.clusterIP', 'spec.externalName'),
    ...(service.spec.ports ?? []).map((port) => fact('port', portText(port))),
    fact('selector', pairs(service.spec.selector)),
    ...factsAt(service, 'spec.sessionAffinity', 'spec.externalTrafficPolicy', 'spec.internalTrafficPolicy'),
    fact('externalIPs', words(service, 'spec.externalIPs')),
    ...(service.status?.loadBalancer?.ingress ?? []).map((one) => fact('loadBalancer', one.ip ?? one.hostname)),
  ],
  EndpointSlice: (slice: EndpointSlice): readonly Fact[] => [
    ...factsAt(slice, 'addressType'),
    ...(slice.ports ?? []).map(({ name, port, protocol }) => fact('port', `${name ?? ''} ${port ?? '*'}/${protocol ?? 'TCP'}`.trim())),
    ...(slice.endpoints ?? []).map(({ addresses, targetRef, conditions }) => {
      const state = conditions?.ready === false ? (conditions.terminating === true ? 'terminating' : 'not ready') : 'ready';
      const told = fact('endpoint', `${addresses.join(', ')} ${state}`);
      return targetRef?.name === undefined
        ? told
        : { ...named('endpoint', targetRef.kind ?? 'Pod', targetRef.name, targetRef.namespace), value: told.value };
    }),
  ],
  Endpoints: (endpoints: Endpoints): readonly Fact[] =>
    (endpoints.subsets ?? []).flatMap((subset) => [
      ...(subset.ports ?? []).map(({ name, port, protocol }) => fact('port', `${name ?? ''} ${port}/${protocol ?? 'TCP'}`.trim())),
      ...(subset.addresses ?? []).map(({ ip }) => fact('address', ip)),
      ...(subset.notReadyAddresses ?? []).map(({ ip }) => fact('notReadyAddress', ip)),
    ]),
  Ingress: (ingress: Ingress): readonly Fact[] => [
    named('ingressClassName', 'IngressClass', ingress.spec.ingressClassName),
    ...ingressFacts(ingress),
    named('defaultBackend', 'Service', ingress.spec.defaultBackend?.service?.name, ingress.metadata.namespace),
    ...(ingress.spec.tls ?? []).map((one) => named('tls', 'Secret', one.secretName, ingress.metadata.namespace)),
    ...(ingress.status?.loadBalancer?.ingress ?? []).map((one) => fact('loadBalancer', one.ip ?? one.hostname)),
  ],
  NetworkPolicy: (policy: NetworkPolicy): readonly Fact[] => [
    fact('podSelector', labelled(policy.spec?.podSelector)),
    fact('policyTypes', words(policy, 'spec.policyTypes')),
    ...(policy.spec?.ingress ?? []).map((rule) => fact('ingress from', ruleText(rule.from, rule.ports))),
    ...(policy.spec?.egress ?? []).map((rule) => fact('egress to', ruleText(rule.to, rule.ports))),
  ],
};

/**
 * The chains that all Services share, and the jumps to them from the built-in chains.
 * upstream: pkg/proxy/iptables/proxier.go (iptablesJumpChains, syncProxyRules)
 */
import { inCidr } from '../../helpers/ip.ts';
import { jump, type Restore, type Rule } from './rule.ts';
import { markMasqueradeChain, type ProxyConfig, type SharedRules } from './serviceRules.ts';

const masqueradeMark = 0x4000;

/** Rules of both tables' shared chains, each table's chains in the order in which they are declared. */
export function sharedChains(shared: SharedRules, config: ProxyConfig): Record<'filter' | 'nat', [string, readonly Rule[]][]> {
  const firewall = localnetFirewall(config);
  return {
    filter: [
      ['KUBE-SERVICES', Object.freeze(shared.filterServices)],
      ['KUBE-EXTERNAL-SERVICES', Object.freeze(shared.filterExternal)],
      ['KUBE-FORWARD', forwarding],
      ['KUBE-NODEPORTS', Object.freeze(shared.filterNodePorts)],
      ['KUBE-PROXY-FIREWALL', Object.freeze(shared.filterFirewall)],
      ...(firewall === undefined ? [] : [['KUBE-FIREWALL', firewall] satisfies [string, readonly Rule[]]]),
    ],
    nat: [
      ['KUBE-SERVICES', Object.freeze([...shared.natServices, ...nodePortJumps(config)])],
      ['KUBE-NODEPORTS', Object.freeze(shared.natNodePorts)],
      ['KUBE-POSTROUTING', postrouting(config)],
      [markMasqueradeChain, Object.freeze([{ target: { type: 'MARK', how: 'or', value: masqueradeMark } } satisfies Rule])],
    ],
  };
}

/** Keeps packets for 127.0.0.0/8 out that do not come from this node; needed where node ports work on localhost. */
export const blockLocalnet: readonly Rule[] = Object.freeze([
  {
    comment: 'block incoming localnet connections',
    destination: '127.0.0.0/8',
    notSource: '127.0.0.0/8',
    notStates: ['RELATED', 'ESTABLISHED', 'DNAT'],
    target: { type: 'DROP' },
  } satisfies Rule,
]);

const isNew = { states: ['NEW'] };

function jumpTo(chain: string, comment: string, match: Rule = {}): Rule {
  return { ...match, comment, target: jump(chain) };
}

const loadBalancerFirewall = jumpTo('KUBE-PROXY-FIREWALL', 'kubernetes load balancer firewall', isNew);
const externallyVisible = jumpTo('KUBE-EXTERNAL-SERVICES', 'kubernetes externally-visible service portals', isNew);
const portals = jumpTo('KUBE-SERVICES', 'kubernetes service portals');
const newPortals = jumpTo('KUBE-SERVICES', 'kubernetes service portals', isNew);
const healthChecks = jumpTo('KUBE-NODEPORTS', 'kubernetes health check service ports');
const forward = jumpTo('KUBE-FORWARD', 'kubernetes forwarding rules');
const firewall: Rule = { target: jump('KUBE-FIREWALL') };

/** In the order in which the rules stand on a real node. */
export const jumps: Restore['jumps'] = Object.freeze({
  nat: new Map<string, readonly Rule[]>([
    ['PREROUTING', Object.freeze([portals])],
    ['OUTPUT', Object.freeze([portals])],
    ['POSTROUTING', Object.freeze([jumpTo('KUBE-POSTROUTING', 'kubernetes postrouting rules')])],
  ]),
  filter: new Map<string, readonly Rule[]>([
    ['INPUT', Object.freeze([loadBalancerFirewall, healthChecks, externallyVisible, firewall])],
    ['FORWARD', Object.freeze([loadBalancerFirewall, forward, newPortals, externallyVisible])],
    ['OUTPUT', Object.freeze([loadBalancerFirewall, newPortals, firewall])],
  ]),
});

const forwarding: readonly Rule[] = Object.freeze([
  { states: ['INVALID'], target: { type: 'DROP' } },
  { comment: 'kubernetes forwarding rules', mark: masqueradeMark, target: { type: 'ACCEPT' } },
  {
    comment: 'kubernetes forwarding conntrack rule',
    states: ['RELATED', 'ESTABLISHED'],
    target: { type: 'ACCEPT' },
  },
] satisfies Rule[]);

function postrouting(config: ProxyConfig): readonly Rule[] {
  return Object.freeze([
    { notMark: masqueradeMark, target: { type: 'RETURN' } },
    { target: { type: 'MARK', how: 'xor', value: masqueradeMark } },
    {
      comment: 'kubernetes service traffic requiring SNAT',
      target: { type: 'MASQUERADE', randomFully: config.randomFully },
    },
  ] satisfies Rule[]);
}

/** Node ports come last: whatever is for this node and was not captured before. */
function nodePortJumps(config: ProxyConfig): Rule[] {
  const rule = {
    comment: 'kubernetes service nodeports; NOTE: this must be the last rule in this chain',
    target: jump('KUBE-NODEPORTS'),
  };
  if (config.nodePortAddresses.length === 0) {
    if (config.ipv6) return [{ ...rule, local: 'dst', notDestination: '::1/128' }];
    return [
      {
        ...rule,
        local: 'dst',
        ...(config.localhostNodePorts ? {} : { notDestination: '127.0.0.0/8' }),
      },
    ];
  }
  const loopback = config.ipv6 || !config.localhostNodePorts ? [] : ['127.0.0.1'];
  const addresses = [...loopback, config.nodeIp].filter((ip) => config.nodePortAddresses.some((cidr) => inCidr(ip, cidr)));
  return addresses.map((destination) => ({ ...rule, destination }));
}

function localnetFirewall(config: ProxyConfig): readonly Rule[] | undefined {
  const onLoopback = config.nodePortAddresses.length === 0 || config.nodePortAddresses.some((cidr) => inCidr('127.0.0.1', cidr));
  return config.localhostNodePorts && !config.ipv6 && onLoopback ? blockLocalnet : undefined;
}

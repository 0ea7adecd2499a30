/**
 * Checks that a value from outside describes a cluster, and says what is wrong with it when it does not. The keys that tokens
 * and certificates are signed with are not read: whoever sends a link knows them.
 */
import { readPolicies } from '#api/abac.ts';
import { parseQuantity } from '#api/machinery/quantity.ts';
import type { AuthorizationMode, ClusterSpec, CloudSpec, NodeSpec, UserSpec } from '#api/tape.ts';
import { array, check, record, text } from './checks.ts';
import { readAdmission } from './readAdmission.ts';
import { readFeatureGates } from './readFeatureGates.ts';
import { readScheduler } from './readScheduler.ts';

const nodesMax = 1_000;
const usersMax = 1_000;
const listMax = 100;
const policyMax = 100_000;
const textMax = 1_000;
const dnsName = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;
const effects = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
const modes: readonly string[] = ['Node', 'RBAC', 'ABAC', 'AlwaysAllow', 'AlwaysDeny'] satisfies AuthorizationMode[];

export function readCluster(value: unknown): ClusterSpec {
  const cluster = record(value, 'a cluster');
  const { name } = cluster;
  check(typeof name === 'string' && dnsName.test(name), 'a cluster needs a name of lower case letters, digits and dashes');
  const nodes = array(cluster['nodes'], 'nodes', nodesMax).map(readNode);
  check(new Set(nodes.map((node) => node.name)).size === nodes.length, 'two nodes have one name');
  const parts = Object.entries(readers).flatMap(([part, read]) =>
    cluster[part] === undefined ? [] : [[part, read(cluster[part])] as const],
  );
  const spec: ClusterSpec = { name: name as string, nodes, ...Object.fromEntries(parts) };
  if (spec.authorization?.includes('ABAC') === true) checkPolicy(spec.policy ?? '');
  checkPlugins(spec);
  return spec;
}

/** upstream: plugin/pkg/admission/securitycontext/scdeny */
function checkPlugins({ admission, featureGates }: ClusterSpec): void {
  check(
    admission?.enable?.includes('SecurityContextDeny') !== true || featureGates?.SecurityContextDeny === true,
    'SecurityContextDeny admission controller is an alpha feature, planned to be removed, and requires the SecurityContextDeny feature gate to be enabled',
  );
}

const readers: { readonly [part: string]: (value: unknown) => unknown } = {
  scheduler: readScheduler,
  users: readUsers,
  authorization: readModes,
  policy: (value) => text(value, 'policy', policyMax),
  featureGates: readFeatureGates,
  admission: readAdmission,
  metrics: readMetrics,
  cloud: readCloud,
  federation: readFederation,
} satisfies { readonly [K in Exclude<keyof ClusterSpec, 'name' | 'nodes' | 'signingKey' | 'authorityKey'>]-?: (value: unknown) => unknown };

function readMetrics(value: unknown): boolean {
  check(typeof value === 'boolean', 'metrics is true or false');
  return value as boolean;
}

function readNode(value: unknown): NodeSpec {
  const { name, cpu, memory, pods, labels, taints } = record(value, 'a node');
  check(typeof name === 'string' && dnsName.test(name), 'a node needs a name of lower case letters, digits and dashes');
  return {
    name: name as string,
    ...(cpu === undefined ? {} : { cpu: quantity(cpu, 'cpu') }),
    ...(memory === undefined ? {} : { memory: quantity(memory, 'memory') }),
    ...(pods === undefined ? {} : { pods: readPods(pods) }),
    ...(labels === undefined ? {} : { labels: readTexts(labels, 'labels') }),
    ...(taints === undefined ? {} : { taints: array(taints, 'taints', listMax).map(readTaint) }),
  };
}

function quantity(value: unknown, what: string): string {
  const amount = text(value, what, 50);
  check(parseQuantity(amount).ok, `${what} of a node must be a quantity`);
  return amount;
}

function readPods(value: unknown): number {
  check(Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 10_000, 'pods of a node must be a whole number up to 10000');
  return value as number;
}

function readTexts(value: unknown, what: string): Readonly<Record<string, string>> {
  const texts = Object.entries(record(value, what));
  check(texts.length <= listMax, `${what} has more than ${listMax} entries`);
  return Object.fromEntries(texts.map(([key, it]) => [key, text(it, `a value of ${what}`, textMax)]));
}

function readTaint(value: unknown): NonNullable<NodeSpec['taints']>[number] {
  const taint = record(value, 'a taint');
  check(effects.has(String(taint['effect'])), `a taint has no effect ${String(taint['effect'])}`);
  const more = taint['value'] === undefined ? {} : { value: text(taint['value'], 'the value of a taint', textMax) };
  return { key: text(taint['key'], 'the key of a taint', textMax), ...more, effect: taint['effect'] as string };
}

function readUsers(value: unknown): readonly UserSpec[] {
  return array(value, 'users', usersMax).map((item) => {
    const { name, groups, uid, token } = record(item, 'a user');
    check(name !== '', 'a user needs a name');
    return {
      name: text(name, 'the name of a user', textMax),
      ...(groups === undefined ? {} : { groups: array(groups, 'groups', listMax).map((it) => text(it, 'a group', textMax)) }),
      ...(uid === undefined ? {} : { uid: text(uid, 'the uid of a user', textMax) }),
      ...(token === undefined ? {} : { token: text(token, 'the token of a user', textMax) }),
    };
  });
}

function readModes(value: unknown): readonly AuthorizationMode[] {
  const chosen = array(value, 'authorization', modes.length).map(String);
  for (const mode of chosen) check(modes.includes(mode), `there is no authorization mode ${mode}; there are ${modes.join(', ')}`);
  check(chosen.length > 0, 'authorization needs a mode');
  check(new Set(chosen).size === chosen.length, 'authorization has a mode twice');
  return chosen as AuthorizationMode[];
}

function checkPolicy(policy: string): void {
  let problem = '';
  try {
    readPolicies(policy);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  check(problem === '', problem);
}

function readFederation(value: unknown): NonNullable<ClusterSpec['federation']> {
  const { members, domain } = record(value, 'the federation');
  return {
    members: array(members, 'members', listMax).map((it) => text(it, 'a member', textMax)),
    ...(domain === undefined ? {} : { domain: readDomain(domain) }),
  };
}

function readDomain(value: unknown): string {
  const domain = text(value, 'the domain', textMax);
  check(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(domain), 'a domain has lower case letters, digits, dashes and dots');
  return domain;
}

function readCloud(value: unknown): CloudSpec {
  const range = text(record(value, 'the cloud')['loadBalancers'], 'loadBalancers', 50);
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(range);
  const isRange = found !== null && found.slice(1, 5).every((it) => Number(it) < 256) && Number(found[5]) >= 8 && Number(found[5]) <= 30;
  check(isRange, 'loadBalancers must be a range of addresses such as 203.0.113.0/24, of /8 to /30');
  return { loadBalancers: range };
}

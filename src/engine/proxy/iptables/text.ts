/**
 * Rules as text: as kube-proxy hands them to iptables-restore, and as iptables-save prints them.
 * upstream: pkg/proxy/iptables/proxier.go (its argument order), iptables/iptables/iptables-save.c
 */
import { isIpv6, joinHostPort } from '../../helpers/ip.ts';
import type { Netfilter } from './kernel.ts';
import { probabilityText, probabilityThreshold, type Restore, type Rule, type TableName, type TableRestore, type Target } from './rule.ts';

/** What goes into iptables-restore --noflush, chain by chain. */
export function restoreText(restore: Restore): string {
  return [...tableText('filter', restore.filter), ...tableText('nat', restore.nat), ''].join('\n');
}

/** What iptables-save prints for the node: the nat table, then the filter table. */
export function saveText(netfilter: Netfilter): string {
  const lines: string[] = [];
  for (const name of ['nat', 'filter'] satisfies TableName[]) {
    const chains = [...netfilter[name].keys()].sort(bySavedOrder);
    lines.push(`*${name}`);
    for (const chain of chains) lines.push(`:${chain} ${isBuiltIn(chain) ? 'ACCEPT' : '-'} [0:0]`);
    for (const chain of chains) for (const rule of netfilter[name].get(chain) ?? []) lines.push(saveRule(chain, rule));
    lines.push('COMMIT');
  }
  return `${lines.join('\n')}\n`;
}

/** One rule as iptables-save prints it. */
export function saveRule(chain: string, rule: Rule): string {
  const parts = [
    `-A ${chain}`,
    ...address('-s', rule.source, rule.notSource, true),
    ...address('-d', rule.destination, rule.notDestination, true),
  ];
  if (rule.protocol !== undefined) parts.push(`-p ${rule.protocol}`);
  const states = stateMatch(rule);
  if (isBuiltIn(chain)) parts.push(...states);
  if (rule.comment !== undefined) parts.push(`-m comment --comment "${rule.comment}"`);
  if (!isBuiltIn(chain)) parts.push(...states);
  if (rule.recent !== undefined) {
    const { name, seconds } = rule.recent;
    const what = seconds === undefined ? '--set' : `--rcheck --seconds ${seconds} --reap`;
    parts.push(`-m recent ${what} --name ${name} --mask ${fullMask(rule)} --rsource`);
  }
  if (rule.local !== undefined) parts.push(`-m addrtype --${rule.local}-type LOCAL`);
  if (rule.protocol !== undefined) parts.push(`-m ${rule.protocol}`);
  if (rule.port !== undefined) parts.push(`--dport ${rule.port}`);
  parts.push(...markMatch(rule));
  if (rule.oneIn !== undefined) {
    parts.push(`-m statistic --mode random --probability ${(probabilityThreshold(rule.oneIn) / 2147483648).toFixed(11)}`);
  }
  if (rule.target !== undefined) parts.push(savedTarget(rule.target, rule));
  return parts.join(' ');
}

function tableText(name: TableName, { chains, deleted }: TableRestore): string[] {
  const names = [...chains.keys(), ...deleted].sort(byRestoreOrder);
  return [
    `*${name}`,
    ...names.map((chain) => `:${chain} - [0:0]`),
    ...names.flatMap((chain) => (chains.get(chain) ?? []).map((rule) => restoreRule(chain, rule))),
    ...deleted.map((chain) => `-X ${chain}`),
    'COMMIT',
  ];
}

function restoreRule(chain: string, rule: Rule): string {
  const parts = [`-A ${chain}`];
  if (rule.comment !== undefined) parts.push(`-m comment --comment ${rule.comment.includes(' ') ? `"${rule.comment}"` : rule.comment}`);
  if (rule.recent !== undefined) {
    const { name, seconds } = rule.recent;
    parts.push(`-m recent --name ${name} ${seconds === undefined ? '--set' : `--rcheck --seconds ${seconds} --reap`}`);
  }
  if (rule.local !== undefined) parts.push(`-m addrtype --${rule.local}-type LOCAL`);
  if (rule.protocol !== undefined) parts.push(`-m ${rule.protocol} -p ${rule.protocol}`);
  parts.push(...address('-d', rule.destination, rule.notDestination, false));
  if (rule.port !== undefined) parts.push(`--dport ${rule.port}`);
  parts.push(...address('-s', rule.source, rule.notSource, false), ...stateMatch(rule), ...markMatch(rule));
  if (rule.oneIn !== undefined) parts.push(`-m statistic --mode random --probability ${probabilityText(rule.oneIn)}`);
  if (rule.target !== undefined) parts.push(restoredTarget(rule.target));
  return parts.join(' ');
}

function address(flag: string, yes: string | undefined, no: string | undefined, withMask: boolean): string[] {
  const full = (ip: string) => (withMask && !ip.includes('/') ? `${ip}/${isIpv6(ip) ? 128 : 32}` : ip);
  return [...(yes === undefined ? [] : [`${flag} ${full(yes)}`]), ...(no === undefined ? [] : [`! ${flag} ${full(no)}`])];
}

function stateMatch({ states, notStates }: Rule): string[] {
  if (states !== undefined) return [`-m conntrack --ctstate ${states.join(',')}`];
  return notStates === undefined ? [] : [`-m conntrack ! --ctstate ${notStates.join(',')}`];
}

function markMatch({ mark, notMark }: Rule): string[] {
  if (mark !== undefined) return [`-m mark --mark ${hex(mark)}/${hex(mark)}`];
  return notMark === undefined ? [] : [`-m mark ! --mark ${hex(notMark)}/${hex(notMark)}`];
}

function restoredTarget(target: Target): string {
  switch (target.type) {
    case 'jump':
      return `-j ${target.chain}`;
    case 'DNAT':
      return `-j DNAT --to-destination ${joinHostPort(target.ip, target.port)}`;
    case 'MARK':
      return `-j MARK --${target.how}-mark ${hex(target.value)}`;
    case 'MASQUERADE':
      return `-j MASQUERADE${target.randomFully ? ' --random-fully' : ''}`;
    default:
      return `-j ${target.type}`;
  }
}

function savedTarget(target: Target, rule: Rule): string {
  if (target.type === 'MARK') return `-j MARK --set-xmark ${hex(target.value)}/${target.how === 'or' ? hex(target.value) : '0x0'}`;
  if (target.type === 'REJECT') return `-j REJECT --reject-with ${isV6(rule) ? 'icmp6' : 'icmp'}-port-unreachable`;
  return restoredTarget(target);
}

function isV6(rule: Rule): boolean {
  return isIpv6(rule.destination ?? rule.source ?? '') || (rule.target?.type === 'DNAT' && isIpv6(rule.target.ip));
}

function fullMask(rule: Rule): string {
  return isV6(rule) ? 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' : '255.255.255.255';
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

const builtIn = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

function isBuiltIn(chain: string): boolean {
  return builtIn.includes(chain);
}

function bySavedOrder(a: string, b: string): number {
  const order = rank(builtIn, a) - rank(builtIn, b);
  return order !== 0 ? order : a < b ? -1 : 1;
}

const restoredFirst = ['KUBE-NODEPORTS', 'KUBE-SERVICES'];

function byRestoreOrder(a: string, b: string): number {
  const order = rank(restoredFirst, a) - rank(restoredFirst, b);
  return order !== 0 ? order : a < b ? -1 : 1;
}

function rank(list: readonly string[], chain: string): number {
  const index = list.indexOf(chain);
  return index < 0 ? list.length : index;
}

/**
 * The resolver of the C library: /etc/hosts, then the name servers of /etc/resolv.conf with its search path and ndots.
 * A Lookup is data that a program keeps and steps until it has an outcome. upstream: glibc resolv/res_query.c
 */
import { dnsPort, dnsQueryText, parseDnsAnswer, type DnsRecord, type DnsType } from '../../helpers/contracts/dns.ts';
import { readFile } from '../fs/ops.ts';
import { closeFd, read, write } from '../process/files.ts';
import { fsOf, sandboxOf, type Task } from '../process/task.ts';
import { connect, socketOf } from './sockets.ts';

export interface ResolvConf {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
}

interface Try {
  readonly name: string;
  readonly qtype: string;
  readonly rcode: string;
  readonly answers: readonly string[];
}

export interface Lookup {
  readonly name: string;
  readonly type: DnsType;
  readonly names: readonly string[];
  readonly servers: readonly string[];
  at: number;
  attempt: number;
  fd: number;
  sent: boolean;
  untilMs: number;
  tries: Try[];
  outcome: LookupOutcome | undefined;
}

export interface LookupOutcome {
  readonly result: 'found' | 'nxdomain' | 'nodata' | 'timeout' | 'servfail';
  /** The full name that was answered, without the final dot. */
  readonly name: string;
  readonly records: readonly DnsRecord[];
  readonly addresses: readonly string[];
  readonly server: string;
}

const timeoutMs = 5000;
const attempts = 2;
export const addressPattern = /^\d{1,3}(\.\d{1,3}){3}$/;

export function readResolvConf(task: Task): ResolvConf {
  const text = readFile(fsOf(task), '/etc/resolv.conf');
  const { nameservers, searches, options } = parseResolvConf(typeof text === 'string' ? text : '');
  const ndots = options.findLast((option) => option.startsWith('ndots:'));
  return { servers: nameservers.slice(0, 3), search: searches, ndots: ndots === undefined ? 1 : Number(ndots.slice(6)) };
}

/** The last search list holds; of an option the last value, in the place of the last. upstream: pkg/kubelet/network/dns/dns.go (parseResolvConf) */
export function parseResolvConf(text: string): ResolvFile {
  const nameservers: string[] = [];
  let searches: readonly string[] = [];
  const options = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [key, ...values] = line.trim().split(/\s+/);
    if (key === 'nameserver' && values[0] !== undefined) nameservers.push(values[0]);
    else if (key === 'search' || key === 'domain') searches = values.filter((it) => it !== '.').map((it) => it.replace(/\.$/, ''));
    else if (key === 'options') for (const option of values) options.set(option.split(':')[0]!, option);
  }
  return { nameservers, searches, options: [...options.values()] };
}

export interface ResolvFile {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

/** An address of /etc/hosts for a name. */
export function hostsEntry(task: Task, name: string): string | undefined {
  const text = readFile(fsOf(task), '/etc/hosts');
  for (const line of (typeof text === 'string' ? text : '').split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip !== undefined && !ip.includes(':') && names.some((other) => other.toLowerCase() === name.toLowerCase())) return ip;
  }
  return undefined;
}

/** Begins a lookup; `direct` skips /etc/hosts and the search path, as dig does, and may name a server. */
export function startLookup(
  task: Task,
  name: string,
  options: { readonly type?: DnsType; readonly direct?: boolean; readonly useSearch?: boolean; readonly server?: string } = {},
): Lookup {
  const conf = readResolvConf(task);
  const type = options.type ?? 'A';
  const bare = name.replace(/\.$/, '');
  const lookup: Lookup = {
    name: bare,
    type,
    names: namesFor(name, conf, options.useSearch ?? options.direct !== true),
    servers: options.server === undefined ? conf.servers : [options.server],
    at: 0,
    attempt: 0,
    fd: -1,
    sent: false,
    untilMs: 0,
    tries: [],
    outcome: undefined,
  };
  const local = options.direct === true || type !== 'A' ? undefined : addressPattern.test(bare) ? bare : hostsEntry(task, bare);
  if (local !== undefined) lookup.outcome = { result: 'found', name: bare, records: [], addresses: [local], server: '' };
  return lookup;
}

function namesFor(name: string, conf: ResolvConf, search: boolean): string[] {
  const bare = name.replace(/\.$/, '');
  if (name.endsWith('.') || !search) return [bare];
  const searched = conf.search.map((suffix) => `${bare}.${suffix}`);
  const dots = bare.split('.').length - 1;
  return dots >= conf.ndots ? [bare, ...searched] : [...searched, bare];
}

/** Steps a lookup: its outcome, or what to wait for. */
export function stepLookup(task: Task, lookup: Lookup): LookupOutcome | { readonly fds: readonly number[]; readonly untilMs: number } {
  while (lookup.outcome === undefined) {
    if (lookup.servers.length === 0) {
      finish(task, lookup, 'timeout', []);
      break;
    }
    if (lookup.fd < 0) ask(task, lookup);
    const socket = socketOf(task, lookup.fd);
    if (socket?.phase === 'open' && !lookup.sent) {
      lookup.sent = true;
      write(task, lookup.fd, dnsQueryText({ name: lookup.names[lookup.at]!, type: lookup.type }));
    }
    const text = socket?.phase === 'open' ? read(task, lookup.fd) : undefined;
    const answer = text === undefined || text === '' ? undefined : parseDnsAnswer(text);
    const isLost =
      socket === undefined ||
      (socket.phase !== 'open' && socket.phase !== 'dialling') ||
      task.kernel.context.now >= lookup.untilMs ||
      text === '';
    if (answer !== undefined) onAnswer(task, lookup, answer.rcode, answer.answers);
    else if (isLost) onLost(task, lookup);
    else return { fds: [lookup.fd], untilMs: lookup.untilMs };
  }
  return lookup.outcome!;
}

function ask(task: Task, lookup: Lookup): void {
  const server = lookup.servers[lookup.attempt % lookup.servers.length]!;
  lookup.sent = false;
  lookup.untilMs = task.kernel.context.now + timeoutMs;
  lookup.fd = connect(task, server, dnsPort, { protocol: 'UDP', about: `DNS ${lookup.type} ${lookup.names[lookup.at]}` });
}

function hangUp(task: Task, lookup: Lookup): void {
  closeFd(task, lookup.fd);
  lookup.fd = -1;
}

function onAnswer(task: Task, lookup: Lookup, rcode: string, answers: readonly DnsRecord[]): void {
  const name = lookup.names[lookup.at]!;
  lookup.tries.push({ name, qtype: lookup.type, rcode, answers: answers.map((record) => record.data) });
  hangUp(task, lookup);
  lookup.attempt = 0;
  const isLast = lookup.at >= lookup.names.length - 1;
  if (rcode === 'NOERROR' && answers.length > 0) finish(task, lookup, 'found', answers);
  else if (!isLast && (rcode === 'NXDOMAIN' || rcode === 'NOERROR')) lookup.at += 1;
  else finish(task, lookup, rcode === 'NXDOMAIN' ? 'nxdomain' : rcode === 'NOERROR' ? 'nodata' : 'servfail', []);
}

/** No answer: a server that refuses is as good as silent, but is noticed at once; try again, then give up. */
function onLost(task: Task, lookup: Lookup): void {
  hangUp(task, lookup);
  lookup.attempt += 1;
  if (lookup.attempt < attempts * lookup.servers.length) return;
  lookup.tries.push({ name: lookup.names[lookup.at]!, qtype: lookup.type, rcode: 'TIMEOUT', answers: [] });
  finish(task, lookup, 'timeout', []);
}

function finish(task: Task, lookup: Lookup, result: LookupOutcome['result'], records: readonly DnsRecord[]): void {
  const server = lookup.servers[0] ?? '';
  const addresses = records.filter((record) => record.type === 'A' || record.type === 'AAAA').map((record) => record.data);
  lookup.outcome = { result, name: lookup.names[lookup.at] ?? lookup.name, records, addresses, server };
  const { kernel } = task;
  const { pod } = sandboxOf(kernel, task.container);
  kernel.state.counter += 1;
  const id = `lookup/${kernel.node}-${kernel.state.counter}`;
  kernel.context.trace({
    type: 'lookup',
    at: kernel.context.now,
    id,
    pod: `${pod.namespace}/${pod.name}`,
    name: lookup.name,
    tries: lookup.tries.slice(),
  });
}

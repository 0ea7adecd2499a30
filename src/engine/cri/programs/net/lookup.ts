/** nslookup, dig, host and getent. upstream: busybox networking/nslookup.c, bind9 dig */
import { mayDo } from '../../fs/capabilities.ts';
import type { DnsType } from '../../../helpers/contracts/dns.ts';
import { addressPattern, hostsEntry, readResolvConf, startLookup, stepLookup, type Lookup, type LookupOutcome } from '../../net/resolve.ts';
import type { Program, Task } from '../../process/task.ts';
import { sandboxOf } from '../../process/task.ts';
import { fail, out } from '../command.ts';

interface State {
  name: string;
  server: string;
  type: DnsType;
  lookup: Lookup;
  short: boolean;
}

const types = new Set(['A', 'AAAA', 'SRV', 'PTR', 'CNAME', 'TXT', 'NS', 'SOA', 'MX', 'ANY']);

function reverseName(ip: string): string {
  return `${ip.split('.').reverse().join('.')}.in-addr.arpa`;
}

function startWith(task: Task, useSearch: boolean): State | undefined {
  const words = task.proc.argv.slice(1);
  let [name, server, type, short] = ['', '', 'A' as DnsType, false];
  let search = useSearch;
  for (const [i, word] of words.entries()) {
    const given = /^-(?:query|type|q|t)=(\w+)$/i.exec(word)?.[1]?.toUpperCase();
    if (given !== undefined && types.has(given)) type = given as DnsType;
    else if (words[i - 1] === '-t' && types.has(word.toUpperCase())) type = word.toUpperCase() as DnsType;
    else if (word === '-x') type = 'PTR';
    else if (word.startsWith('@')) server = word.slice(1);
    else if (word === '+short') short = true;
    else if (word === '+search') search = true;
    else if (types.has(word) && name !== '') type = word as DnsType;
    else if (word.startsWith('-') || word.startsWith('+')) continue;
    else if (name === '') name = word;
    else if (server === '') server = word;
  }
  if (name === '') return undefined;
  const isAddress = addressPattern.test(name);
  const asked = isAddress ? reverseName(name) : name;
  const options = {
    direct: true,
    useSearch: search && !isAddress,
    type: isAddress ? ('PTR' as const) : type,
    ...(addressPattern.test(server) ? { server } : {}),
  };
  return {
    name,
    server: addressPattern.test(server) ? server : (readResolvConf(task).servers[0] ?? ''),
    type: options.type,
    short,
    lookup: startLookup(task, asked, options),
  };
}

/** Runs the lookup, then prints. */
function program(useSearch: boolean, print: (task: Task, state: State, outcome: LookupOutcome) => number, usage: string): Program {
  return {
    start: (task) => startWith(task, useSearch) ?? { name: '' },
    step(task) {
      const state = task.proc.state as State;
      if (state.name === '') {
        out(task, usage);
        return { exit: 1 };
      }
      const outcome = stepLookup(task, state.lookup);
      return 'result' in outcome ? { exit: print(task, state, outcome) } : outcome;
    },
  };
}

function header(state: State): string {
  return `Server:\t\t${state.server}\nAddress:\t${state.server}:53\n\n`;
}

export const nslookup = program(
  true,
  (task, state, outcome) => {
    if (outcome.result === 'timeout') {
      out(task, ';; connection timed out; no servers could be reached\n\n');
      return 1;
    }
    out(task, header(state));
    if (outcome.result === 'found') {
      for (const record of outcome.records) {
        const name = record.name.replace(/\.$/, '');
        if (record.type === 'A' || record.type === 'AAAA') out(task, `Name:\t${name}\nAddress: ${record.data}\n`);
        else if (record.type === 'PTR') out(task, `${name}\tname = ${record.data.replace(/\.$/, '')}\n`);
        else if (record.type === 'CNAME') out(task, `${name}\tcanonical name = ${record.data.replace(/\.$/, '')}\n`);
        else if (record.type === 'SRV') out(task, `${name}\tservice = ${record.data.replace(/\.$/, '')}\n`);
        else out(task, `${name}\ttext = "${record.data}"\n`);
      }
      out(task, '\n');
      return 0;
    }
    const name = outcome.name;
    if (outcome.result === 'nxdomain') out(task, `** server can't find ${name}: NXDOMAIN\n\n`);
    else out(task, outcome.result === 'servfail' ? `** server can't find ${name}: SERVFAIL\n\n` : `*** Can't find ${name}: No answer\n\n`);
    return outcome.result === 'nodata' ? 0 : 1;
  },
  'BusyBox v1.36.1 (2023-05-18 22:34:17 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n',
);

export const dig = program(
  false,
  (task, state, outcome) => {
    if (outcome.result === 'timeout') {
      out(task, ';; communications error: timed out\n;; no servers could be reached\n');
      return 9;
    }
    if (state.short) {
      for (const record of outcome.records) out(task, `${record.data}\n`);
      return 0;
    }
    const rcode = outcome.result === 'nxdomain' ? 'NXDOMAIN' : outcome.result === 'servfail' ? 'SERVFAIL' : 'NOERROR';
    const name = `${outcome.name}.`;
    task.kernel.state.counter += 1;
    out(
      task,
      `\n; <<>> DiG 9.18.24 <<>> ${task.proc.argv.slice(1).join(' ')}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${rcode}, id: ${(task.kernel.state.counter * 7919) % 65_536}\n;; flags: qr aa rd; QUERY: 1, ANSWER: ${outcome.records.length}, AUTHORITY: ${rcode === 'NOERROR' ? 0 : 1}, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;${name}\t\tIN\t${state.type}\n\n`,
    );
    if (outcome.records.length > 0)
      out(
        task,
        `;; ANSWER SECTION:\n${outcome.records.map((record) => `${record.name}\t${record.ttl}\tIN\t${record.type}\t${record.data}\n`).join('')}\n`,
      );
    out(task, `;; Query time: 0 msec\n;; SERVER: ${state.server}#53(${state.server}) (UDP)\n\n`);
    return 0;
  },
  '',
);

export const host = program(
  true,
  (task, state, outcome) => {
    if (outcome.result === 'timeout') {
      out(task, ';; connection timed out; no servers could be reached\n');
      return 1;
    }
    if (outcome.result !== 'found') {
      out(task, `Host ${state.name} not found: 3(NXDOMAIN)\n`);
      return 1;
    }
    for (const record of outcome.records) {
      const name = record.name.replace(/\.$/, '');
      out(
        task,
        record.type === 'PTR'
          ? `${name} domain name pointer ${record.data}\n`
          : record.type === 'SRV'
            ? `${name} has SRV record ${record.data}\n`
            : record.type === 'CNAME'
              ? `${name} is an alias for ${record.data}\n`
              : `${name} has address ${record.data}\n`,
      );
    }
    return 0;
  },
  'Usage: host name [server]\n',
);

/** getent hosts: what programs themselves would find. */
export const getent: Program = {
  start(task) {
    const [database = '', name = ''] = task.proc.argv.slice(1);
    return { database, name, lookup: startLookup(task, name === '' ? 'localhost' : name) };
  },
  step(task) {
    const state = task.proc.state as { database: string; name: string; lookup: Lookup };
    if (!state.database.endsWith('hosts') && !state.database.startsWith('ahosts'))
      return { exit: fail(task, `Unknown database: ${state.database}`) };
    const outcome = stepLookup(task, state.lookup);
    if (!('result' in outcome)) return outcome;
    if (outcome.result !== 'found') return { exit: 2 };
    const isLocal = hostsEntry(task, state.name) !== undefined;
    for (const address of outcome.addresses)
      out(
        task,
        `${address.padEnd(15)}  ${isLocal ? state.name : outcome.name}${outcome.name === state.name || isLocal ? '' : `  ${state.name}`}\n`,
      );
    return { exit: 0 };
  },
};

/** ip and ifconfig: the pod's one interface. */
export const ip: Program = {
  step(task) {
    const sandbox = sandboxOf(task.kernel, task.container);
    if (task.proc.argv.slice(2).some((word) => /^(add|change|replace|set|del|delete|flush)$/.test(word)))
      return { exit: refuseChange(task) };
    const verb = task.proc.argv.find((word, i) => i > 0 && !word.startsWith('-')) ?? 'addr';
    const gateway = sandbox.ip.replace(/\.\d+$/, '.1');
    if (verb.startsWith('r'))
      out(task, `default via ${gateway} dev eth0 \n${gateway.replace(/\.1$/, '.0')}/24 dev eth0 scope link  src ${sandbox.ip} \n`);
    else
      out(
        task,
        `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n    link/ether ${hardware(sandbox.ip)} brd ff:ff:ff:ff:ff:ff\n    inet ${sandbox.ip}/24 brd ${sandbox.ip.replace(/\.\d+$/, '.255')} scope global eth0\n       valid_lft forever preferred_lft forever\n`,
      );
    return { exit: 0 };
  },
};

/** The network is the node's to change: without NET_ADMIN nobody may, and with it the kernel here offers no such devices. */
function refuseChange(task: Task): number {
  const isAdmin = task.proc.uid === 0 && mayDo(task.container.spec.capabilities ?? { add: [], drop: [] }, 'NET_ADMIN');
  return fail(task, `RTNETLINK answers: Operation not ${isAdmin ? 'supported' : 'permitted'}`, 2);
}

function hardware(address: string): string {
  return `0a:58:${address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`;
}

export const ifconfig: Program = {
  step(task) {
    const { ip: address } = sandboxOf(task.kernel, task.container);
    out(
      task,
      `eth0      Link encap:Ethernet  HWaddr ${hardware(address).toUpperCase()}  \n          inet addr:${address}  Bcast:${address.replace(/\.\d+$/, '.255')}  Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\nlo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n`,
    );
    return { exit: 0 };
  },
};

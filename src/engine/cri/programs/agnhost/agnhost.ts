/** agnhost: one image with the small programs that the tests of a cluster need. upstream: test/images/agnhost */
import type { Program, Task } from '../../process/task.ts';
import { write } from '../../process/files.ts';
import { fromCommand, out } from '../command.ts';
import { connectCommand } from './connect.ts';
import { inClusterClient } from './inClusterClient.ts';
import { issuerDiscovery } from './issuerDiscovery.ts';
import { logsGenerator } from './logsGenerator.ts';
import { mounttest } from './mounttest.ts';
import { portForwardTester } from './portForwardTester.ts';
import { servers } from './servers.ts';
import { servingProgram } from './serving.ts';
import { dnsServerList, dnsSuffix, etcHosts } from './settings.ts';

const pause: Program = {
  start(task) {
    out(task, 'Paused\n');
    return {};
  },
  step: (task) => (task.proc.signals.length > 0 ? { exit: 2 } : { fds: [] }),
};

/** Prints its own command line, as Go prints a list. */
const entrypointTester: Program = {
  step(task) {
    out(task, `[${task.proc.argv.join(' ')}]\n`);
    return { exit: 0 };
  },
};

const help: Program = {
  step(task) {
    out(task, 'Usage:\n  app [command]\n');
    return { exit: 0 };
  },
};

const noCommand: Program = {
  step(task) {
    write(task, 2, `Error: unknown command ${JSON.stringify(task.proc.argv[1])} for "app"\nRun 'app --help' for usage.\n`);
    return { exit: 1 };
  },
};

const programs: Readonly<Record<string, Program>> = {
  pause,
  help,
  mounttest,
  'entrypoint-tester': entrypointTester,
  connect: connectCommand,
  inclusterclient: inClusterClient,
  'test-service-account-issuer-discovery': issuerDiscovery,
  'logs-generator': logsGenerator,
  'port-forward-tester': portForwardTester,
  'dns-suffix': fromCommand(dnsSuffix),
  'dns-server-list': fromCommand(dnsServerList),
  'etc-hosts': fromCommand(etcHosts),
  ...Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, servingProgram(server)])),
};

function programOf({ proc }: Task): Program {
  const verb = proc.argv[1] ?? 'help';
  return Object.hasOwn(programs, verb) ? programs[verb]! : noCommand;
}

export const agnhost: Program = {
  handles: ['TERM', 'INT'],
  start: (task) => programOf(task).start?.(task),
  step: (task) => programOf(task).step(task),
};

/** The image of the liveness walk-through: healthy for ten seconds. */
export const liveness: Program = servingProgram(servers['liveness']!);

/** The image of its own that serves its files. */
export const testWebserver: Program = servingProgram(servers['test-webserver']!);

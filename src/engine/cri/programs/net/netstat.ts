/** netstat: what listens in the pod and which connections its container has. upstream: busybox networking/netstat.c */
import { sandboxOf, type Task } from '../../process/task.ts';
import { given, out, parseOptions, type Command } from '../command.ts';

export const netstat: Command = (task, args) => {
  const options = parseOptions(args);
  const onlyListening = given(options, 'l');
  const all = given(options, 'a') || onlyListening;
  const shows = (protocol: string): boolean => (!given(options, 't', 'u') ? true : given(options, protocol === 'TCP' ? 't' : 'u'));
  const what = onlyListening ? 'only servers' : all ? 'servers and established' : 'w/o servers';
  out(task, `Active Internet connections (${what})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n`);
  if (all) for (const { port, protocol } of listeners(task)) if (shows(protocol)) line(task, protocol, [`:::${port}`, ':::*'], 'LISTEN');
  if (onlyListening) return 0;
  const own = sandboxOf(task.kernel, task.container).ip;
  for (const open of task.container.files.values()) {
    if (open.kind !== 'socket' || open.phase !== 'open' || !shows(open.protocol)) continue;
    const ends = open.side === 'client' ? [`${own}:40000`, `${open.peerIp}:${open.port}`] : [`${own}:${open.port}`, `${open.peerIp}:40000`];
    line(task, open.protocol, ends, 'ESTABLISHED');
  }
  return 0;
};

function listeners({ kernel, container }: Task): readonly { readonly port: number; readonly protocol: string }[] {
  const prefix = `${sandboxOf(kernel, container).ip}:`;
  const found = Array.from(kernel.state.bound.keys()).flatMap((key) => {
    const [port = '', protocol = ''] = key.startsWith(prefix) ? key.slice(prefix.length).split('/') : [];
    return port === '' ? [] : [{ port: Number(port), protocol }];
  });
  return found.toSorted((a, b) => a.port - b.port);
}

function line(task: Task, protocol: string, [local = '', foreign = '']: readonly string[], state: string): void {
  const shown = protocol === 'TCP' ? state : '';
  out(task, `${protocol.toLowerCase()}        0      0 ${local.padEnd(23)} ${foreign.padEnd(23)} ${shown.padEnd(12)}\n`);
}

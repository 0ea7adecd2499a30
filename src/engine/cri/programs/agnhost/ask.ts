/** Questions that agnhost's servers ask other servers, and Go's words for what went wrong. upstream: net/http, net */
import { startExchange, type Exchange, type Exchanged } from '../../net/exchange.ts';
import { sandboxOf, type Task } from '../../process/task.ts';
import { requestText } from '../../../helpers/http.ts';

const timeoutMs = 5000;

export function askHttp(task: Task, host: string, port: number, request: string): Exchange {
  const text = requestText({ method: 'GET', path: `/${request}`, host: `${host}:${port}`, agent: 'Go-http-client/1.1' });
  return startExchange(task, { host, port, protocol: 'TCP', text, about: `GET /${request}`, timeoutMs });
}

export function askUdp(task: Task, host: string, port: number, request: string): Exchange {
  return startExchange(task, { host, port, protocol: 'UDP', text: request, about: request, timeoutMs });
}

export type Failure = Extract<Exchanged, { readonly failed: unknown }>;

export function httpFailure(failure: Failure, host: string, port: number, request: string): string {
  return `Get ${JSON.stringify(`http://${host}:${port}/${request}`)}: ${dialFailure(failure, host, port)}`;
}

/** Why an exchange with a server came to nothing. */
export function dialFailure({ failed, ip }: Failure, host: string, port: number): string {
  const why: Readonly<Record<Failure['failed'], string>> = {
    name: `dial tcp: lookup ${host}: no such host`,
    'name-timeout': `dial tcp: lookup ${host}: i/o timeout`,
    refused: `dial tcp ${ip}:${port}: connect: connection refused`,
    unreachable: `dial tcp ${ip}:${port}: connect: no route to host`,
    timeout: 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    closed: 'EOF',
    certificate: 'x509: certificate signed by unknown authority',
  };
  return why[failed];
}

export function udpFailure(task: Task, { failed, ip }: Failure, port: number): string {
  const own = `${sandboxOf(task.kernel, task.container).ip}:40000`;
  const why = failed === 'refused' ? 'read: connection refused' : failed === 'unreachable' ? 'read: no route to host' : 'i/o timeout';
  return `reading from udp connection failed. err:'read udp ${own}->${ip}:${port}: ${why}'`;
}

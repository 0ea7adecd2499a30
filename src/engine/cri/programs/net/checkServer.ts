/** What curl and wget think of a server's certificate. upstream: curl lib/vtls/openssl.c, busybox networking/wget.c */
import { readFile } from '../../fs/ops.ts';
import { absolute } from '../../fs/path.ts';
import { socketOf } from '../../net/sockets.ts';
import { certificateProblem, type CertificateProblem } from '../../net/tls.ts';
import { closeFd, write } from '../../process/files.ts';
import { fsOf, wallMs, type Task } from '../../process/task.ts';
import { fail } from '../command.ts';

interface Client {
  readonly kind: 'wget' | 'curl';
  readonly flags: Readonly<Record<string, string>>;
  fd: number;
}

const moreOfIt = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`;

/** The exit code of who does not go on; undefined when the server is good enough. A server of the model without a certificate is. */
export function checkServer(task: Task, client: Client, host: string): number | undefined {
  const { flags, kind, fd } = client;
  const shown = socketOf(task, fd)?.certificate;
  if (kind === 'wget') {
    if (flags['no-check-certificate'] === undefined && shown !== undefined)
      write(task, 2, 'wget: note: TLS certificate validation not implemented\n');
    return undefined;
  }
  if (shown === undefined || flags['k'] !== undefined || flags['insecure'] !== undefined) return undefined;
  const file = flags['cacert'];
  const authorities = file === undefined ? '' : readFile(fsOf(task), absolute(task.proc.cwd, file), task.proc);
  if (typeof authorities !== 'string') return refuse(task, client, 77, `error setting certificate file: ${file ?? ''}`);
  const problem = certificateProblem(shown, { authorities, host, nowMs: wallMs(task) });
  return problem === undefined ? undefined : refuse(task, client, 60, `${curlWords(problem, host)}\n${moreOfIt}`.trimEnd());
}

function curlWords(problem: CertificateProblem, host: string): string {
  if (problem === 'name') return `SSL: no alternative certificate subject name matches target host name '${host}'`;
  return `SSL certificate problem: ${problem === 'time' ? 'certificate has expired' : 'unable to get local issuer certificate'}`;
}

function refuse(task: Task, client: Client, code: number, text: string): number {
  const { flags } = client;
  closeFd(task, client.fd);
  client.fd = -1;
  const isSilent = (flags['s'] ?? flags['silent']) !== undefined && (flags['S'] ?? flags['show-error']) === undefined;
  if (!isSilent) fail(task, `(${code}) ${text}`);
  return code;
}

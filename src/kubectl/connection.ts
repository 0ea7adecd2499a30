/**
 * What the flags about the connection and the kubeconfig say: refused, before anything is asked, where no cluster would be found by them.
 * upstream: client-go/tools/clientcmd (client_config.go, validation.go), kubectl/pkg/cmd/util/helpers.go (StandardErrorMessage)
 */
import { parseGoDuration } from '#api/machinery/duration.ts';
import { klogHead, type Context } from './context.ts';
import { configOf, serverOf } from './config/kubeconfig.ts';
import { failure, KubectlFailure } from './failure.ts';
import { isGiven, isOn, textOf } from './flags.ts';
import { userFlag } from './globalFlags.ts';

/** Commands that need no cluster: they read the kubeconfig at most. */
const local = new Set(['config', 'options', 'plugin', 'completion', 'kustomize', 'help']);

export async function checkConnection(context: Context): Promise<void> {
  const [, verb = ''] = context.path.split(' ');
  if (local.has(verb) || (verb === 'version' && isOn(context.flags, 'client'))) return;
  const text = await givenKubeconfig(context);
  checkNames(context);
  requestTimeout(context);
  const own = serverOf(context.env.settings);
  const isEmpty = text !== undefined && text.trim() === '';
  const asked = textOf(context.flags, 'server') || (isEmpty ? 'http://localhost:8080' : own);
  if (!isSame(asked, own)) throw unreachable(context, asked);
  if (isEmpty && textOf(context.flags, 'token') === '') throw new KubectlFailure('Please enter Username: error: EOF\n');
  if (isEmpty && !isOn(context.flags, 'insecure-skip-tls-verify') && textOf(context.flags, 'certificate-authority') === '')
    throw new KubectlFailure(
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n',
    );
}

/** How long an answer may take, in milliseconds; 0 is forever. A number alone is of seconds. */
export function requestTimeout({ flags }: Context): number {
  const text = textOf(flags, 'request-timeout') || '0';
  const timeout = /^\d+$/.test(text) ? Number(text) * 1000 : parseGoDuration(text);
  if (timeout !== undefined) return timeout;
  throw failure(
    'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
  );
}

/** The text of the file that --kubeconfig names; /dev/null is one without words. */
async function givenKubeconfig({ env, flags }: Context): Promise<string | undefined> {
  const path = textOf(flags, 'kubeconfig');
  if (path === '') return undefined;
  const text = path === '/dev/null' ? '' : await env.files.read(path);
  if (text === undefined) throw failure(`stat ${path}: no such file or directory`);
  return text;
}

function checkNames({ env, flags }: Context): void {
  const { contexts, clusters, users } = configOf(env.settings);
  const [name, cluster] = [textOf(flags, 'context'), textOf(flags, 'cluster')];
  const user = userFlag(flags);
  if (name !== '' && !contexts.has(name))
    throw new KubectlFailure(`Error in configuration: context was not found for specified context: ${name}\n`);
  if (cluster !== '' && !clusters.has(cluster)) throw failure(`no server found for cluster ${JSON.stringify(cluster)}`);
  if (user !== '' && !users.has(user) && env.settings.users?.[user] === undefined)
    throw failure(`auth info ${JSON.stringify(user)} does not exist`);
  if (isGiven(flags, 'as-group') && textOf(flags, 'as') === '')
    throw failure(
      `requesting uid, groups or user-extra for ${user || String(contexts.get(name || env.settings.context)?.['user'])} without impersonating a user`,
    );
}

/** Whether a name means the cluster's own server; the loopback has several names. */
function isSame(asked: string, own: string): boolean {
  const [a, b] = [parsed(asked), parsed(own)];
  return a?.protocol === b?.protocol && a?.port === b?.port && (a?.hostname === b?.hostname || isLoopback(a?.hostname ?? ''));
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text.includes('://') ? text : `http://${text}`);
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '[::1]';
}

/** How often discovery is tried before kubectl gives up. */
const attempts = 5;

/** Nobody listens there, or there is no such place. */
function unreachable(context: Context, server: string): KubectlFailure {
  const address = parsed(server);
  const host = address?.host ?? server;
  const { hostname = '' } = address ?? {};
  const port = address?.port || (address?.protocol === 'https:' ? '443' : '80');
  const isNumber = /^\d+(\.\d+){3}$/.test(hostname);
  const cause = isLoopback(hostname)
    ? `dial tcp ${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port}: connect: connection refused`
    : isNumber
      ? `dial tcp ${hostname}:${port}: i/o timeout`
      : `dial tcp: lookup ${hostname}: no such host`;
  const url = `${address?.protocol ?? 'http:'}//${host}/api?timeout=32s`;
  const line = `${klogHead(context, 'E')} memcache.go:265] couldn't get current server API group list: Get ${JSON.stringify(url)}: ${cause}\n`;
  const last = isLoopback(hostname)
    ? `The connection to the server ${host} was refused - did you specify the right host or port?\n`
    : `Unable to connect to the server: ${cause}\n`;
  return new KubectlFailure(line.repeat(attempts) + last);
}

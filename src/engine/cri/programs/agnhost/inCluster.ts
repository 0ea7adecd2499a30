/** Calls of the API server with what every pod is given for it. upstream: client-go/rest/config.go (InClusterConfig) */
import { startExchange, stepExchange, type Exchange } from '../../net/exchange.ts';
import { readFile } from '../../fs/ops.ts';
import { fsOf, type Task } from '../../process/task.ts';
import type { Wait } from '../../state.ts';
import { requestText } from '../../../helpers/http.ts';
import { dialFailure } from './ask.ts';

const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
const timeoutMs = 30_000;
const outside = 'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined';

export interface InCluster {
  /** `https://10.96.0.1:443` */
  readonly server: string;
  readonly token: string;
  readonly authorities: string;
}

/** What the pod was given, or why there is nothing. */
export function inClusterConfig(task: Task): InCluster | string {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = task.proc.env;
  if (host === '' || port === '') return outside;
  const [token, authorities] = ['token', 'ca.crt'].map((name) => readFile(fsOf(task), `${folder}/${name}`, task.proc));
  if (typeof token !== 'string') return `open ${folder}/token: no such file or directory`;
  return { server: `https://${host}:${port}`, token, authorities: typeof authorities === 'string' ? authorities : '' };
}

export interface Call {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly exchange: Exchange;
}

export type Called = { readonly status: number; readonly body: string } | { readonly failure: string };

export function startCall(task: Task, { token, authorities }: InCluster, url: string): Call {
  const [, host = '', port = '443', path = '/'] = /^https:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [];
  const headers = [`Authorization: Bearer ${token}`];
  const text = requestText({ method: 'GET', path, host: `${host}:${port}`, agent: 'Go-http-client/1.1', headers });
  const question = { host, port: Number(port), protocol: 'TCP', text, about: `GET ${path}`, timeoutMs, authorities } as const;
  return { url, host, port: Number(port), exchange: startExchange(task, question) };
}

export function stepCall(task: Task, { url, host, port, exchange }: Call): Called | Wait {
  const told = stepExchange(task, exchange);
  if ('answer' in told) return { status: told.status, body: told.answer };
  return 'failed' in told ? { failure: `Get ${JSON.stringify(url)}: ${dialFailure(told, host, port)}` } : told;
}

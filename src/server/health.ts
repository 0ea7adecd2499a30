/**
 * Health, version and metrics. upstream: staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go, pkg/server/routes/version.go
 */
import { writeObject, writeText, type Exchange } from './answer.ts';
import type { Door } from './door.ts';

const version = {
  major: '1',
  minor: '28',
  gitVersion: 'v1.28.4',
  gitCommit: 'bae2c62678db2b5053817bc97181fcc2e8388103',
  gitTreeState: 'clean',
  buildDate: '2023-11-15T16:48:54Z',
  goVersion: 'go1.20.11',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const hooks = [
  'poststarthook/start-kube-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/aggregator-reload-proxy-client-cert',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-status-available-controller',
  'poststarthook/kube-apiserver-autoregistration',
];
const late = ['autoregister-completion', 'poststarthook/apiservice-openapi-controller', 'poststarthook/apiservice-openapiv3-controller'];

const checks: Readonly<Record<string, readonly string[]>> = {
  '/healthz': ['ping', 'log', 'etcd', ...hooks, ...late],
  '/livez': ['ping', 'log', 'etcd', ...hooks, ...late],
  '/readyz': ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...hooks, ...late, 'shutdown'],
};

/** False when the path is none of these. */
export function serveHealth(door: Door, exchange: Exchange): boolean {
  const { pathname, searchParams } = exchange.url;
  if (pathname === '/version' || pathname === '/version/')
    writeObject({ ...exchange, wanted: { encoding: 'json', pretty: true } }, 200, version);
  else if (pathname === '/metrics') writeText(exchange, 200, metricsOf(door));
  else return serveChecks(exchange, pathname, searchParams);
  return true;
}

function serveChecks(exchange: Exchange, pathname: string, query: URLSearchParams): boolean {
  const [, root = '', ...rest] = pathname.split('/');
  const all = checks[`/${root}`];
  if (all === undefined) return false;
  const one = rest.join('/');
  if (one !== '') {
    if (!all.includes(one)) return false;
    writeText(exchange, 200, 'ok');
    return true;
  }
  const excluded = new Set(query.getAll('exclude').flatMap((value) => value.split(',')));
  if (!query.has('verbose')) writeText(exchange, 200, 'ok');
  else {
    const lines = all.map((name) => (excluded.has(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
    writeText(exchange, 200, `${lines.join('\n')}\n${root} check passed\n`);
  }
  return true;
}

function metricsOf(door: Door): string {
  const requests = Array.from(door.counts, ([labels, count]) => `apiserver_request_total{${labels}} ${count}`);
  return [
    '# HELP apiserver_request_total [STABLE] Counter of apiserver requests.',
    '# TYPE apiserver_request_total counter',
    ...requests,
    '# HELP apiserver_longrunning_requests [STABLE] Gauge of all active long-running apiserver requests.',
    '# TYPE apiserver_longrunning_requests gauge',
    `apiserver_longrunning_requests{verb="WATCH"} ${door.watches.size}`,
    '# HELP process_start_time_seconds [STABLE] Start time of the process since unix epoch in seconds.',
    '# TYPE process_start_time_seconds gauge',
    `process_start_time_seconds ${door.startedAt / 1000}`,
    '# HELP process_resident_memory_bytes [STABLE] Resident memory size in bytes.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '',
  ].join('\n');
}

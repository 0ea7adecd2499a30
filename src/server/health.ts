/**
 * Health, version and metrics. upstream: staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go, pkg/server/routes/version.go
 */
import { writeObject, writeText, type Exchange } from './answer.ts';
import { healthAnswer, serverVersion } from '#api/health.ts';
import type { Door } from './door.ts';

/** False when the path is none of these. */
export function serveHealth(door: Door, exchange: Exchange): boolean {
  const { pathname, searchParams } = exchange.url;
  if (pathname === '/version' || pathname === '/version/')
    writeObject({ ...exchange, wanted: { encoding: 'json', pretty: true } }, 200, serverVersion);
  else if (pathname === '/metrics') writeText(exchange, 200, metricsOf(door));
  else return serveChecks(exchange, pathname, searchParams);
  return true;
}

function serveChecks(exchange: Exchange, pathname: string, query: URLSearchParams): boolean {
  const excluded = query.getAll('exclude').flatMap((value) => value.split(','));
  const text = healthAnswer(pathname, { verbose: query.has('verbose'), excluded });
  if (text === undefined) return false;
  writeText(exchange, 200, text);
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

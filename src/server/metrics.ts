/** Numbers of the door. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/metrics */
import type { Door } from './door.ts';

export function metricsOf(door: Door): string {
  const requests = Array.from(door.counts, ([labels, count]) => `apiserver_request_total{${labels}} ${count}`);
  const seats = door.engine.nominalSeats(door.cluster);
  return [
    '# HELP apiserver_request_total [STABLE] Counter of apiserver requests.',
    '# TYPE apiserver_request_total counter',
    ...requests,
    '# HELP apiserver_longrunning_requests [STABLE] Gauge of all active long-running apiserver requests.',
    '# TYPE apiserver_longrunning_requests gauge',
    `apiserver_longrunning_requests{verb="WATCH"} ${door.watches.size}`,
    '# HELP apiserver_flowcontrol_nominal_limit_seats [ALPHA] Nominal number of execution seats configured for each priority level',
    '# TYPE apiserver_flowcontrol_nominal_limit_seats gauge',
    ...seats.map(({ level, seats: count }) => `apiserver_flowcontrol_nominal_limit_seats{priority_level="${level}"} ${count}`),
    '# HELP process_start_time_seconds [STABLE] Start time of the process since unix epoch in seconds.',
    '# TYPE process_start_time_seconds gauge',
    `process_start_time_seconds ${door.startedAt / 1000}`,
    '# HELP process_resident_memory_bytes [STABLE] Resident memory size in bytes.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '',
  ].join('\n');
}

import type { ContainerStatus, Pod } from '../kinds.ts';
import { parseTime } from '../machinery/time.ts';
import { isPodReady } from '../machinery/podReadiness.ts';
import { ageOf, columns, since, type Printer } from './printer.ts';

export const pod: Printer<Pod> = {
  columns: columns('Name Ready Status Restarts Age IP* Node* Nominated_Node* Readiness_Gates*'),
  cells(object, now) {
    const { spec, status } = object;
    const facts = podFacts(object);
    const restarts =
      facts.restarts !== 0 && facts.lastRestart !== undefined
        ? `${facts.restarts} (${since(facts.lastRestart, now)} ago)`
        : String(facts.restarts);
    return [
      object.metadata.name,
      `${facts.ready}/${facts.total}`,
      facts.reason,
      restarts,
      ageOf(object, now),
      status.podIPs?.[0]?.ip || '<none>',
      spec.nodeName || '<none>',
      status.nominatedNodeName || '<none>',
      readinessGates(object),
    ];
  },
};

interface PodFacts {
  readonly ready: number;
  readonly total: number;
  /** The STATUS column. */
  readonly reason: string;
  readonly restarts: number;
  readonly lastRestart: string | undefined;
}

/** upstream: printPod */
function podFacts(object: Pod): PodFacts {
  const { metadata, spec, status } = object;
  const sidecars = new Set(
    (spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always').map((container) => container.name),
  );
  const gated =
    status.conditions?.some((condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') === true;
  const phase = gated ? 'SchedulingGated' : status.reason || status.phase || '';
  const inits = initFacts(object, sidecars, phase);
  const initialized = status.conditions?.some((condition) => condition.type === 'Initialized' && condition.status === 'True') === true;
  const rest = inits.initializing && !initialized ? inits : mainFacts(object, inits);
  const deleting = metadata.deletionTimestamp !== undefined;
  const reason = deleting ? (status.reason === 'NodeLost' ? 'Unknown' : 'Terminating') : rest.reason;
  return {
    ready: rest.ready,
    total: spec.containers.length + sidecars.size,
    reason,
    restarts: rest.restarts,
    lastRestart: rest.lastRestart,
  };
}

interface Facts {
  readonly reason: string;
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: string | undefined;
}

interface InitFacts extends Facts {
  readonly initializing: boolean;
  /** Of those init containers that go on running beside the others. */
  readonly sidecars: Pick<Facts, 'restarts' | 'lastRestart'>;
}

function initFacts(object: Pod, sidecars: ReadonlySet<string>, phase: string): InitFacts {
  const total = (object.spec.initContainers ?? []).length;
  let seen: readonly ContainerStatus[] = [];
  let ready = 0;
  let reason: string | undefined;
  for (const [index, container] of (object.status.initContainerStatuses ?? []).entries()) {
    seen = [...seen, container];
    if (container.state?.terminated?.exitCode === 0) continue;
    if (sidecars.has(container.name) && container.started === true) {
      if (container.ready) ready += 1;
      continue;
    }
    reason = initReason(container, `Init:${index}/${total}`);
    break;
  }
  const beside = seen.filter((container) => sidecars.has(container.name));
  return {
    reason: reason ?? phase,
    initializing: reason !== undefined,
    ready,
    restarts: restartsOf(seen),
    lastRestart: lastRestartOf(seen),
    sidecars: { restarts: restartsOf(beside), lastRestart: lastRestartOf(beside) },
  };
}

function initReason(container: ContainerStatus, progress: string): string {
  const terminated = container.state?.terminated;
  if (terminated !== undefined) return `Init:${terminated.reason || exitText(terminated)}`;
  const waiting = container.state?.waiting?.reason ?? '';
  return waiting === '' || waiting === 'PodInitializing' ? progress : `Init:${waiting}`;
}

function exitText(terminated: { readonly signal?: number; readonly exitCode: number }): string {
  return (terminated.signal ?? 0) === 0 ? `ExitCode:${terminated.exitCode}` : `Signal:${terminated.signal}`;
}

function mainFacts(object: Pod, inits: InitFacts): Facts {
  const statuses = object.status.containerStatuses ?? [];
  let reason = inits.reason;
  let running = 0;
  for (const container of statuses.toReversed()) {
    const { waiting, terminated } = container.state ?? {};
    if ((waiting?.reason ?? '') !== '') reason = waiting?.reason ?? '';
    else if (terminated !== undefined) reason = terminated.reason || exitText(terminated);
    else if (container.ready && container.state?.running !== undefined) running += 1;
  }
  if (reason === 'Completed' && running > 0) {
    reason = isPodReady(object) ? 'Running' : 'NotReady';
  }
  const restarts = inits.sidecars.restarts + restartsOf(statuses);
  return { reason, ready: inits.ready + running, restarts, lastRestart: later(inits.sidecars.lastRestart, lastRestartOf(statuses)) };
}

function restartsOf(statuses: readonly ContainerStatus[]): number {
  return statuses.reduce((sum, container) => sum + container.restartCount, 0);
}

function lastRestartOf(statuses: readonly ContainerStatus[]): string | undefined {
  return statuses.map((container) => container.lastState?.terminated?.finishedAt ?? undefined).reduce<string | undefined>(later, undefined);
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return (parseTime(a ?? '') ?? -1) >= (parseTime(b ?? '') ?? -1) ? a : b;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const isTrue = (type: string): boolean =>
    status.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
  return `${gates.filter((gate) => isTrue(gate.conditionType)).length}/${gates.length}`;
}

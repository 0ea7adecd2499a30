/** Plays one plan and watches every change. */
import type { Request, Status } from '#api/request.ts';
import type { Tape } from '#api/tape.ts';
import { createEngine } from '#engine/engine.ts';
import { listerOf, type Lister } from '#engine/client/informer.ts';
import type { RunnerState } from '#engine/client/runner.ts';
import { changesSince, type Store } from '#engine/etcd/store.ts';
import { clusterOf } from '#engine/running.ts';
import type { Assembly } from '#engine/world.ts';
import { defaultCluster, freshTape } from '#share/freshTape.ts';
import { endState, unsettled } from './end.ts';
import type { Extra } from './extras/extra.ts';
import { extraActs, extraStarts, extrasUnsettled, extraViolations } from './extras/extras.ts';
import { evictionViolations } from './invariants/budgets.ts';
import { violationsOf } from './invariants/checks.ts';
import { createMemory, type Memory } from './invariants/memory.ts';
import { twinViolations } from './invariants/ordinals.ts';
import { dataViolations } from './invariants/volumes.ts';
import { allOf, writerOf } from './look.ts';
import { actRequests, beginFault, endFault, nodeName, startRequests } from './manifests.ts';
import { nodeCount, type Act, type Fault, type Plan, type Timed } from './plan.ts';
import { runningOn } from './running.ts';

export interface SweepResult {
  readonly violations: readonly string[];
  readonly events: number;
  /** All that was said and went wrong: whoever plays it sees the same. */
  readonly tape: Tape;
  /** When the first violation was seen. */
  readonly at?: number;
  readonly end: readonly string[];
}

const readyMs = 5_000;
/** The longest that back-offs and grace periods together may take. */
const settleMaxMs = 900_000;
const settleStepMs = 10_000;
/** When what was done to the features is done once more, before calm. */
const lateMs = 1_000;
/** More would say nothing new. */
const violationsMax = 20;

type Engine = ReturnType<typeof createEngine>;

/** Runs a plan, and the same without its faults: both must come to the same end. */
export function sweep(plan: Plan, assemble?: Assembly): SweepResult {
  const troubled = play(plan, assemble);
  if (troubled.violations.length > 0) return troubled;
  const calm = play({ ...plan, faults: [] }, assemble);
  const events = troubled.events + calm.events;
  if (calm.violations.length > 0) return { ...calm, violations: calm.violations.map((it) => `without faults: ${it}`), events };
  const differs = [
    ...difference('without faults, but not with them', calm.end, troubled.end),
    ...difference('only with faults', troubled.end, calm.end),
  ];
  return { ...troubled, events, violations: differs };
}

function difference(what: string, some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  const only = some.filter((it) => {
    const at = left.indexOf(it);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return only.map((it) => `end state ${what}: ${it}`);
}

function play(plan: Plan, assemble?: Assembly): SweepResult {
  const engine = createEngine(freshTape({ seed: plan.seed, nodes: nodeCount }), assemble);
  const { extras = [] } = plan;
  const watch = watcher(engine, extras);
  engine.advance(readyMs, Number.POSITIVE_INFINITY);
  const start = Number(engine.now());
  for (const request of [...startRequests(plan), ...extraStarts(extras)]) watch.say(request);
  for (const { at, requests } of happenings(plan)) {
    watch.until(start + at);
    for (const request of requests(storeOf(engine))) watch.say(request);
  }
  watch.until(start + plan.calmAt);
  const problems = () => [...unsettled(storeOf(engine)), ...extrasUnsettled(extras, storeOf(engine))];
  for (let waited = 0; problems().length > 0 && waited < settleMaxMs; waited += settleStepMs)
    watch.until(Number(engine.now()) + settleStepMs);
  const open = problems().map((it) => `unsettled: ${it}`);
  const { told: events } = engine.session.world.kernel;
  const at = watch.firstAt ?? (open.length > 0 ? Number(engine.now()) : undefined);
  const when = at === undefined ? {} : { at };
  return { violations: [...watch.violations, ...open], events, tape: engine.tape(), ...when, end: endState(storeOf(engine)) };
}

interface Happening {
  readonly at: number;
  readonly requests: (store: Store) => readonly Request[];
}

/** What is said, in time: what a person does, and the beginnings and ends of what goes wrong. */
function happenings({ acts, faults, extras = [], calmAt }: Plan): readonly Happening[] {
  const does = acts.map((act: Timed<Act>): Happening => ({ at: act.at, requests: (store) => actRequests(act, allOf(store, 'Pod')) }));
  const wrong = faults.flatMap((fault: Timed<Fault>, i): Happening[] => [
    { at: fault.at, requests: (store) => [beginFault(fault, `fault-${i}`, allOf(store, 'Pod')) ?? []].flat() },
    { at: fault.at + fault.forMs, requests: () => [endFault(`fault-${i}`)] },
  ]);
  const tried = extras.flatMap((extra) =>
    [extra.at, calmAt - lateMs].map((at): Happening => ({ at, requests: (store) => extraActs(extra, store) })),
  );
  return [...does, ...wrong, ...tried].toSorted((a, b) => a.at - b.at);
}

function storeOf(engine: Engine) {
  return clusterOf(engine.session.world, defaultCluster).state.server.store;
}

/** Plays on, one event at a time, and checks each change. */
function watcher(engine: Engine, extras: readonly Extra[]) {
  const memory = createMemory();
  const violations: string[] = [];
  let seen = storeOf(engine).revision;
  let firstAt: number | undefined;
  const note = (problems: readonly string[]) => {
    if (problems.length > 0) firstAt ??= Number(engine.now());
    for (const it of problems) if (violations.length < violationsMax) violations.push(`${Number(engine.now())} ms: ${it}`);
  };
  const look = () => {
    note([...changeProblems(engine, memory, seen), ...extraViolations(extras, storeOf(engine))]);
    seen = storeOf(engine).revision;
  };
  return {
    violations,
    get firstAt() {
      return firstAt;
    },
    until(at: number): void {
      let reached = false;
      while (!reached) {
        reached = engine.advance(at, 1);
        if (storeOf(engine).revision !== seen) look();
      }
    },
    say(request: Request): void {
      const before = { pods: allOf(storeOf(engine), 'Pod'), budgets: allOf(storeOf(engine), 'PodDisruptionBudget') };
      const answer = engine.say(defaultCluster, { type: 'request', request });
      const pod = before.pods.find(({ metadata }) => metadata.name === request.name);
      const hasHappened = answer?.code === 201 && (answer.body as Partial<Status>).status === 'Success';
      if (request.subresource === 'eviction' && pod !== undefined && hasHappened) note(evictionViolations(pod, before));
      look();
    },
  };
}

/** The caches of the controllers, which know nothing before they have started, or where there are none. */
function knownBy(state: unknown): Lister {
  const { informers } = (state ?? {}) as Partial<RunnerState>;
  return informers === undefined ? nothing : listerOf(informers);
}

const nothing: Lister = { get: () => undefined, list: () => [], by: () => [], ownedBy: () => [], custom: () => [] };

function changeProblems(engine: Engine, memory: Memory, seen: number): string[] {
  const { state } = clusterOf(engine.session.world, defaultCluster);
  const { store } = state.server;
  const changes = changesSince(store, seen) ?? [];
  const known = knownBy(state.states.get('kube-controller-manager'));
  const problems = changes.flatMap((change) =>
    violationsOf({ change, writer: writerOf(change, store), stroke: changes, store, known, memory }),
  );
  if (changes.some(({ resource }) => resource === 'persistentvolumeclaims')) problems.push(...dataViolations(store, state.disks, memory));
  if (changes.some(({ resource }) => resource === 'pods')) {
    const nodes = Array.from({ length: nodeCount }, (_, i) => nodeName(i));
    problems.push(
      ...twinViolations(
        nodes.flatMap((node) => runningOn(node, state.states.get(`containerd/${node}`))),
        memory,
      ),
    );
  }
  return problems;
}

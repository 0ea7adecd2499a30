/**
 * When the recorded cluster's clocks had begun: how old it was, and when its binder of volumes, which looks at all that is
 * not bound every 15 seconds, did so. The replay's cluster runs for a while before the first command, so that both are alike.
 */
import type { Trace, TraceEvent } from './recording.ts';

const leastMs = 5_000;
const resyncMs = 15_000;
/** From the binder's look to what it wrote. */
const reactMs = 10;
/** What the binder says of a claim of which nobody else has said anything for so long, it says for no other reason. */
const silenceMs = 2_000;
const provisioner = 'volume.kubernetes.io/storage-provisioner';

/** When the recording began, by its own wall clock: schedules depend on it. Objects say in whole seconds when they were made. */
export function startOf(trace: Trace): number {
  const made = trace.events.filter(({ type }) => type === 'ADDED');
  return Math.max(...made.map(({ t, obj }) => Date.parse(String(obj.metadata.creationTimestamp)) - Math.round(t * 1_000)));
}

/** For how long the cluster is to run before the first command. */
export function settleMsOf(trace: Trace): number {
  const age = Math.max(leastMs, ageMsOf(trace) ?? 0);
  const looked = resyncOf(trace);
  if (looked === undefined) return age;
  return age + modulo(reactMs - looked - age, resyncMs);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** A list that holds the namespace `kube-system` tells when the cluster was made. */
function ageMsOf(trace: Trace): number | undefined {
  for (const { response } of trace.steps) {
    const { rows = [] } = (response ?? {}) as { readonly rows?: readonly { readonly object?: { readonly metadata?: Made } }[] };
    const made = rows.find(({ object }) => object?.metadata?.name === 'kube-system')?.object?.metadata?.creationTimestamp;
    if (made !== undefined) return startOf(trace) - Date.parse(made);
  }
  return undefined;
}

interface Made {
  readonly name?: string;
  readonly creationTimestamp?: string;
}

/** When the binder looked at a claim that nothing had happened to. */
function resyncOf(trace: Trace): number | undefined {
  const heard = new Map<string, number>();
  const named = new Set<string>();
  for (const event of trace.events) {
    const claim = claimOf(event);
    if (claim === undefined) continue;
    const at = event.t * 1_000;
    const last = heard.get(claim);
    heard.set(claim, at);
    const names = event.res === 'persistentvolumeclaims' && event.obj.metadata.annotations?.[provisioner] !== undefined;
    const isBinders = names ? !named.has(claim) : sourceOf(event) === 'persistentvolume-controller';
    if (names) named.add(claim);
    if (isBinders && last !== undefined && at - last > silenceMs) return at;
  }
  return undefined;
}

interface Told {
  readonly involvedObject?: { readonly kind: string; readonly name: string };
  readonly source?: { readonly component?: string };
}

function claimOf({ res, obj }: TraceEvent): string | undefined {
  if (res === 'persistentvolumeclaims') return obj.metadata.name;
  const about = (obj as Told).involvedObject;
  if (res === 'events') return about?.kind === 'PersistentVolumeClaim' ? about.name : undefined;
  return (obj as { readonly spec?: { readonly claimRef?: { readonly name?: string } } }).spec?.claimRef?.name;
}

function sourceOf({ obj }: TraceEvent): string | undefined {
  return (obj as Told).source?.component;
}

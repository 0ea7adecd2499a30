/**
 * Records events, as client-go does: equal ones are counted on one object, many similar ones are combined, and a
 * burst about one object is cut off.
 * upstream: staging/src/k8s.io/client-go/tools/record (event.go, events_cache.go)
 */
import { formatMicroTime, formatTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import type { ApiClient } from './client.ts';
import type { Context } from './component.ts';

export type EventType = 'Normal' | 'Warning';

/** What an event is about: any object, or one container of a pod by `fieldPath`. */
export interface EventRecord {
  readonly object: KubeObject;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  /** Such as `spec.containers{redis}`. */
  readonly fieldPath?: string;
  /** What is told of the object, if not all that is known of it: no version of it, or only its kind and names. */
  readonly told?: 'unversioned' | 'named';
  /** Set by components that use the newer events API (the scheduler): what was being done. */
  readonly action?: string;
}

interface Seen {
  readonly name: string;
  readonly namespace: string;
  count: number;
  lastMs: number;
  writtenMs: number;
}

/** The correlator's memory; plain data, bounded. */
export interface RecorderState {
  readonly component: string;
  readonly host?: string;
  serial: number;
  readonly seen: Map<string, Seen>;
  readonly similar: Map<string, { messages: Set<string>; lastMs: number }>;
  readonly tokens: Map<string, { left: number; lastMs: number }>;
}

const cacheEntries = 4096;
const similarMax = 10;
const similarWindowMs = 600_000;
const burst = 25;
const refillMs = 300_000;
const seriesEndMs = 360_000;
const seriesWriteMs = 1_800_000;

export function createRecorder(component: string, host?: string): RecorderState {
  return {
    component,
    serial: firstSerial(component),
    seen: new Map(),
    similar: new Map(),
    tokens: new Map(),
    ...(host === undefined ? {} : { host }),
  };
}

/** Recorders start apart, so that two components that speak of one object in one millisecond give two names. */
function firstSerial(component: string): number {
  let sum = 0;
  for (let i = 0; i < component.length; i += 1) sum = (sum * 31 + component.charCodeAt(i)) % 1_000_000;
  return sum;
}

/** Records one event. One that is over its object's burst limit is not written, but it is counted for the next that is. */
export function recordEvent(state: RecorderState, event: EventRecord, client: ApiClient, context: Context): void {
  const about = `${event.object.kind}\n${identity(event.object)}\n${event.fieldPath ?? ''}`;
  const group = `${about}\n${event.type}\n${event.reason}\n${event.action ?? ''}`;
  const combined = event.action === undefined && isCombined(state, group, event.message, context.now);
  const message = combined ? `(combined from similar events): ${event.message}` : event.message;
  const key = combined ? group : `${group}\n${event.action === undefined ? message : event.object.metadata.resourceVersion}`;
  const seen = known(state.seen.get(key), event, context.now);
  if (event.action === undefined && !spend(state, spender(state, event), context.now)) {
    if (seen !== undefined) seen.count += 1;
    return;
  }
  if (seen !== undefined && count(seen, { ...event, message }, client, context)) return;
  const name = `${event.object.metadata.name}.${nanoseconds(state, context)}`;
  const namespace = event.object.metadata.namespace ?? 'default';
  client.create('Event', {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: reference(event),
    reason: event.reason,
    message,
    type: event.type,
    ...(event.action === undefined ? classic(state, context) : modern(state, event.action, context)),
  });
  remember(state.seen, key, { name, namespace, count: 1, lastMs: context.now, writtenMs: context.now });
}

/** All containers of a pod share its limit. */
function spender({ component, host }: RecorderState, { object }: EventRecord): string {
  return [component, host ?? '', object.kind, identity(object)].join('\n');
}

function identity({ metadata: { uid, namespace, name } }: KubeObject): string {
  return uid ?? `${namespace}/${name}`;
}

function classic(state: RecorderState, context: Context) {
  const now = formatTime(context.epochMs + context.now);
  return {
    source: { component: state.component, ...(state.host === undefined ? {} : { host: state.host }) },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    reportingComponent: state.component,
    reportingInstance: state.host ?? '',
  };
}

function modern(state: RecorderState, action: string, context: Context) {
  return {
    source: {},
    eventTime: formatMicroTime(context.epochMs + context.now),
    action,
    reportingComponent: state.component,
    reportingInstance: state.host ?? `${state.component}-0`,
  };
}

function reference(event: EventRecord): Involved {
  const { object, fieldPath, told } = event;
  const { namespace, name, uid, resourceVersion } = object.metadata;
  const involved: Involved = { kind: object.kind, name };
  if (told !== 'named') Object.assign(involved, { apiVersion: object.apiVersion, uid });
  if (told === undefined) involved.resourceVersion = resourceVersion;
  if (namespace !== undefined) involved.namespace = namespace;
  if (fieldPath !== undefined) involved.fieldPath = fieldPath;
  return involved;
}

type Involved = Partial<Record<'kind' | 'apiVersion' | 'name' | 'uid' | 'resourceVersion' | 'namespace' | 'fieldPath', string>>;

/** By the newer API a series that was silent for six minutes is over. upstream: client-go/tools/events/event_broadcaster.go (finishSeries) */
function known(seen: Seen | undefined, { action }: EventRecord, now: number): Seen | undefined {
  return seen !== undefined && action !== undefined && now - seen.lastMs > seriesEndMs ? undefined : seen;
}

/**
 * Counts an event that was seen before; false when its object is gone and must be written anew. By the newer API a series is
 * written when it begins, and then every half hour.
 */
function count(seen: Seen, { action, message }: EventRecord, client: ApiClient, context: Context): boolean {
  seen.count += 1;
  seen.lastMs = context.now;
  if (action !== undefined && seen.count > 2 && context.now - seen.writtenMs < seriesWriteMs) return true;
  seen.writtenMs = context.now;
  const nowMs = context.epochMs + context.now;
  const body =
    action === undefined
      ? { count: seen.count, lastTimestamp: formatTime(nowMs), message }
      : { series: { count: seen.count, lastObservedTime: formatMicroTime(nowMs) } };
  return client.patch('Event', seen, { type: 'strategic', body }).ok;
}

function isCombined(state: RecorderState, group: string, message: string, now: number): boolean {
  let similar = state.similar.get(group);
  if (similar === undefined || now - similar.lastMs > similarWindowMs) {
    remember(state.similar, group, (similar = { messages: new Set(), lastMs: now }));
  }
  similar.lastMs = now;
  similar.messages.add(message);
  if (similar.messages.size < similarMax) return false;
  similar.messages.delete(similar.messages.values().next().value ?? '');
  return true;
}

function spend(state: RecorderState, about: string, now: number): boolean {
  let bucket = state.tokens.get(about);
  if (bucket === undefined) remember(state.tokens, about, (bucket = { left: burst, lastMs: now }));
  bucket.left = Math.min(burst, bucket.left + (now - bucket.lastMs) / refillMs);
  bucket.lastMs = now;
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

/** A time in nanoseconds, in hexadecimal, that this recorder gives out once. */
function nanoseconds(state: RecorderState, context: Context): string {
  state.serial = (state.serial + 1) % 1_000_000;
  return (BigInt(Math.floor(context.epochMs + context.now)) * 1_000_000n + BigInt(state.serial)).toString(16);
}

function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  if (cache.size >= cacheEntries) cache.delete(cache.keys().next().value ?? '');
  cache.set(key, value);
}

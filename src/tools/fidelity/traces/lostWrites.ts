/**
 * Races that the recorded controllers lost, of some milliseconds: an event tells that a write met a conflict, or a person's
 * request came before a write would have been there. The replay's controllers lose them too; what they do about it is their own.
 */
import { failureStatus } from '#api/status.ts';
import type { Json } from '#api/immutable.ts';
import type { Request, Response } from '#api/request.ts';
import type { Component, Context } from '#engine/client/component.ts';
import type { Trace, TraceStep } from './recording.ts';
import { answerS } from './sayAgain.ts';

export interface LostWrite {
  readonly account: string;
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

const conflict = /Operation cannot be fulfilled on (\S+) "([^"]+)": the object has been modified/;
/** Controllers whose account is not called as their events' source. */
const accounts = new Map([['persistentvolume-controller', 'persistent-volume-binder']]);
const earlierMs = 1_000;
const laterMs = 5_000;

/** `start` is when the trace begins. */
export function lostWritesIn(trace: Trace, start: number): LostWrite[] {
  return trace.events.flatMap(({ res, t, obj }) => {
    const told = obj as { readonly message?: string; readonly source?: { readonly component?: string } };
    const [, resource, name] = (res === 'events' ? conflict.exec(told.message ?? '') : undefined) ?? [];
    const source = told.source?.component;
    if (resource === undefined || name === undefined || source === undefined) return [];
    const at = start + t * 1_000;
    const account = `system:serviceaccount:kube-system:${accounts.get(source) ?? source}`;
    return [{ account, namespace: trace.scenario, resource, name, fromMs: at - earlierMs, untilMs: at + laterMs }];
  });
}

/** A change that a person makes to an object, and when. */
export interface PersonsChange extends Pick<LostWrite, 'namespace' | 'resource' | 'name'> {
  readonly at: number;
}

const onePath = /^(?:PUT|PATCH) \/apis?\/.*\/namespaces\/([^/]+)\/([^/]+)\/([^/?]+)/;

/** What the trace's requests change; one that changes nothing is answered with the revision of another. */
export function personsChangesIn({ steps }: Trace, start: number): PersonsChange[] {
  const seen = new Set<string>();
  return steps.flatMap((step) => {
    const revision = revisionOf(step);
    const isNew = revision !== undefined && !seen.has(revision);
    if (revision !== undefined) seen.add(revision);
    const [, namespace, resource, name] = onePath.exec(step.api ?? '') ?? [];
    if (!isNew || namespace === undefined || resource === undefined || name === undefined) return [];
    return [{ namespace, resource, name, at: start + (step.t - answerS) * 1_000 }];
  });
}

function revisionOf({ response }: TraceStep): string | undefined {
  return (response as { readonly metadata?: { readonly resourceVersion?: string } } | null | undefined)?.metadata?.resourceVersion;
}

export interface Races {
  /** Each is lost once. */
  readonly lost: LostWrite[];
  readonly changes: PersonsChange[];
}

/** From one write of a worker to its next: of 8 to 15 ms in the recordings. Ours are all made when a worker decides. */
const writeMs = 10;
const writes: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);

/** A component some of whose updates come too late. Races may be filled in while the cluster runs. */
export function losing(component: Component, races: Races): Component {
  const isCalm = () => races.lost.length === 0 && races.changes.length === 0;
  return { ...component, step: (state, message, context) => component.step(state, message, isCalm() ? context : late(context, races)) };
}

/** What is asked in one step is written one after the other. */
function late(context: Context, { lost, changes }: Races): Context {
  let written = 0;
  const request = (asked: Request): Response => {
    if (writes.has(asked.verb) && asked.resource !== 'events') written += 1;
    const index = lost.findIndex((it) => isLost(it, asked, context.now));
    if (index >= 0) lost.splice(index, 1);
    const there = context.now + written * writeMs;
    const isOvertaken = asked.verb === 'update' && changes.some((it) => isOf(it, asked) && context.now < it.at && it.at <= there);
    return index >= 0 || isOvertaken ? refusal(asked) : context.api.request(asked);
  };
  return { ...context, api: { ...context.api, request } };
}

function isOf({ namespace, resource, name }: Pick<LostWrite, 'namespace' | 'resource' | 'name'>, asked: Request): boolean {
  return asked.resource === resource && asked.name === name && asked.namespace === namespace;
}

function isLost(race: LostWrite, asked: Request, now: number): boolean {
  return asked.verb === 'update' && isOf(race, asked) && asked.user?.name === race.account && race.fromMs <= now && now <= race.untilMs;
}

function refusal({ resource, name }: Request): Response {
  const message = `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
  const body = failureStatus(409, { reason: 'Conflict', message, details: { name: name ?? '', kind: resource } });
  return { code: 409, body: body as unknown as Json };
}

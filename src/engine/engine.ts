/** The engine as a door sees it: one session behind a few functions. */
import type { Credentials, Impersonation, Request, Response, Status, User } from '#api/request.ts';
import type { Input, Tape } from '#api/tape.ts';
import {
  authenticate,
  authorizePath,
  closeWatch,
  impersonated,
  noteOfUse,
  openWatch,
  presentEvent,
  readWatch,
} from './apiserver/apiserver.ts';
import { classify, type Asked, type Flow } from './apiserver/flowcontrol/classify.ts';
import { nominalSeats } from './apiserver/flowcontrol/seats.ts';
import { publicKeySet } from './helpers/jwt.ts';
import { compactedRevision } from './etcd/store.ts';
import { insight } from './insight.ts';
import {
  advance,
  ask,
  branchesOf,
  branchTape,
  createSession,
  drain,
  newsSince,
  nowOf,
  rewind,
  say,
  seek,
  step,
  takeUpBranch,
  tapeOf,
  type Session,
  type StepBy,
} from './session.ts';
import { clusterOf } from './running.ts';
import { pageOwner } from './seat.ts';
import { nextEventAt, type Assembly } from './world.ts';

export { authorityOf, issueCertificate, namesFor, type Authority } from './helpers/authority.ts';

export function createEngine(tape: Tape, assemble?: Assembly) {
  const session = createSession(tape, assemble);
  const server = (cluster: string) => clusterOf(session.world, cluster).state.server;
  return {
    session,
    epoch: tape.epoch,
    /** The public keys that tokens are checked with. */
    keySet: (cluster: string) => publicKeySet(server(cluster).access.signingKey),
    now: () => nowOf(session),
    end: () => Math.max(session.end, session.inputs.at(-1)?.at ?? 0) as ReturnType<typeof nowOf>,
    nextAt: () => session.inputs[session.applied]?.at ?? nextEventAt(session.world),
    say: (cluster: string, input: Input) => insight(session.world, cluster, input) ?? sayOrAsk(session, cluster, input),
    advance: (until: number, most: number) => advance(session, until, most),
    step: (by: StepBy) => step(session, by),
    seek: (at: number) => seek(session, at),
    rewind: (at: number) => rewind(session, at),
    drain: () => drain(session),
    newsSince: (told: Map<string, number>) => newsSince(session, told),
    tape: () => tapeOf(session),
    branches: () => branchesOf(session),
    branchTape: (id: number) => branchTape(session, id),
    takeUpBranch: (id: number) => takeUpBranch(session, id),
    openWatch(cluster: string, request: Request): string {
      const { labelSelector, fieldSelector, resourceVersion } = request.options ?? {};
      return openWatch(server(cluster), pageOwner, {
        group: request.group,
        version: request.version,
        resource: request.resource,
        revision: Number(resourceVersion ?? 0),
        ...(request.namespace === undefined ? {} : { namespace: request.namespace }),
        ...(labelSelector === undefined ? {} : { labelSelector }),
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
      });
    },
    readWatch(cluster: string, id: string) {
      const news = readWatch(server(cluster), id);
      return news.type === 'gone' ? ('gone' as const) : { ...news, events: news.events.map(presentEvent) };
    },
    closeWatch: (cluster: string, id: string) => closeWatch(server(cluster), id),
    /** The refusal to let a user see a path that is no resource, or undefined. */
    authorizePath: (cluster: string, user: User, asked: { readonly verb: string; readonly path: string }): Status | undefined =>
      authorizePath(server(cluster), user, asked),
    /** Who shows these credentials; a Status when nobody does. */
    authenticate: (cluster: string, credentials: Credentials): User | Status =>
      authenticate(server(cluster), credentials, session.world.epochMs + nowOf(session)),
    /** What is to be said to the cluster because this token was shown. */
    noteOfUse: (cluster: string, token: string): Request | undefined =>
      noteOfUse(server(cluster), token, session.world.epochMs + nowOf(session)),
    /** Under which flow schema a request falls. */
    classify: (cluster: string, user: User, asked: Asked): Flow | undefined => classify(server(cluster).store, user, asked),
    /** How many seats each priority level has. */
    nominalSeats: (cluster: string) => nominalSeats(server(cluster).store),
    /** Who is acted as, if the user may. */
    impersonate: (cluster: string, user: User, wanted: Impersonation): User | Status => impersonated(server(cluster), user, wanted),
    /** What the streams have said since the last call. */
    takeStreams() {
      const { streams } = session.world.outbox;
      session.world.outbox.streams = [];
      return streams;
    },
    /** The traces since the last call. */
    takeTraces() {
      const { traces } = session.world.outbox;
      session.world.outbox.traces = [];
      return traces;
    },
    revision: (cluster: string) => server(cluster).store.revision,
    /** Watches that begin before this one have missed something. */
    oldestRevision: (cluster: string) => compactedRevision(server(cluster).store),
  };
}

function sayOrAsk(session: Session, cluster: string, input: Input): Response | undefined {
  if (input.type !== 'request') return say(session, cluster, input);
  const { verb } = input.request;
  return verb === 'get' || verb === 'list' || verb === 'watch'
    ? ask(session, cluster, { type: 'request', request: input.request })
    : say(session, cluster, input);
}

/** The last step of every write: commit, and tell the watchers. */
import { groupResource, rowOfKind } from '#api/scheme.ts';
import { commit, type Change } from '#engine/etcd/store.ts';
import { DEFINITIONS } from './custom/customKind.ts';
import { noteDefinition } from './custom/watches.ts';
import { noteForAuthorizers } from './authorization/authorization.ts';
import { rememberTemplate } from './knownSpecs.ts';
import type { AnyObject } from './object.ts';
import { noteService } from './service/allocation.ts';
import { virtualNow, type Call } from './state.ts';
import { distribute } from './watchTable.ts';

/** Commits one change in the name of a call; with dryRun it only says what would be stored. */
export function write(call: Call, type: Change['type'], object: AnyObject): AnyObject {
  if (call.dryRun) return object;
  const { server, env, request, user } = call;
  const change = commit(server.store, {
    type,
    resource: resourceOf(call, object),
    object,
    writer: {
      at: virtualNow(env),
      verb: request.verb,
      subresource: request.subresource,
      by: env.cause.actor === 'user' ? user.name : env.cause.actor,
      cause: env.cause,
    },
  });
  noteForAuthorizers(server, change);
  if (change.resource === 'services') noteService(server, change);
  if (call.served.custom === undefined) rememberTemplate(change.object.kind, (change.object as AnyObject).spec);
  const notify = (owner: string, id: string): void => env.notify(owner, id);
  distribute(server.watches, change, notify);
  if (change.resource === DEFINITIONS) noteDefinition(server.watches, change, notify);
  return change.object;
}

function resourceOf(call: Call, object: AnyObject): string {
  if (object.kind === call.row.kind) return call.resource;
  const row = rowOfKind(object.kind);
  if (row === undefined) throw new Error(`a write of kind ${object.kind} came down the road of ${call.resource}`);
  return groupResource(row);
}

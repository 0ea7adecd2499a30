/** Which subresource takes which verbs, and who answers. Status is missing: it is an update like any other. */
import type { Pod } from '#api/kinds.ts';
import type { Response, Verb } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { isRecord } from '../object.ts';
import type { Call, Handler } from '../state.ts';
import { badRequest, notFound, respond } from '../status.ts';
import { otherNamespace } from '../create.ts';
import { patch } from '../patch.ts';
import { getOne } from '../read.ts';
import { update } from '../update.ts';
import { bind } from './binding.ts';
import { patchEphemeralContainers, updateEphemeralContainers } from './ephemeralContainers.ts';
import { evict } from './eviction.ts';
import { finalize } from './finalize.ts';
import { scale } from './scale.ts';
import { createToken } from './token.ts';

type Handlers = { readonly [V in Verb]?: Handler };

export const subresources: { readonly [resource: string]: Handlers } = {
  scale: { get: scale, update: scale, patch: scale },
  binding: { create: inItsNamespace(bind) },
  eviction: { create: inItsNamespace(evict) },
  finalize: { update: finalize },
  token: { create: createToken },
  ephemeralcontainers: { get: getOne, update: updateEphemeralContainers, patch: patchEphemeralContainers },
  exec: { get: upgradeRequired, create: upgradeRequired },
  attach: { get: upgradeRequired, create: upgradeRequired },
  portforward: { get: upgradeRequired, create: upgradeRequired },
  approval: { get: getOne, update, patch },
};

/** A stream that is asked for as if it were an object. upstream: apimachinery/pkg/util/proxy/upgradeaware.go */
function upgradeRequired(call: Call): Response {
  const { name = '', namespace } = call.request;
  const pod = get(call.server.store, call.resource, namespace, name) as unknown as Pod | undefined;
  if (pod === undefined) return respond(notFound(call.row, name));
  if ((pod.spec.nodeName ?? '') === '') return respond(badRequest(`pod ${name} does not have a host assigned`));
  return respond(badRequest('Upgrade request required'));
}

/** What is created for an object lies in the namespace of that one. */
function inItsNamespace(handler: Handler): Handler {
  return (call) => {
    const { object, namespace } = call.request;
    const own = isRecord(object) && isRecord(object['metadata']) ? object['metadata']['namespace'] : undefined;
    return own === undefined || own === null || own === '' || own === namespace ? handler(call) : respond(badRequest(otherNamespace));
  };
}

/** Which subresource takes which verbs, and who answers. Status is missing: it is an update like any other. */
import type { Verb } from '#api/request.ts';
import type { Handler } from '../state.ts';
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
  binding: { create: bind },
  eviction: { create: evict },
  finalize: { update: finalize },
  token: { create: createToken },
  ephemeralcontainers: { get: getOne, update: updateEphemeralContainers, patch: patchEphemeralContainers },
  approval: { get: getOne, update, patch },
};

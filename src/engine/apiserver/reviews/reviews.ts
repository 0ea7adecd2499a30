/**
 * Resources that are questions: they are created, answered at once and not stored.
 * upstream: pkg/registry/authorization, pkg/registry/authentication
 */
import type { Json } from '#api/immutable.ts';
import type { Status, User } from '#api/request.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { decode } from '../decode.ts';
import { isRecord, type Fields } from '../object.ts';
import type { ApiServerState, Handler, ServerEnv } from '../state.ts';
import { isStatus, respond } from '../status.ts';
import { reviewLocalAccess, reviewOwnAccess, reviewOwnRules, reviewSubjectAccess } from './accessReviews.ts';
import { reviewSelf, reviewToken } from './identityReviews.ts';

/** One question on its way to its answer. */
export interface Review {
  readonly server: ApiServerState;
  readonly env: ServerEnv;
  readonly user: User;
  readonly namespace: string;
  readonly metadata: Fields;
  readonly spec: Fields;
}

/** What an answer adds to what was asked. */
export interface Answer {
  readonly status: object;
  readonly metadata?: object;
}

function handler(answerTo: (review: Review) => Answer | Status): { readonly create: Handler } {
  return {
    create(call) {
      const { kind } = call.row;
      const body = decode(call, call.request.object);
      if (isStatus(body)) return respond(body);
      const namespace = call.row.namespaced ? (call.request.namespace ?? '') : '';
      const { metadata, spec } = sentOf(body as unknown as Fields, namespace);
      const { server, env, user } = call;
      const answer = answerTo({ server, env, user, namespace, metadata, spec });
      if (isStatus(answer)) return respond(answer);
      return respond(
        {
          kind,
          apiVersion: apiVersionOf(call.row),
          metadata: { ...metadata, ...answer.metadata },
          ...(kind === 'SelfSubjectReview' ? {} : { spec: spec as Json }),
          status: answer.status,
        },
        201,
      );
    },
  };
}

export const reviews: { readonly [resource: string]: { readonly create: Handler } } = {
  'subjectaccessreviews.authorization.k8s.io': handler(reviewSubjectAccess),
  'localsubjectaccessreviews.authorization.k8s.io': handler(reviewLocalAccess),
  'selfsubjectaccessreviews.authorization.k8s.io': handler(reviewOwnAccess),
  'selfsubjectrulesreviews.authorization.k8s.io': handler(reviewOwnRules),
  'selfsubjectreviews.authentication.k8s.io': handler(reviewSelf),
  'tokenreviews.authentication.k8s.io': handler(reviewToken),
};

function sentOf(body: Fields, namespace: string): { readonly metadata: Fields; readonly spec: Fields } {
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {};
  const placed = namespace === '' || (metadata['namespace'] ?? '') !== '' ? metadata : { ...metadata, namespace };
  return { metadata: placed, spec: isRecord(body['spec']) ? body['spec'] : {} };
}

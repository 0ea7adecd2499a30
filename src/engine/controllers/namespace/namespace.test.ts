import { expect, test } from 'vitest';
import type { Namespace } from '#api/kinds.ts';
import type { Request, Response } from '#api/request.ts';
import { apiClient } from '../../client/client.ts';
import type { Reconcile } from '../../client/controller.ts';
import { namespaceController } from './namespace.ts';

const going = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'n', deletionTimestamp: '2026-01-01T00:00:00Z' },
  spec: { finalizers: ['kubernetes'] },
  status: {},
};

/** One look at an empty namespace whose server refuses some requests: what came of it, and what was written. */
function look(refuses: (request: Request) => boolean) {
  const written: Request[] = [];
  const ask = (request: Request): Response => {
    if (refuses(request)) return { code: 403, body: { message: `no ${request.verb} of ${request.resource}` } } as unknown as Response;
    if (request.verb === 'update') written.push(request);
    return { code: 200, body: request.verb === 'list' ? { items: [] } : (request.object ?? going) } as unknown as Response;
  };
  const see = { get: () => going, list: () => [] };
  const outcome = namespaceController.reconcile('n', { see, ask, client: apiClient(ask), wallMs: 0 } as unknown as Reconcile);
  const status = written.find(({ subresource }) => subresource === 'status')?.object as unknown as Namespace | undefined;
  return {
    outcome,
    isFinalized: written.some(({ subresource }) => subresource === 'finalize'),
    failure: status?.status.conditions?.find(({ type }) => type === 'NamespaceDeletionContentFailure'),
  };
}

test('a namespace that is empty is let go', () => {
  expect(look(() => false)).toMatchObject({ outcome: undefined, isFinalized: true, failure: { status: 'False' } });
});

test.each(['deletecollection', 'list'])('one that cannot be emptied stays, says why and is tried again: %s', (verb) => {
  const message = `no ${verb} of configmaps`;
  const seen = look((request) => request.verb === verb && request.resource === 'configmaps');
  expect(seen).toMatchObject({
    outcome: { error: message },
    isFinalized: false,
    failure: {
      status: 'True',
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, 1 remaining: ${message}`,
    },
  });
});

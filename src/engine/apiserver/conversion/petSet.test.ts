import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request, Response } from '#api/request.ts';
import { handle } from '../apiserver.ts';
import { ask, testServer, type TestServer } from '../testServer.ts';

const petSet = {
  apiVersion: 'apps/v1alpha1',
  kind: 'PetSet',
  metadata: { name: 'web' },
  spec: {
    serviceName: 'web',
    replicas: 2,
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
};

function pets(it: TestServer, rest: Partial<Request>): Response {
  const request = { verb: 'get', group: 'apps', version: 'v1alpha1', resource: 'petsets', namespace: 'default', ...rest };
  return handle(it.server, request as Request, it.env);
}

test('a PetSet is stored as a StatefulSet that behaves as one, and answered as what was sent', () => {
  const it = testServer();
  const made = pets(it, { verb: 'create', object: petSet as unknown as Json, options: { fieldValidation: 'Strict' } });
  expect(made).toMatchObject({
    code: 201,
    body: { kind: 'PetSet', apiVersion: 'apps/v1alpha1', spec: { replicas: 2, selector: { matchLabels: { app: 'web' } } } },
  });
  expect(ask(it, 'StatefulSet', { name: 'web' }).body).toMatchObject({
    kind: 'StatefulSet',
    apiVersion: 'apps/v1',
    metadata: { annotations: { 'orrery.dev/behaves-as': 'PetSet' } },
    spec: { updateStrategy: { type: 'OnDelete' }, selector: { matchLabels: { app: 'web' } } },
  });
});

test('PetSets are listed as such, and a patch of one changes the set', () => {
  const it = testServer();
  pets(it, { verb: 'create', object: petSet as unknown as Json });
  expect(pets(it, { verb: 'list' }).body).toMatchObject({ kind: 'PetSetList', apiVersion: 'apps/v1alpha1', items: [{ kind: 'PetSet' }] });
  const patched = pets(it, { verb: 'patch', name: 'web', patch: { type: 'merge', body: { spec: { replicas: 3 } } } });
  expect(patched).toMatchObject({ code: 200, body: { kind: 'PetSet', spec: { replicas: 3 } } });
  expect(ask(it, 'StatefulSet', { name: 'web' }).body).toMatchObject({ spec: { replicas: 3 } });
});

test('fields of later days are unknown to a PetSet', () => {
  const it = testServer();
  const late = { ...petSet, spec: { ...petSet.spec, podManagementPolicy: 'Parallel' } };
  expect(pets(it, { verb: 'create', object: late as unknown as Json, options: { fieldValidation: 'Strict' } })).toMatchObject({
    code: 400,
  });
});

test("a PetSet's containers are merged by their names", () => {
  const it = testServer();
  pets(it, { verb: 'create', object: petSet as unknown as Json });
  const body = { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:2' }] } } } };
  const patched = pets(it, { verb: 'patch', name: 'web', patch: { type: 'strategic', body } });
  expect(patched).toMatchObject({
    code: 200,
    body: { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:2', imagePullPolicy: 'Always' }] } } } },
  });
});

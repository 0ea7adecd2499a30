import { describe, expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import creates from './fixtures/validationCreate.json' with { type: 'json' };
import updates from './fixtures/validationUpdate.json' with { type: 'json' };
import { mutate, replayCorpusCreate, replayValidationCreate, replayValidationUpdate, type MutationCase } from './replay.ts';

interface Recorded extends MutationCase {
  readonly code: number;
  readonly message?: string;
}

interface Group<Base> {
  readonly base: Base;
  readonly cases: readonly Recorded[];
}

function said(response: { readonly code: number; readonly body: Json }): { code: number; message: string | undefined } {
  return { code: response.code, message: response.code < 400 ? undefined : (response.body as { message: string }).message };
}

function title({ mutation, path, code }: Recorded): string {
  return `${mutation} ${path.join('.')} -> ${code}`;
}

describe('a real server said the same about creations', () => {
  for (const { base, cases } of creates as unknown as readonly Group<{ object: { kind: string } & Json; url: string }>[]) {
    test.each(cases.map((it) => [`${base.object.kind} ${title(it)}`, it] as const))('%s', (_title, it) => {
      expect(said(replayValidationCreate(base, it))).toEqual({ code: it.code, message: it.message });
    });
  }
});

describe('a real server said the same about updates', () => {
  for (const { base, cases } of updates as unknown as readonly Group<Json & { kind: string }>[]) {
    test.each(cases.map((it) => [`${base.kind} ${title(it)}`, it] as const))('%s', (_title, it) => {
      expect(said(replayValidationUpdate(base, it))).toEqual({ code: it.code, message: it.message });
    });
  }
});

test('a case changes what its path names and nothing else', () => {
  const object = { a: [{ b: 1 }, { b: 2 }], c: 3 };
  expect(mutate(object, { mutation: 'delete', path: ['a', 1] })).toEqual({ a: [{ b: 1 }], c: 3 });
  expect(mutate(object, { mutation: 'set', path: ['a', 0, 'b'], value: 9 })).toEqual({ a: [{ b: 9 }, { b: 2 }], c: 3 });
  expect(object.a).toHaveLength(2);
});

test('a manifest is answered with the object the server would store', () => {
  const sent = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports: [{ port: 80, tpyo: 1 }] } };
  const answer = replayCorpusCreate({ gvk: ['v1', 'Service'], url: '/api/v1/namespaces/shop/services', sent });
  expect(answer).toMatchObject({
    code: 201,
    warnings: ['unknown field "spec.ports[0].tpyo"'],
    body: {
      metadata: { namespace: 'shop' },
      spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }], type: 'ClusterIP', sessionAffinity: 'None' },
      status: { loadBalancer: {} },
    },
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChange, type Change } from '#api/machinery/cache.ts';
import type { KubeObject } from '#api/meta.ts';
import { carryOrder, inOrder } from './order.ts';

const object = fc
  .record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), namespace: fc.constantFrom('x', 'y'), second: fc.nat(3), version: fc.nat() })
  .map(({ second, version, ...names }): KubeObject => {
    const metadata = { ...names, uid: `${second}`, creationTimestamp: `2026-01-01T00:00:0${second}Z`, resourceVersion: `${version}` };
    return { apiVersion: 'v1', kind: 'Pod', metadata } as unknown as KubeObject;
  });
const change = fc.record({ type: fc.constantFrom('ADDED', 'MODIFIED', 'DELETED'), object }) as fc.Arbitrary<Change>;

test('an order that is carried from Map to Map is the one that sorting gives', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 8 }), (frames) => {
      let before: ReadonlyMap<string, KubeObject> = new Map();
      inOrder(before);
      for (const changes of frames) {
        const after = new Map(before) as Map<never, KubeObject>;
        const applied = changes.map((one) => applyChange(after, one));
        carryOrder(before, after, applied);
        expect(inOrder(after)).toEqual(inOrder(new Map(after)));
        before = after;
      }
    }),
  );
});

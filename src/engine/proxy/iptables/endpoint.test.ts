import { mergeEndpoints, type Endpoint } from './endpoint.ts';
import { expect, it } from 'vitest';

it('takes an address once: the local view of it, or else a ready one', () => {
  const at = (address: string, more: Partial<Endpoint>) => ({ address, isLocal: false, ready: true, ...more }) as Endpoint;
  const merged = mergeEndpoints([
    [at('a', { ready: false }), at('b', { isLocal: true, ready: false })],
    [at('a', {}), at('b', {})],
  ]);
  expect(merged.map(({ address, isLocal, ready }) => [address, isLocal, ready])).toEqual([
    ['a', false, true],
    ['b', true, false],
  ]);
});

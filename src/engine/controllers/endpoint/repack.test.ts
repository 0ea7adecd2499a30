import { describe, expect, it } from 'vitest';
import { md5Hex } from '#api/machinery/crypto/md5.ts';
import fixture from './fixtures/pack.json' with { type: 'json' };
import { repack, type Offer, type Subset } from './repack.ts';
import { truncate } from './truncate.ts';

const rows = fixture as unknown as {
  readonly pack: readonly { readonly name: string; readonly given: readonly Subset[]; readonly result: readonly Subset[] }[];
  readonly truncate: readonly {
    readonly desc: string;
    readonly subsetsReady: readonly number[];
    readonly subsetsNotReady: readonly number[];
    readonly expectedReady: readonly number[];
    readonly expectedNotReady: readonly number[];
  }[];
};

function offers(subsets: readonly Subset[]): readonly Offer[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports }) =>
    (ports ?? [undefined]).flatMap((port) => [
      ...addresses.map((address) => ({ address, ready: true, port })),
      ...notReadyAddresses.map((address) => ({ address, ready: false, port })),
    ]),
  );
}

describe('subsets', () => {
  it.each(rows.pack.map((row) => [row.name, row] as const))('pack: %s', (_name, { given, result }) =>
    expect(repack(offers(given))).toEqual(result),
  );

  it.each(rows.truncate.map((row) => [row.desc, row] as const))('truncate: %s', (_name, row) => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ip: `10.0.0.${i}` }));
    const subsets = row.subsetsReady.map((count, index) => ({
      addresses: many(count),
      notReadyAddresses: many(row.subsetsNotReady[index] ?? 0),
    }));
    const kept = truncate(subsets);
    expect(kept.map(({ addresses = [] }) => addresses.length)).toEqual(row.expectedReady);
    expect(kept.map(({ notReadyAddresses = [] }) => notReadyAddresses.length)).toEqual(row.expectedNotReady);
  });
});

describe('md5', () => {
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['a'.repeat(55), 'ef1772b6dff9a122358552954ad0df65'],
    ['a'.repeat(56), '3b0c8ac703f828b04c6c197006d17218'],
    ['a'.repeat(64), '014842d480b571495a4a0363793f7367'],
  ])('of %s', (text, hash) => expect(md5Hex(text)).toBe(hash));
});

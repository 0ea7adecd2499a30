import { expect, test } from 'vitest';
import { copyState } from './copy.ts';
import { pop, push, type Scheduled } from './heap.ts';
import { copyKernel, createKernel, nextAt, schedule, take } from './kernel.ts';
import { nextBelow, nextUint32, seedRandom } from './random.ts';

test('the heap gives items by time, and by order of planning among equals', () => {
  const random = seedRandom(5, 'heap');
  const heap: Scheduled<number>[] = [];
  for (let seq = 0; seq < 500; seq += 1) push(heap, { at: nextBelow(random, 40), seq, to: '', message: seq });
  const order: Scheduled<number>[] = [];
  for (let item = pop(heap); item !== undefined; item = pop(heap)) order.push(item);
  expect(order).toHaveLength(500);
  for (let i = 1; i < order.length; i += 1) {
    const [a, b] = [order[i - 1]!, order[i]!];
    expect(a.at < b.at || (a.at === b.at && a.seq < b.seq)).toBe(true);
  }
});

test('the clock moves to each event, and to the end when there is none', () => {
  const kernel = createKernel<string>();
  schedule(kernel, 30, 'b', 'second');
  schedule(kernel, 10, 'a', 'first');
  expect(nextAt(kernel)).toBe(10);
  expect(take(kernel, 20)?.message).toBe('first');
  expect(kernel.now).toBe(10);
  expect(take(kernel, 20)).toBeUndefined();
  expect(kernel.now).toBe(20);
  expect(take(kernel, 100)?.message).toBe('second');
  expect(() => schedule(kernel, -1, 'a', 'past')).toThrow('not a time to come');
});

test('a copied kernel does not notice what happens to the other', () => {
  const kernel = createKernel<string>();
  schedule(kernel, 1, 'a', 'x');
  const copy = copyKernel(kernel);
  take(kernel, 5);
  schedule(kernel, 1, 'a', 'y');
  expect(take(copy, 5)?.message).toBe('x');
  expect(take(copy, 50)).toBeUndefined();
});

test('a copied state shares what is frozen and nothing else', () => {
  const pod = Object.freeze({ name: 'web-0' });
  const state = { queue: ['a'], seen: new Set(['x']), pods: new Map([['web-0', { pod, tries: [1] }]]) };
  const copy = copyState(state);
  expect(copy).toEqual(state);
  state.queue.push('b');
  state.seen.add('y');
  state.pods.get('web-0')!.tries.push(2);
  expect(copy.queue).toEqual(['a']);
  expect([...copy.seen]).toEqual(['x']);
  expect(copy.pods.get('web-0')!.tries).toEqual([1]);
  expect(copy.pods.get('web-0')!.pod).toBe(pod);
});

test('a copy tells what it cost: entries that were copied, not what was shared', () => {
  const pods = Object.freeze(new Map([['web-0', [1, 2, 3]]]));
  const cost = { items: 0 };
  copyState({ pods, queue: ['a', 'b'], seen: new Set(['x']), tries: new Map([['web-0', [1]]]) }, cost);
  expect(cost.items).toBe(4 + 2 + 1 + 1 + 1);
});

test('random numbers depend on seed and name only, and are spread evenly', () => {
  const draws = (seed: number, name: string) =>
    Array.from(
      { length: 4 },
      (
        (state) => () =>
          nextUint32(state)
      )(seedRandom(seed, name)),
    );
  expect(draws(1, 'a')).toEqual(draws(1, 'a'));
  expect(draws(1, 'a')).not.toEqual(draws(2, 'a'));
  expect(draws(1, 'a')).not.toEqual(draws(1, 'b'));
  const state = seedRandom(9, 'even');
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 10_000; i += 1) counts[nextBelow(state, 5)]! += 1;
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
});

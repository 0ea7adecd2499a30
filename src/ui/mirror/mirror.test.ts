import { expect, test } from 'vitest';
import type { Frame } from '#api/frame.ts';
import { applyFrame, emptyPicture } from './mirror.ts';

function frame(more: Record<string, unknown> = {}): Frame {
  return {
    sequence: 1,
    now: 0,
    epoch: '',
    end: 100,
    playing: false,
    speed: 1,
    reset: false,
    moved: false,
    changes: [],
    traces: [],
    history: [],
    streams: [],
    more: false,
    ...more,
  } as unknown as Frame;
}
const change = (type: string, kind: string, name: string, cluster = 'c') => ({
  type,
  cluster,
  object: { kind, metadata: { name, namespace: 'default' } },
});
const entry = (revision: number, at: number) => ({ revision, at, cluster: 'c' });
const names = (picture: typeof emptyPicture, kind: string) => [...(picture.mirror.kinds.get(kind)?.keys() ?? [])];

test('changes add, replace and remove; kinds without news keep their Map', () => {
  const first = applyFrame(emptyPicture, frame({ changes: [change('ADDED', 'Pod', 'a'), change('ADDED', 'Node', 'n')] }));
  const second = applyFrame(first, frame({ changes: [change('DELETED', 'Pod', 'a'), change('ADDED', 'Pod', 'b')] }));
  expect(names(second, 'Pod')).toEqual(['default/b']);
  expect(names(first, 'Pod')).toEqual(['default/a']);
  expect(second.mirror.kinds.get('Node')).toBe(first.mirror.kinds.get('Node'));
});

test('a reset empties the mirror first', () => {
  const first = applyFrame(emptyPicture, frame({ changes: [change('ADDED', 'Pod', 'a')] }));
  expect(names(applyFrame(first, frame({ reset: true, changes: [change('ADDED', 'Pod', 'b')] })), 'Pod')).toEqual(['default/b']);
});

test('going back keeps the known future; a new branch forgets it; repeated news is one entry', () => {
  const first = applyFrame(
    emptyPicture,
    frame({ changes: [change('ADDED', 'Pod', 'a')], history: [entry(1, 10), entry(2, 50), entry(3, 90)] }),
  );
  const back = applyFrame(first, frame({ moved: true, now: 20 }));
  expect(back.history.map((one) => one.revision)).toEqual([1, 2, 3]);
  const branched = applyFrame(back, frame({ now: 30, end: 30, history: [entry(2, 30)] }));
  expect(branched.history.map((one) => [one.revision, one.at])).toEqual([
    [1, 10],
    [2, 30],
  ]);
});

test('another cluster of a federation has a picture of its own', () => {
  const first = applyFrame(emptyPicture, frame({ changes: [change('ADDED', 'Pod', 'a'), change('ADDED', 'Pod', 'b', 'other')] }));
  expect([...(first.others.get('other')?.kinds.get('Pod')?.keys() ?? [])]).toEqual(['default/b']);
  const second = applyFrame(first, frame({ changes: [change('DELETED', 'Pod', 'a')] }));
  expect(second.others).toBe(first.others);
  expect(names(first, 'Pod')).toEqual(['default/a']);
});

import { expect, test } from 'vitest';
import type { HistoryEntry } from '#api/watch.ts';
import { gapBetween, partsOf } from './sentence.ts';

const entry = {
  verb: 'create',
  type: 'ADDED',
  kind: 'Pod',
  name: 'web-0',
  cause: { actor: 'kube-controller-manager', controller: 'statefulset' },
} as unknown as HistoryEntry;

function said(one: HistoryEntry, isChinese: boolean): string {
  const { who, what, thing } = partsOf(one, isChinese);
  return `${who}${gapBetween(who, what)}${what}${gapBetween(what, thing)}${thing}`;
}

test('English words stand apart; Chinese ones do not, and names between them do', () => {
  expect(said(entry, false)).toBe('The statefulset controller created Pod web-0');
  expect(said(entry, true)).toBe('statefulset 控制器创建了 Pod web-0');
  expect(said({ ...entry, verb: 'update', subresource: 'status' }, true)).toBe('statefulset 控制器报告了状态：Pod web-0');
});

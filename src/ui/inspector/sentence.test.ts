import { expect, test } from 'vitest';
import type { HistoryEntry } from '#api/watch.ts';
import { aside, dueTo, firstCause, gapBetween, partsOf } from './sentence.ts';

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

test.each([
  [{ actor: 'user' }, 9, 'That is where it began: a person asked for it.', '一切由此开始：有人提出了请求。'],
  [{ actor: 'kube-apiserver', timer: 'start' }, 0, 'Made when the cluster started, by the API server.', '集群启动时由 API server 创建。'],
  [
    { actor: 'kubelet/node-1', timer: 'the kubelet has started' },
    0,
    'Made when the cluster started, by the kubelet on node-1.',
    '集群启动时由 node-1 上的 kubelet 创建。',
  ],
  [{ actor: 'coredns', timer: 'start' }, 7, 'That is where it began: coredns had just started.', '一切由此开始：coredns 刚刚启动。'],
  [
    { actor: 'kubelet/node-1', timer: 'the lease is to be renewed' },
    7,
    'That is where it began, of itself: the lease is to be renewed.',
    '一切由此开始：该续租了。',
  ],
  [{ actor: 'coredns', revision: 3 }, 7, 'What led to it is not remembered any more.', '更早的原因已经没有记录。'],
])('the walk back ends with who began it: %j', (cause, at, inEnglish, inChinese) => {
  const first = { ...entry, cause, at } as unknown as HistoryEntry;
  expect([firstCause(first, false), firstCause(first, true)]).toEqual([inEnglish, inChinese]);
});

test('what stands in brackets has those of its language', () => {
  expect(aside('the runtime was listed', false)).toBe(' (the runtime was listed)');
  expect(aside('列出了运行时里的容器', true)).toBe('（列出了运行时里的容器）');
});

test('a node that is judged without news says so, and not that something was synced', () => {
  const cause = { actor: 'kube-controller-manager', controller: 'nodelifecycle', timer: 'resync' } as HistoryEntry['cause'];
  expect(dueTo(cause, false)).toContain('last heard of');
  expect(dueTo(cause, true)).toContain('kubelet');
  expect(dueTo({ ...cause, controller: 'job' }, false)).toBe('resync');
});

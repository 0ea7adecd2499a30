/** An entry of history as a sentence a person can read: who did what, because of what. */
import type { HistoryEntry } from '#api/watch.ts';
import { useView } from '../view/store.ts';

interface Parts {
  readonly who: string;
  readonly what: string;
  readonly thing: string;
}

function whoOf({ cause, by }: HistoryEntry, isChinese: boolean): string {
  if (cause.actor === 'user') return isChinese ? '你' : 'You';
  if (cause.controller !== undefined && cause.controller !== '')
    return isChinese ? `${cause.controller} 控制器` : `The ${cause.controller} controller`;
  if (cause.actor.startsWith('kubelet/'))
    return isChinese ? `${cause.actor.slice(8)} 上的 kubelet` : `The kubelet on ${cause.actor.slice(8)}`;
  if (cause.actor === 'kube-scheduler') return isChinese ? '调度器' : 'The scheduler';
  if (cause.actor === 'kube-apiserver') return isChinese ? 'API server' : 'The API server';
  return cause.actor === '' ? by : cause.actor;
}

const english: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  patch: 'changed',
  delete: 'deleted',
  deletecollection: 'deleted',
};
const chinese: Readonly<Record<string, string>> = {
  create: '创建了',
  update: '更新了',
  patch: '修改了',
  delete: '删除了',
  deletecollection: '删除了',
};

function whatOf(entry: HistoryEntry, isChinese: boolean): string {
  const { verb, subresource, type } = entry;
  const words = isChinese ? chinese : english;
  if (subresource === 'binding') return isChinese ? '选定了节点：' : 'chose a node for';
  if (subresource === 'status') return isChinese ? '报告了状态：' : 'reported the status of';
  if (subresource === 'scale') return isChinese ? '调整了副本数：' : 'scaled';
  if (verb === 'delete' && type === 'MODIFIED') return isChinese ? '要求删除' : 'asked to delete';
  if (type === 'DELETED') return isChinese ? '移除了' : 'removed';
  return words[verb] ?? verb;
}

export function partsOf(entry: HistoryEntry, isChinese = useView.getState().language === 'zh'): Parts {
  return { who: whoOf(entry, isChinese), what: whatOf(entry, isChinese), thing: `${entry.kind} ${entry.name}` };
}

export function sentence(entry: HistoryEntry): string {
  const { who, what, thing } = partsOf(entry);
  return `${who} ${what} ${thing}`;
}

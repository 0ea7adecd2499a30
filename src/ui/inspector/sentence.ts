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
  if (cause.actor === 'load-generator') return isChinese ? '负载发生器' : 'The load generator';
  if (cause.actor === 'kube-apiserver-https') return isChinese ? `${cause.key ?? ''} 的容器` : `A container of ${cause.key ?? ''}`;
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

const chineseTimers: Readonly<Record<string, string>> = {
  'the runtime was listed': '列出了运行时里的容器',
  'the storage backend has answered': '存储后端有了答复',
  'client rate limit': '客户端限速',
  minReadySeconds: 'minReadySeconds 已到',
  'a disruption that does not come': '预期的中断没有发生',
  ttlSecondsAfterFinished: 'ttlSecondsAfterFinished 已到',
  'tolerationSeconds of a taint': '污点的 tolerationSeconds 已到',
  'the next time of the schedule': '到了下一次计划时间',
  'progress deadline': '进度期限已到',
  'nodes are emptied one after the other': '节点逐个清空',
  'changes of pods are taken in together': '合并处理 Pod 的变化',
  'back-off or deadline of the Job': 'Job 的退避或期限已到',
  'an eviction that was granted': '驱逐获得许可',
  'unschedulable for five minutes': '五分钟无法调度',
  'the lease is to be renewed': '该续租了',
  'the kubelet has started': 'kubelet 已启动',
  'somebody asks at its port': '有人访问它的端口',
  'the node status is due': '该报告节点状态了',
  "the node's resources have changed": '节点的资源有变化',
  "the node's images have changed": '节点上的镜像有变化',
  'the volumes in use have changed': '节点使用中的卷有变化',
  start: '启动',
  resync: '定期重新同步',
  'a cluster is away': '有集群离线',
  'all its claims are bound': '所有 PVC 都已绑定',
  'a binding was refused': '绑定被拒绝',
  'the container runtime is up': '容器运行时已就绪',
  'the API server answers again': 'API server 恢复应答',
  'look again': '再看一次',
  'a probe is due': '该探测了',
  'a probe or hook has ended': '探测或钩子已结束',
  'a sync is due': '该同步了',
  'a write was refused and is made again': '写入被拒绝，重新写入',
  'the status manager has come to the pod': '状态管理器轮到该 Pod',
  'first look': '第一次查看',
  'no pod mounts the claim yet': '还没有 Pod 挂载这个 PVC',
  postStart: 'postStart 钩子',
  stop: '停止',
  'sync period': '同步周期已到',
  'the active deadline is over': 'activeDeadlineSeconds 已到',
  'the container has ended': '容器已结束',
  'the container has started': '容器已启动',
  'the file system may grow': '文件系统可以扩容',
  'the image was pulled': '镜像已拉取',
  'the preStop hook took too long': 'preStop 钩子超时',
  'the runtime knows the image': '运行时已有该镜像',
  'the sandbox is gone': '沙箱已移除',
  'the sandbox is ready': '沙箱已就绪',
  'the volumes are brought up to date': '更新卷的内容',
  'a token has grown old': '令牌快到期了',
  'the volumes are gone': '卷已卸载',
  'the volumes are looked at again': '再次查看卷',
  'the attachment is tried again': '再次尝试挂接卷',
  'the attachment is looked at again': '再次查看卷的挂接',
  'the detachment is tried again': '再次尝试分离卷',
  'the driver has had time to attach': '驱动程序挂接卷的时间已到',
  'the node has had six minutes to unmount': '节点卸载卷的六分钟已到',
  'storage drivers have come or gone': '存储驱动程序有增减',
  changed: '有变化',
  'back-off of a failed pod': '失败 Pod 的退避时间已到',
  'an eviction that was refused is asked for again': '被拒绝的驱逐再次提出',
  'evicted pods end': '被驱逐的 Pod 正在结束',
};

/** Timers that name a number. */
const chinesePatterns: readonly (readonly [RegExp, string])[] = [
  [/^retry: (.*)$/s, '重试：$1'],
  [/^waiting for (\d+) objects to go$/, '等待 $1 个对象消失'],
  [/^waiting for (\d+) kinds of content to go$/, '等待 $1 类内容消失'],
];

const nodeMonitor = {
  en: 'it looks again and again when each kubelet was last heard of',
  zh: '它定期查看上次收到各个 kubelet 消息的时间',
};

/** What a cause without another before it was due to; the look of the node controller is known by more than its timer. */
export function dueTo({ controller, timer = '' }: HistoryEntry['cause'], isChinese = useView.getState().language === 'zh'): string {
  const isMonitor = controller === 'nodelifecycle' && timer === 'resync';
  return isMonitor ? nodeMonitor[isChinese ? 'zh' : 'en'] : timerText(timer, isChinese);
}

/** A timer's words in the person's language; what the engine says in no table stays as it is. */
export function timerText(timer: string, isChinese = useView.getState().language === 'zh'): string {
  if (!isChinese) return timer;
  const known = chineseTimers[timer];
  if (known !== undefined) return known;
  const found = chinesePatterns.find(([pattern]) => pattern.test(timer));
  return found === undefined ? timer : timer.replace(found[0], found[1]);
}

/** In brackets, after what it is about. */
export function aside(text: string, isChinese = useView.getState().language === 'zh'): string {
  return isChinese ? `（${text}）` : ` (${text})`;
}

export function partsOf(entry: HistoryEntry, isChinese = useView.getState().language === 'zh'): Parts {
  return { who: whoOf(entry, isChinese), what: whatOf(entry, isChinese), thing: `${entry.kind} ${entry.name}` };
}

/** Chinese words stand close to each other, and to nothing after a mark as wide as they are. */
export function gapBetween(before: string, after: string): '' | ' ' {
  const isMarked = /[\u3000-\u303f\uff00-\uffef]$/.test(before);
  return isMarked || (/[\u4e00-\u9fff]$/.test(before) && /^[\u4e00-\u9fff]/.test(after)) ? '' : ' ';
}

export function sentence(entry: HistoryEntry): string {
  const { who, what, thing } = partsOf(entry);
  return `${who}${gapBetween(who, what)}${what}${gapBetween(what, thing)}${thing}`;
}

/** Timers that say no more than that somebody has just started. */
const starts: ReadonlySet<string> = new Set(['start', 'the kubelet has started']);

/** What stands before a change that no other led to: a person, a start, a timer, or what is not remembered. */
export function firstCause(entry: HistoryEntry, isChinese = useView.getState().language === 'zh'): string {
  const { cause, at, type } = entry;
  const who = whoOf(entry, isChinese).replace(/^The\b/, 'the');
  if (cause.actor === 'user') return isChinese ? '一切由此开始：有人提出了请求。' : 'That is where it began: a person asked for it.';
  if (cause.revision !== undefined) return isChinese ? '更早的原因已经没有记录。' : 'What led to it is not remembered any more.';
  if (cause.timer === undefined)
    return isChinese ? `一切由此开始：${who}${gapBetween(who, '自')}自己所为。` : `That is where it began: ${who} did it unasked.`;
  if (!starts.has(cause.timer))
    return isChinese ? `一切由此开始：${dueTo(cause, true)}。` : `That is where it began, of itself: ${dueTo(cause, false)}.`;
  if (at > 0)
    return isChinese ? `一切由此开始：${who}${gapBetween(who, '刚')}刚刚启动。` : `That is where it began: ${who} had just started.`;
  if (isChinese) return `集群启动时由${gapBetween('由', who)}${who}${gapBetween(who, '创')}${type === 'ADDED' ? '创建' : '改动'}。`;
  return `${type === 'ADDED' ? 'Made' : 'Done'} when the cluster started, by ${who}.`;
}

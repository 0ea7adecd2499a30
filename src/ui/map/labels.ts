/** What a thing is called when it cannot be seen: one line with every fact the drawing shows. */
import type { SceneNode } from '#scene/model.ts';
import type { Words } from '../words/words.ts';

type Writer<T extends SceneNode['type']> = (node: Extract<SceneNode, { readonly type: T }>, words: Words) => string;

const writers: { readonly [T in SceneNode['type']]: Writer<T> } = {
  pod: ({ facts, tags }, words) =>
    list([
      `Pod ${facts.name}`,
      facts.word,
      facts.isReady ? words.ready : words.notReady,
      facts.node === '' ? words.noNode : `${words.on} ${facts.node}`,
      facts.restarts > 0 && `${facts.restarts} ${words.restarts}`,
      ...tags,
    ]),
  band: (node, words) => {
    if (node.id === 'loose') return `${words.loosePods}, ${node.ready}/${node.wanted} ${words.ready}`;
    if (node.id === 'waiting') return `${words.waitingRoom}, ${node.wanted}`;
    return list([
      `${node.kind} ${node.name}`,
      node.kind === 'CronJob' ? `${node.ready} active` : `${node.ready}/${node.wanted} ${words.ready}`,
      node.revision !== undefined && `${words.revision} ${node.revision}`,
      node.note ?? '',
    ]);
  },
  berth: ({ set, ordinal, state }, words) =>
    `${words.berth} ${ordinal} ${set}, ${{ docked: words.berthDocked, waiting: words.berthWaiting, kept: words.berthKept }[state]}`,
  stack: ({ name, ready, total }, words) => `${name}, ${ready}/${total} ${words.ready}`,
  claim: (node, words) => {
    if (node.name === '') return list([`PersistentVolume ${node.volume}`, node.word, node.size]);
    return list([
      `PersistentVolumeClaim ${node.name}`,
      node.word,
      node.size,
      node.volume === '' ? words.noVolume : `${words.volume} ${node.volume} ${node.volumeWord}`,
    ]);
  },
  service: (node, words) =>
    list([
      `Service ${node.name}`,
      node.headless ? words.headless : `${node.serviceType} ${node.ip}`,
      node.ports,
      `${node.ready} ${node.ready === 1 ? words.endpoint : words.endpoints} ${words.ready}`,
    ]),
  form: (node) => list([`${node.kind} ${node.name}`, ...node.lines]),
  room: (node, words) =>
    list([
      `Node ${node.name}`,
      node.word,
      node.cordoned && words.cordoned,
      `${node.pods} ${node.pods === 1 ? words.podWord : words.podsWord}`,
    ]),
};

function list(parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join(', ');
}

export function labelOf(node: SceneNode, words: Words): string {
  const write = writers[node.type] as Writer<SceneNode['type']>;
  return write(node as never, words);
}

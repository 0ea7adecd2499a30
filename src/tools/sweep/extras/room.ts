/** Room that is not enough for all: pods of a high priority take the place of others, and a quota is never overdrawn. */
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { inExtra, make, podsOf, serving, type Feature } from './extra.ts';

const [fillers, important] = [3, 2];
/** So much that a node of the sweep holds one, and the other workloads beside it. */
const cpu = '2500m';

function crowd(name: string, replicas: number) {
  const template = serving(name, { cpu, priorityClassName: name });
  return make('Deployment', name, { spec: { replicas, selector: { matchLabels: { app: name } }, template } });
}

export const preemption: Feature = {
  start: () => [make('PriorityClass', 'low', { value: -10 }), make('PriorityClass', 'high', { value: 1_000 }), crowd('low', fillers)],
  act: () => [crowd('high', important)],
  unsettled(_pick, store) {
    const ready = (app: string) => podsOf(store, app).filter((pod) => isPodReady(pod)).length;
    return ready('high') === important && ready('low') === fillers - important
      ? []
      : [`${ready('high')} pods of ${important} are there by their priority, and ${ready('low')} others`];
  },
};

const most = 4;

/** It is made when the namespace has what it always has, and drawn on when its controller has counted that. */
export const quota: Feature = {
  start: () => [],
  act: (_pick, store) =>
    inExtra(store, 'ResourceQuota')[0]?.status.used === undefined
      ? [make('ResourceQuota', 'notes', { spec: { hard: { 'count/configmaps': String(most), pods: '100' } } })]
      : Array.from({ length: most + 2 }, (_, i) => make('ConfigMap', `note-${i}`, { data: { text: 'x' } })),
  check(_pick, store) {
    const there = inExtra(store, 'ConfigMap').length;
    return there > most ? [`there are ${there} ConfigMaps where the quota allows ${most}`] : [];
  },
  unsettled(_pick, store) {
    const used = inExtra(store, 'ResourceQuota')[0]?.status.used ?? {};
    const pods = inExtra(store, 'Pod').filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed').length;
    const maps = inExtra(store, 'ConfigMap').length;
    const right = Number(used['count/configmaps']) === maps && Number(used['pods']) === pods;
    return right ? [] : [`the quota counts ${JSON.stringify(used)} where there are ${maps} and ${pods} pods`];
  },
};

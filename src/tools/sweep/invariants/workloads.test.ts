import { describe, expect, it } from 'vitest';
import { gone, hear, ownedBy, pod, put, stroke, template, world, type World, type Write } from './testing.ts';

describe('what the sweep finds of StatefulSets', () => {
  const set = (spec: object = {}) => ({ metadata: { name: 'web', uid: 'web' }, spec: { replicas: 3, template, ...spec } });
  /** `0 1! 2-`: ordinals of the new revision; `!` is of the old one, `-` is not ready. */
  const pods = (text: string) =>
    text
      .split(' ')
      .filter((it) => it !== '')
      .map((it) => pod(`web-${it[0]}`, 'web', !it.includes('-'), { image: it.includes('!') ? 'old' : 'new' }));

  it.each([
    { there: '', makes: 0, wrong: [] },
    { there: '0', makes: 1, wrong: [] },
    { there: '0', makes: 2, wrong: ['web-2 was created before 1 was ready'] },
    { there: '0-', makes: 1, wrong: ['web-1 was created before 0 was ready'] },
    { there: '0-', makes: 1, spec: { podManagementPolicy: 'Parallel' }, wrong: [] },
  ])('$there: web-$makes is made', ({ there, makes, spec, wrong }) => {
    const it = world();
    put(it, 'statefulsets.apps', set(spec));
    for (const one of pods(there)) put(it, 'pods', one);
    expect(stroke(it, 'statefulset', ['pods', pod(`web-${makes}`, 'web')])).toEqual(wrong);
  });

  const parallel = { podManagementPolicy: 'Parallel' };
  it.each([
    { there: '0! 1! 2!', takes: 2, wrong: [] },
    { there: '0! 1! 2', takes: 1, wrong: [] },
    { there: '0! 1! 2!', takes: 1, wrong: ['web-1 is updated before 2'] },
    { there: '0! 1! 2-', takes: 1, wrong: ['web-1 is updated while 2 is not ready'] },
    { there: '0! 1!', takes: 1, wrong: ['web-1 is updated while 2 is not ready'] },
    { there: '0!- 1! 2', takes: 1, wrong: ['web-1 is updated while 0 is not ready'] },
    { there: '0!- 1! 2', takes: 1, spec: parallel, wrong: [] },
    { there: '0 1 2', takes: 2, wrong: ['web-2 is replaced though it is what is wanted'] },
    {
      there: '0! 1! 2',
      takes: 1,
      spec: { updateStrategy: { rollingUpdate: { partition: 2 } } },
      wrong: ['web-1 is replaced below the partition'],
    },
    {
      there: '0! 1! 2!',
      takes: 2,
      spec: { updateStrategy: { type: 'OnDelete' } },
      wrong: ['web-2 is replaced, which its strategy leaves to others'],
    },
    { there: '0 1 2 3 4', takes: 4, wrong: [] },
    { there: '0 1 2 3 4', takes: 3, wrong: ['web-3 is taken away before 4'] },
    { there: '0 1- 2 3 4', takes: 4, wrong: ['web-4 is taken away while 1 is not ready'] },
    { there: '0 1- 2 3 4', takes: 3, spec: parallel, wrong: [] },
    { there: '0 1 2 3- 4-', takes: 4, wrong: ['web-4 is taken away before 3, which is not well'] },
  ])('$there: web-$takes is deleted', ({ there, takes, spec, wrong }) => {
    const it = world();
    put(it, 'statefulsets.apps', set(spec));
    const all = pods(there);
    for (const one of all) put(it, 'pods', one);
    expect(stroke(it, 'statefulset', ['pods', gone(all.find(({ metadata }) => metadata.name === `web-${takes}`)!)])).toEqual(wrong);
  });

  it('nothing where its controller could not know better', () => {
    const it = world();
    put(it, 'statefulsets.apps', set());
    put(it, 'pods', pod('web-0', 'web'));
    expect(stroke(it, undefined, ['pods', pod('web-0', 'web', false)])).toEqual([]);
    expect(stroke(it, 'statefulset', ['pods', pod('web-1', 'web')])).toEqual([]);
  });
});

describe('what the sweep finds of DaemonSets', () => {
  function daemons(maxSurge: number): World {
    const it = world();
    const updateStrategy = { rollingUpdate: { maxSurge, maxUnavailable: 1 - maxSurge } };
    for (const name of ['a', 'b', 'c']) put(it, 'nodes', { metadata: { name, namespace: undefined }, spec: {} });
    put(it, 'daemonsets.apps', { metadata: { name: 'dae', uid: 'dae' }, spec: { updateStrategy, template } });
    return it;
  }
  const on = (node: string, image = 'old', ready = true) => pod(`${node}-${image}`, 'dae', ready, { image, node });
  const keeps = (left: number, least: number) => `dae keeps ${left} ready pods where ${least} must stay`;

  it('two pods on a node', () => {
    const it = daemons(0);
    expect(stroke(it, 'daemonset', ['pods', on('a', 'new')])).toEqual([]);
    hear(it);
    expect(stroke(it, 'daemonset', ['pods', { ...on('a', 'new'), metadata: { ...on('a').metadata, name: 'again' } }])).toEqual([
      'a has 2 pods of dae',
    ]);
  });

  it('one that replaces more than it may, or waits for none', () => {
    const it = daemons(0);
    for (const node of ['a', 'b', 'c']) put(it, 'pods', on(node));
    expect(stroke(it, 'daemonset', ['pods', gone(on('a'))])).toEqual([]);
    hear(it);
    expect(stroke(it, 'daemonset', ['pods', gone(on('b'))])).toEqual([keeps(1, 2)]);
    const both = daemons(0);
    for (const node of ['a', 'b', 'c']) put(both, 'pods', on(node));
    expect(stroke(both, 'daemonset', ['pods', gone(on('a'))], ['pods', gone(on('b'))])).toEqual([keeps(1, 2), keeps(1, 2)]);
  });

  it('none that replaces what is broken on top of what it may', () => {
    const it = daemons(0);
    put(it, 'pods', on('a', 'old', false));
    for (const node of ['b', 'c']) put(it, 'pods', on(node));
    expect(stroke(it, 'daemonset', ['pods', gone(on('a', 'old', false))], ['pods', gone(on('b'))])).toEqual([]);
  });

  it('none whose pod goes for another reason', () => {
    const it = daemons(0);
    for (const node of ['a', 'b', 'c']) put(it, 'pods', on(node));
    expect(stroke(it, undefined, ['pods', gone(on('c'))])).toEqual([]);
    expect(stroke(it, 'daemonset', ['pods', gone(on('a'))])).toEqual([]);
  });

  it('none where a node is not heard of, which is to have no pod', () => {
    const it = daemons(0);
    const taints = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }];
    put(it, 'nodes', { metadata: { name: 'c', namespace: undefined }, spec: { taints } });
    for (const node of ['a', 'b']) put(it, 'pods', on(node));
    expect(stroke(it, 'daemonset', ['pods', gone(on('a'))])).toEqual([]);
    hear(it);
    expect(stroke(it, 'daemonset', ['pods', gone(on('b'))])).toEqual([keeps(0, 1)]);
  });

  it('second pods on more nodes than it may have', () => {
    const it = daemons(1);
    for (const node of ['a', 'b', 'c']) put(it, 'pods', on(node));
    expect(stroke(it, 'daemonset', ['pods', on('a', 'new', false)])).toEqual([]);
    hear(it);
    const wrong = 'dae has second pods on 2 nodes where its surge allows 1';
    expect(stroke(it, 'daemonset', ['pods', on('b', 'new', false)])).toEqual([wrong]);
  });
});

describe('what the sweep finds of Deployments and ReplicaSets', () => {
  const deployment = (replicas: number, maxSurge: number | string, maxUnavailable: number | string) => ({
    metadata: { name: 'd', uid: 'd' },
    spec: { replicas, strategy: { rollingUpdate: { maxSurge, maxUnavailable } } },
  });
  const set = (name: string, replicas: number, availableReplicas = 0, desired = 4) => ({
    metadata: {
      name,
      uid: name,
      ownerReferences: ownedBy('d'),
      annotations: { 'deployment.kubernetes.io/desired-replicas': String(desired) },
    },
    spec: { replicas },
    status: { replicas: availableReplicas, availableReplicas },
  });
  type Sets = readonly (readonly [name: string, size: number, available: number])[];

  it.each<{ surge: number | string; unavailable: number | string; had: Sets; to: readonly [string, number][]; wrong: readonly string[] }>([
    { surge: 1, unavailable: 0, had: [['old', 4, 4]], to: [['new', 1]], wrong: [] },
    { surge: 1, unavailable: 0, had: [['old', 4, 4]], to: [['new', 2]], wrong: ['d asks for 6 pods where its surge allows 5'] },
    { surge: '25%', unavailable: 0, had: [['old', 4, 4]], to: [['new', 2]], wrong: ['d asks for 6 pods where its surge allows 5'] },
    { surge: 0, unavailable: 1, had: [['old', 4, 4]], to: [['old', 3]], wrong: [] },
    { surge: 0, unavailable: 1, had: [['old', 4, 4]], to: [['old', 2]], wrong: ['d keeps 2 of 4 available pods where 3 must stay'] },
    { surge: 0, unavailable: 1, had: [['old', 4, 2]], to: [['old', 2]], wrong: [] },
    { surge: 0, unavailable: 1, had: [['old', 4, 2]], to: [['old', 1]], wrong: ['d keeps 1 of 2 available pods where 3 must stay'] },
    {
      surge: 2,
      unavailable: 0,
      had: [
        ['old', 4, 4],
        ['new', 2, 2],
      ],
      to: [['old', 2]],
      wrong: [],
    },
    {
      surge: 2,
      unavailable: 0,
      had: [
        ['old', 4, 4],
        ['new', 2, 1],
      ],
      to: [['old', 2]],
      wrong: ['d keeps 3 of 5 available pods where 4 must stay'],
    },
  ])('$had with surge $surge and unavailable $unavailable: to $to', ({ surge, unavailable, had, to, wrong }) => {
    const it = world();
    put(it, 'deployments.apps', deployment(4, surge, unavailable));
    for (const one of had) put(it, 'replicasets.apps', set(...one));
    const available = (name: string) => had.find(([known]) => known === name)?.[2];
    const writes = to.map(([name, size]): Write => ['replicasets.apps', set(name, size, available(name))]);
    expect(stroke(it, 'deployment', ...writes)).toEqual(wrong);
  });

  it('no Deployment whose size was changed', () => {
    const it = world();
    put(it, 'deployments.apps', deployment(1, 1, 0));
    put(it, 'replicasets.apps', set('old', 4, 4));
    expect(stroke(it, 'deployment', ['replicasets.apps', set('old', 0, 4)])).toEqual([]);
  });

  it.each([
    { had: ['a', 'b-'], makes: ['c'], takes: [], wrong: [] },
    { had: ['a', 'b'], makes: ['c', 'd'], takes: [], wrong: ['s makes 4 pods of 3', 's makes 4 pods of 3'] },
    { had: ['a', 'b', 'c', 'd-'], makes: [], takes: ['d-'], wrong: [] },
    { had: ['a', 'b', 'c', 'd-'], makes: [], takes: ['a'], wrong: ['s takes a, which is ready, before d'] },
    { had: ['a', 'b', 'c', 'd-', 'e-'], makes: [], takes: ['a'], wrong: [] },
    { had: ['a', 'b', 'c'], makes: [], takes: ['a'], wrong: ['s keeps 2 pods of 3'] },
  ])('$had of a ReplicaSet of three: makes $makes, takes $takes', ({ had, makes, takes, wrong }) => {
    const it = world();
    const of = (name: string) => pod(name[0]!, 's', !name.includes('-'));
    put(it, 'replicasets.apps', { metadata: { name: 's', uid: 's' }, spec: { replicas: 3 } });
    for (const one of had) put(it, 'pods', of(one));
    const writes = [...makes.map((one): Write => ['pods', of(one)]), ...takes.map((one): Write => ['pods', gone(of(one))])];
    expect(stroke(it, 'replicaset', ...writes)).toEqual(wrong);
  });

  it('no ReplicaSet that takes a pod which it takes for unready', () => {
    const it = world();
    put(it, 'replicasets.apps', { metadata: { name: 's', uid: 's' }, spec: { replicas: 1 } });
    for (const name of ['a', 'b']) put(it, 'pods', pod(name, 's', false));
    stroke(it, undefined, ['pods', pod('a', 's')]);
    expect(stroke(it, 'replicaset', ['pods', gone(pod('a', 's'))])).toEqual([]);
  });

  it('a status that is not what is known', () => {
    const it = world();
    const of = (readyReplicas: number) => ({
      metadata: { name: 's', uid: 's' },
      spec: { replicas: 2 },
      status: { replicas: 2, readyReplicas },
    });
    put(it, 'replicasets.apps', of(0));
    put(it, 'pods', pod('a', 's'));
    put(it, 'pods', pod('b', 's', false));
    expect(stroke(it, 'replicaset', ['replicasets.apps', of(1)])).toEqual([]);
    expect(stroke(it, 'replicaset', ['replicasets.apps', of(2)])).toEqual(['s tells of 2 ready pods of 2 where there are 1 of 2']);
  });
});

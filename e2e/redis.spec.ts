/** The main job of the first road: a StatefulSet with claims comes alive, is killed, scaled and deleted, and keeps its data. */
import { test, type Page } from '@playwright/test';
import { scenarios } from '#ui/editor/scenarios.ts';
import { expectOrder, firstSight, mapOf, sightings, thing, watchMap } from './helpers/map.ts';
import { desk, goTo, press, setSpeed } from './helpers/hands.ts';
import { answerOf, emptyCluster, expect, listenForFaults, pasteSource, pressApply } from './helpers/page.ts';
import { begin, growTerminal, lastLine, run, tableOf, typeLine } from './helpers/terminal.ts';

/** Wide enough that no line of a wide table is wrapped. */
test.use({ viewport: desk(1600, 1000) });

const [redis] = scenarios;
const zero = /^Pod redis-pv-sts-0, Running, ready/;
const one = /^Pod redis-pv-sts-1, Running, ready/;

const firstPod = [
  /^StatefulSet redis-pv-sts, 0\/2 ready$/,
  /^Pod redis-pv-sts-0, Pending, not ready, on no node yet$/,
  /^PersistentVolumeClaim redis-100m-pvc-redis-pv-sts-0, Pending, 100Mi, no volume yet$/,
  /^PersistentVolumeClaim redis-100m-pvc-redis-pv-sts-0, Bound, 100Mi, volume pvc-\S+ Bound$/,
  /^Pod redis-pv-sts-0, ContainerCreating, not ready, on node-\d$/,
  zero,
];

const secondPod = [
  zero,
  /^Pod redis-pv-sts-1, Pending, not ready, on no node yet$/,
  /^PersistentVolumeClaim redis-100m-pvc-redis-pv-sts-1, Bound, 100Mi, volume pvc-\S+ Bound$/,
  /^Pod redis-pv-sts-1, ContainerCreating, not ready, on node-\d$/,
  one,
  /^StatefulSet redis-pv-sts, 2\/2 ready$/,
];

async function uidOf(page: Page, pod: string): Promise<string> {
  const [uid = ''] = await run(page, `kubectl get pod ${pod} -o jsonpath='{.metadata.uid}{"\\n"}'`);
  expect(uid).toMatch(/^[0-9a-f-]{36}$/);
  return uid;
}

async function ipOf(page: Page, pod: string): Promise<string> {
  const [ip = ''] = await run(page, `kubectl get pod ${pod} -o jsonpath='{.status.podIP}{"\\n"}'`);
  expect(ip).toMatch(/^10\.244\.\d+\.\d+$/);
  return ip;
}

test('from an empty cluster: what is pasted and applied comes alive in order', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const faults = listenForFaults(page);
  await watchMap(page);
  await page.goto(emptyCluster());
  await expect(thing(page, 'Node node-3, Ready')).toBeVisible();
  await expect(thing(page, /redis/)).toHaveCount(0);

  await goTo(page, 'Source');
  await press(page.getByRole('button', { name: 'New file' }));
  await pasteSource(page, redis.text);
  await expect(thing(page, /redis/), 'pasting draws nothing').toHaveCount(0);
  // Slowly at first: the claim waits for its volume only for a tenth of a second.
  await setSpeed(page, 0.25);
  await pressApply(page);
  await expect(answerOf(page)).toContainText('statefulset.apps/redis-pv-sts created');
  await expect(thing(page, /^PersistentVolumeClaim redis-100m-pvc-redis-pv-sts-0, Bound/)).toBeVisible();
  await setSpeed(page, 1);
  await expect(thing(page, one)).toBeVisible({ timeout: 60_000 });

  const seen = await sightings(page);
  expectOrder(seen, firstPod);
  expectOrder(seen, secondPod);
  // The second pod may begin in the repaint in which the first turns Ready, never before.
  expect(seen[firstSight(seen, /^Pod redis-pv-sts-1,/)]?.paint).toBeGreaterThanOrEqual(seen[firstSight(seen, zero)]?.paint ?? Infinity);
  expect(faults).toEqual([]);
});

test('a first visit: every command of the road, each seen on the map', async ({ page }) => {
  test.setTimeout(240_000);
  const faults = listenForFaults(page);
  await watchMap(page);
  await page.goto('/');
  await setSpeed(page, 2);
  await expect(thing(page, one)).toBeVisible({ timeout: 60_000 });
  expectOrder(await sightings(page), [/^StatefulSet redis-pv-sts, 0\/2 ready$/, /^Pod redis-pv-sts-0,/, zero, /^Pod redis-pv-sts-1,/, one]);
  await growTerminal(page);

  await test.step('get -o wide of everything', async () => {
    const rows = await run(page, 'kubectl get sts,pod,pvc,pv,svc,endpoints -o wide');
    const table = tableOf(rows);
    expect(table.get('statefulset.apps/redis-pv-sts')?.slice(1, 2)).toEqual(['2/2']);
    expect(table.get('statefulset.apps/redis-pv-sts')?.slice(-2)).toEqual(['redis', 'redis:5-alpine']);
    expect(table.get('pod/redis-pv-sts-0')?.slice(1, 4)).toEqual(['1/1', 'Running', '0']);
    expect(table.get('pod/redis-pv-sts-1')?.slice(1, 4)).toEqual(['1/1', 'Running', '0']);
    expect(table.get('persistentvolumeclaim/redis-100m-pvc-redis-pv-sts-0')?.slice(1, 2)).toEqual(['Bound']);
    expect(
      rows.filter((row) =>
        /^persistentvolume\/pvc-\S+ +100Mi +RWX +Delete +Bound +default\/redis-100m-pvc-redis-pv-sts-[01] +redis-disks /.test(row),
      ),
    ).toHaveLength(2);
    expect(table.get('service/redis-pv-svc')?.slice(1, 3)).toEqual(['ClusterIP', 'None']);
    expect(table.get('endpoints/redis-pv-svc')?.[1]).toMatch(/^10\.244\.\d+\.\d+:6379,10\.244\.\d+\.\d+:6379$/);
  });

  await test.step('exec hostname', async () => {
    expect(await run(page, 'kubectl exec redis-pv-sts-0 -- hostname')).toEqual(['redis-pv-sts-0']);
  });

  await test.step('exec -it redis-cli', async () => {
    const ask = '127.0.0.1:6379>';
    await begin(page, 'kubectl exec -it redis-pv-sts-0 -- redis-cli');
    await lastLine(page, ask);
    await typeLine(page, 'set name jack');
    await expect(page.getByRole('group', { name: 'Terminal' }).getByRole('listitem').filter({ hasText: /^OK$/ })).toHaveCount(1);
    await typeLine(page, 'get name');
    await expect(
      page
        .getByRole('group', { name: 'Terminal' })
        .getByRole('listitem')
        .filter({ hasText: /^"jack"$/ }),
    ).toHaveCount(1);
    await lastLine(page, ask);
    await typeLine(page, 'exit');
    await lastLine(page, '$');
  });

  await test.step('delete the pod: the berth empties, another pod of that name docks, the claim stays', async () => {
    const uid = await uidOf(page, 'redis-pv-sts-0');
    const ip = await ipOf(page, 'redis-pv-sts-0');
    const start = (await sightings(page)).length;
    expect(await run(page, 'kubectl delete pod redis-pv-sts-0')).toEqual(['pod "redis-pv-sts-0" deleted']);
    await expect(thing(page, zero)).toBeVisible({ timeout: 60_000 });
    const seen = (await sightings(page)).slice(start);
    const leaving = firstSight(seen, /^Pod redis-pv-sts-0, Terminating/);
    const back = firstSight(seen, /^Pod redis-pv-sts-0, (Pending|ContainerCreating), not ready/, leaving);
    firstSight(seen, zero, back);
    expect(seen.filter(({ gone, name }) => gone && name.startsWith('PersistentVolumeClaim'))).toEqual([]);
    expect(await uidOf(page, 'redis-pv-sts-0')).not.toBe(uid);
    expect(await ipOf(page, 'redis-pv-sts-0')).not.toBe(ip);
    expect(await run(page, 'kubectl exec redis-pv-sts-0 -- redis-cli get name')).toEqual(['jack']);
    await expect(thing(page, /^PersistentVolumeClaim redis-100m-pvc-redis-pv-sts-0, Bound/)).toBeVisible();
  });

  await test.step('the other pod reaches it by name', async () => {
    expect(await run(page, 'kubectl exec redis-pv-sts-1 -- redis-cli -h redis-pv-sts-0.redis-pv-svc get name')).toEqual(['jack']);
  });

  await test.step('scale to 4: one after the other', async () => {
    const start = (await sightings(page)).length;
    expect(await run(page, 'kubectl scale sts redis-pv-sts --replicas=4')).toEqual(['statefulset.apps/redis-pv-sts scaled']);
    await expect(thing(page, 'StatefulSet redis-pv-sts, 4/4 ready')).toBeVisible({ timeout: 60_000 });
    const seen = (await sightings(page)).slice(start);
    expectOrder(seen, [
      /^Pod redis-pv-sts-2, Pending/,
      /^Pod redis-pv-sts-2, Running, ready/,
      /^Pod redis-pv-sts-3, Pending/,
      /^Pod redis-pv-sts-3, Running, ready/,
    ]);
  });

  await test.step('scale to 1: from the highest down, one at a time, and the data is kept', async () => {
    // A pod is on its way out for a third of a second: faster, a page that is late with a frame does not draw it.
    await setSpeed(page, 1);
    const start = (await sightings(page)).length;
    await run(page, 'kubectl scale sts redis-pv-sts --replicas=1');
    await expect(thing(page, 'StatefulSet redis-pv-sts, 1/1 ready')).toBeVisible({ timeout: 60_000 });
    for (const ordinal of [1, 2, 3])
      await expect(mapOf(page).getByLabel(`Berth ${ordinal} redis-pv-sts, data kept`)).toBeAttached({ timeout: 60_000 });
    const seen = (await sightings(page)).slice(start);
    const leaves = [3, 2, 1].map((ordinal) => seen.findIndex(({ name }) => name.startsWith(`Pod redis-pv-sts-${ordinal}, Terminating`)));
    const gone = [3, 2, 1].map((ordinal) => seen.findIndex((sight) => sight.gone && sight.name.startsWith(`Pod redis-pv-sts-${ordinal},`)));
    expect(Math.min(...leaves, ...gone)).toBeGreaterThanOrEqual(0);
    expect(seen[leaves[1] ?? -1]?.paint).toBeGreaterThanOrEqual(seen[gone[0] ?? -1]?.paint ?? Infinity);
    expect(seen[leaves[2] ?? -1]?.paint).toBeGreaterThanOrEqual(seen[gone[1] ?? -1]?.paint ?? Infinity);
    await expect(thing(page, /^PersistentVolumeClaim redis-100m-pvc-redis-pv-sts-3, Bound/)).toBeVisible();
    await setSpeed(page, 2);
  });

  await test.step('scale to 3: the kept claims are taken up again', async () => {
    const listed = /redis-100m-pvc-redis-pv-sts-\d pvc-[0-9a-f-]{36}/g;
    // A narrow terminal folds these lines.
    const volumes = async (): Promise<readonly string[]> => {
      const rows = await run(page, `kubectl get pvc -o jsonpath='{range .items[*]}{.metadata.name} {.spec.volumeName}{"\\n"}{end}'`);
      return rows.join('').match(listed) ?? [];
    };
    const before = await volumes();
    expect(before).toHaveLength(4);
    await run(page, 'kubectl scale sts redis-pv-sts --replicas=3');
    await expect(thing(page, 'StatefulSet redis-pv-sts, 3/3 ready')).toBeVisible({ timeout: 60_000 });
    expect(await volumes()).toEqual(before);
    await expect(mapOf(page).getByLabel('Berth 3 redis-pv-sts, data kept')).toBeAttached();
    await expect(mapOf(page).getByLabel('Berth 2 redis-pv-sts, taken')).toBeAttached();
  });

  await test.step('delete the set: the claims stay', async () => {
    expect(await run(page, 'kubectl delete sts redis-pv-sts')).toEqual(['statefulset.apps "redis-pv-sts" deleted']);
    await expect(thing(page, /^Pod redis-pv-sts-/)).toHaveCount(0, { timeout: 60_000 });
    await expect(thing(page, /^StatefulSet redis-pv-sts/)).toHaveCount(0);
    await expect(thing(page, /^PersistentVolumeClaim redis-100m-pvc-redis-pv-sts-\d, Bound/)).toHaveCount(4);
    const names = await run(page, 'kubectl get pvc -o name');
    expect(names.filter((row) => row.startsWith('persistentvolumeclaim/'))).toHaveLength(4);
  });
  expect(faults).toEqual([]);
});

/** A Deployment behind a ClusterIP Service: replacement under another name, and a request walking a node's chains. */
import { test, type Page } from '@playwright/test';
import { firstSight, sightings, thing, watchMap } from './helpers/map.ts';
import { stage } from '#tools/pictures/stage.ts';
import { choose, desk, goTo, play, press, setSpeed } from './helpers/hands.ts';
import { answerOf, emptyCluster, expect, listenForFaults, pasteSource, pressApply } from './helpers/page.ts';
import { openRun } from './helpers/run.ts';
import { growTerminal, run } from './helpers/terminal.ts';

test.use({ viewport: desk(1600, 1000) });

/** The client has node-3 for itself, so that its requests cross a wire. */
const source = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - key: kubernetes.io/hostname
                    operator: NotIn
                    values: [node-3]
      containers:
        - name: nginx
          image: nginx:1.25-alpine
          ports:
            - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: client
spec:
  nodeName: node-3
  containers:
    - name: busybox
      image: busybox:1.36
      command: [sleep, "86400"]
`;

const webPod = /^Pod (web-[a-z0-9]+-[a-z0-9]{5}), Running, ready/;

async function webPods(page: Page): Promise<readonly string[]> {
  return (await run(page, 'kubectl get pods -l app=web -o name')).map((name) => name.replace('pod/', '')).sort();
}

/** The pods at the end of the Service's lines, as its route tells them. */
async function lineEnds(page: Page): Promise<readonly string[]> {
  const names = await page.getByRole('tabpanel', { name: 'Route' }).getByRole('button').allTextContents();
  return names.sort();
}

async function openMapAndApply(page: Page): Promise<void> {
  await watchMap(page);
  await page.goto(emptyCluster());
  await expect(thing(page, 'Node node-3, Ready')).toBeVisible();
  await pasteSource(page, source);
  await setSpeed(page, 5);
  await pressApply(page);
  await expect(answerOf(page)).toContainText('pod/client created');
  await expect(thing(page, /^Service web, ClusterIP \S+, 80\/TCP, 2 endpoints ready$/)).toBeVisible({ timeout: 60_000 });
  await expect(thing(page, /^Pod client, Running, ready/)).toBeVisible({ timeout: 60_000 });
  await setSpeed(page, 1);
}

test.beforeEach(({ context }) => context.grantPermissions(['clipboard-read', 'clipboard-write']));

test('a killed pod is replaced under another name, and the Service follows', async ({ page }) => {
  const faults = listenForFaults(page);
  await openMapAndApply(page);
  await growTerminal(page);
  const before = await webPods(page);
  expect(before).toHaveLength(2);
  const [killed = '', kept = ''] = before;

  await choose(thing(page, /^Service web,/));
  await press(page.getByRole('tab', { name: 'Route' }));
  await expect.poll(() => lineEnds(page)).toEqual(before);

  const start = (await sightings(page)).length;
  expect(await run(page, `kubectl delete pod ${killed}`)).toEqual([`pod "${killed}" deleted`]);
  await expect(thing(page, 'Deployment web, 2/2 ready')).toBeVisible({ timeout: 60_000 });
  await expect(thing(page, webPod)).toHaveCount(2, { timeout: 60_000 });
  await expect(thing(page, new RegExp(`^Pod ${killed},`))).toHaveCount(0);
  const after = await webPods(page);
  expect(after).toContain(kept);
  expect(after).not.toContain(killed);

  const seen = (await sightings(page)).slice(start);
  const created = after.find((name) => name !== kept) ?? '';
  firstSight(seen, new RegExp(`^Pod ${created}, Running, ready`), firstSight(seen, new RegExp(`^Pod ${killed}, Terminating`)));
  await goTo(page, 'Inspector');
  await expect.poll(() => lineEnds(page)).toEqual(after);
  expect(faults).toEqual([]);
});

test("a request to the cluster IP walks the client's node's chains to one pod", async ({ page }) => {
  const faults = listenForFaults(page);
  await openRun(page, stage([[200, source]]), 20_000);
  await play(page);
  await growTerminal(page);
  const pods = await webPods(page);
  const [ip = ''] = await run(page, `kubectl get svc web -o jsonpath='{.spec.clusterIP}{"\\n"}'`);
  expect((await run(page, `kubectl exec client -- wget -qO- http://${ip}`)).join('\n')).toContain('Welcome to nginx!');

  await goTo(page, 'Map');
  await press(page.getByRole('button', { name: 'Packets' }));
  const packet = page.getByRole('menuitem', { name: new RegExp(`^Packet client → ${ip}:80 → (${pods.join('|')}), GET /, ACCEPT$`) });
  const reached = /:80 → (\S+),/.exec((await packet.getAttribute('aria-label')) ?? '')?.[1] ?? '';
  await press(packet);

  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { name: 'Packet' })).toBeVisible();
  await goTo(page, 'Timeline');
  await expect(page.getByRole('button', { name: 'Play' }), 'a held packet stops the clock').toBeVisible();
  await goTo(page, 'Inspector');
  const hops = await inspector.getByRole('list', { name: 'Route' }).getByRole('listitem').allTextContents();
  expect(hops.map((hop) => hop.trim())).toEqual([
    'pod/default/client → node/node-3',
    expect.stringMatching(/^node\/node-3 → node\/node-[12]$/),
    expect.stringMatching(new RegExp(`^node/node-[12] → pod/default/${reached}$`)),
  ]);
  const rules = inspector.getByRole('list', { name: 'Rules met on the way' }).getByRole('listitem');
  const met = await rules.filter({ has: page.getByRole('img', { name: 'matched', exact: true }) }).allTextContents();
  const walk = ['-A PREROUTING ', '-A KUBE-SERVICES ', '-A KUBE-SVC-', '-A KUBE-SEP-', '-A POSTROUTING '].map((chain) =>
    met.findIndex((rule) => rule.includes(chain)),
  );
  expect(
    walk.every((at, i) => at >= 0 && at > (walk[i - 1] ?? -1)),
    `in order: ${met.join('\n')}`,
  ).toBe(true);
  expect(met.filter((rule) => /^-A KUBE-SEP-\S+ -p tcp .* -j DNAT --to-destination 10\.244\.\d+\.\d+:80/.test(rule))).toHaveLength(1);

  // The same rules stand in that node's own table.
  await press(inspector.getByRole('button', { name: 'Let it go' }));
  await choose(thing(page, /^Node node-3,/));
  await press(page.getByRole('tab', { name: 'iptables' }));
  const chain = /-j (KUBE-SVC-\w+)/.exec(met.find((rule) => rule.includes('-A KUBE-SERVICES ')) ?? '')?.[1] ?? '';
  await expect(page.getByRole('tabpanel', { name: 'iptables' })).toContainText(`:${chain} `);
  expect(faults).toEqual([]);
});

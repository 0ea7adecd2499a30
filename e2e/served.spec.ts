/** The page on a served cluster: what another client does is on the map, and what the page does another client sees. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type APIRequestContext } from '@playwright/test';
import { goTo } from './helpers/hands.ts';
import { thing } from './helpers/map.ts';

const port = Number(process.env['ORRERY_SERVE_PORT'] ?? 4185);
const url = `https://127.0.0.1:${port}`;
const token = 'a-token-of-the-test';
const headers = { Authorization: `Bearer ${token}` };

test.use({ ignoreHTTPSErrors: true });

let server: ChildProcess;
let folder: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-served-'));
  const said = ['src/server/main.ts', '--port', String(port), '--token', token, '--speed', '5', '--kubeconfig', join(folder, 'kubeconfig')];
  server = spawn(process.execPath, ['--import', 'tsx', ...said], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    server.once('exit', () => reject(new Error('the server has ended')));
    server.stdout?.on('data', (part: Buffer) => {
      if (part.toString('utf8').includes('the page: ')) resolve();
    });
  });
});

test.afterAll(() => {
  server.removeAllListeners('exit');
  server.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

function deployment(name: string): object {
  const labels = { app: name };
  const spec = {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec };
}

async function create(request: APIRequestContext, name: string): Promise<void> {
  const answer = await request.post(`${url}/apis/apps/v1/namespaces/default/deployments`, { headers, data: deployment(name) });
  expect(answer.status()).toBe(201);
}

test('what a client creates is on the map of a page that was open, and of one that comes later', async ({ page, request, context }) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${url}/ui/#key=${token}`);
  await expect(thing(page, /^Node node-1/)).toBeVisible();
  expect(page.url()).not.toContain(token);
  await create(request, 'outside');
  await expect(thing(page, /^Pod outside-.*[Rr]unning/)).toHaveCount(2);
  await goTo(page, 'Timeline');
  await expect(page.getByText('Live 5×')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);

  expect(problems).toEqual([]);

  const later = await context.newPage();
  await later.goto(`${url}/ui/#key=${token}`);
  await expect(thing(later, /^Pod outside-.*[Rr]unning/)).toHaveCount(2);
});

test('what is typed into the page reaches the cluster that others see', async ({ page, request }) => {
  await page.goto(`${url}/ui/#key=${token}`);
  await goTo(page, 'Terminal');
  const line = page.getByRole('textbox', { name: /terminal/i });
  await line.pressSequentially('kubectl create configmap typed --from-literal=a=b\n');
  await expect.poll(async () => (await request.get(`${url}/api/v1/namespaces/default/configmaps/typed`, { headers })).status()).toBe(200);
});

test('without the key the page is empty and says why', async ({ page }) => {
  await page.goto(`${url}/ui/`);
  await expect(page.getByRole('alertdialog')).toContainText('open the link');
});

import { expect, test } from 'vitest';
import type { Frame } from '#api/frame.ts';
import { createEngine } from '#engine/engine.ts';
import { directPort, type DirectPort } from '#remote/directPort.ts';
import { createPlayground, type Playground } from '#remote/page.ts';
import { deploymentTape } from './deploymentTape.ts';

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

interface Page {
  readonly port: DirectPort;
  readonly world: Playground;
  readonly objects: Map<string, string>;
  readonly frames: Frame[];
}

/** A page that only remembers which revision of what it was told. */
async function openPage(pods: number, at: number): Promise<Page> {
  const port = directPort(deploymentTape(0), (tape) => createEngine(tape));
  const world = createPlayground(port, 'orrery');
  const objects = new Map<string, string>();
  const frames: Frame[] = [];
  world.onFrame((frame) => {
    frames.push(frame);
    if (frame.reset) objects.clear();
    for (const { type, object } of frame.changes) {
      const place = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      if (type === 'DELETED') objects.delete(place);
      else objects.set(place, object.metadata.resourceVersion);
    }
  });
  void world.load(deploymentTape(pods), at);
  const page = { port, world, objects, frames };
  await pass(page, 1_000);
  return page;
}

async function pass({ port }: Page, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 16) {
    port.pump(16);
    await settle();
  }
}

/** What an engine has that was played to the moment. */
function played(pods: number, at: number): [string, string][] {
  const engine = createEngine(deploymentTape(pods));
  engine.seek(at);
  return engine
    .drain()
    .changes.filter(({ object }) => object.kind !== 'Event' && object.kind !== 'Lease')
    .map(({ object }): [string, string] => [
      `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`,
      object.metadata.resourceVersion,
    ])
    .sort();
}

test('a moment that is sought is shown before the engine is there, and is the one that the engine then has', async () => {
  const page = await openPage(20, 20_000);
  for (const at of [9_000, 7_300, 12_000, 6_001, 19_999, 0, 20_000, 8_500]) {
    page.world.clock.seek(at);
    await settle();
    expect(Number(page.frames.at(-1)?.now)).toBe(at);
    const expected = played(20, at);
    expect([...page.objects].sort()).toEqual(expected);
    if (at % 2_000 === 0) await pass(page, 600);
    expect([...page.objects].sort()).toEqual(expected);
  }
});

test('what is asked of a moment is answered there, and what is said there begins a branch', async () => {
  const page = await openPage(5, 20_000);
  page.world.clock.seek(7_000);
  const request = { verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: 'default' } as const;
  const pods = page.world.client.request(request);
  await pass(page, 600);
  const { body } = await pods;
  expect((body as unknown as { items: readonly unknown[] }).items).toHaveLength(
    played(5, 7_000).filter(([place]) => place.startsWith('Pod default/')).length,
  );
  page.world.clock.seek(12_000);
  const name = 'web';
  void page.world.client.request({ verb: 'delete', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name });
  await pass(page, 600);
  expect(page.objects.has('Deployment default/web')).toBe(false);
  page.world.clock.seek(20_000);
  await pass(page, 600);
  page.world.clock.seek(12_500);
  await pass(page, 600);
  expect([...page.objects.keys()].filter((place) => place.startsWith('Deployment'))).toEqual([]);
  expect(page.frames.findLast((frame) => frame.branches !== undefined)?.branches).toHaveLength(2);
});

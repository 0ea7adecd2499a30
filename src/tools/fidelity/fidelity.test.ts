import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { areasOf } from './areas.ts';
import { edited, parseScript, sed } from './areas/live/script.ts';
import { parseCommand } from './areas/live/shell.ts';
import { comparable, exact } from './areas/live/normal.ts';
import type { AreaResult } from './report.ts';
import type { Sources } from './sources.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const own: Sources = { reference: join(fixtures, 'reference'), live: join(fixtures, 'live'), corpus: join(fixtures, 'corpus') };

async function run(name: string, sources: Sources): Promise<AreaResult> {
  const area = areasOf(sources).find((it) => it.name === name);
  if (area === undefined) throw new Error(`no area ${name}`);
  return area.run(sources);
}

/** What matched when this was written; it may rise, not fall. */
test.each([
  ['traces', 21],
  ['live', 35],
  ['cli', 45],
  ['corpus-create', 2],
  ['validation-create', 71],
  ['validation-update', 50],
  ['iptables', 6],
  ['packets', 17],
  ['dns', 85],
  ['vectors:quantity', 60],
  ['vectors:resolve_fenceposts', 60],
  ['vectors:name_validation', 88],
  ['vectors:k8s.io.apimachinery__pkg__labels', 26],
  ['vectors:k8s.io.apimachinery__pkg__fields', 7],
  ['vectors:k8s.io.apimachinery__pkg__util__validation', 60],
])('%s: at least %i recorded cases match', async (name, least) => {
  const { total, matched, leftOut, failed } = await run(name, own);
  expect(matched).toBeGreaterThanOrEqual(least);
  expect(matched + leftOut.length + failed.length).toBe(total);
  for (const { reason } of leftOut) expect(reason).not.toBe('');
});

test('every file of vectors is an area', () => {
  const names = areasOf(own).map(({ name }) => name);
  expect(names).toContain('vectors:coredns_cases');
  expect(names).toContain('vectors:k8s.io.apimachinery__pkg__util__intstr');
  expect(new Set(names).size).toBe(names.length);
});

/** A folder with these files; gone when the test is over. */
async function inFolder(files: Readonly<Record<string, unknown>>, check: (sources: Sources) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fidelity-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  await check({ reference: folder, live: join(folder, 'live'), corpus: folder });
  rmSync(folder, { recursive: true });
}

test('broken and unknown recordings are listed, and end nothing', async () => {
  const broken = {
    tests: {
      TestSelectorParse: [{ pos: 'x:1', in: null }],
      TestOfTomorrow: [
        { pos: 'x:1', in: { f: { $func: 'f' } } },
        { pos: 'x:2', in: 1 },
      ],
    },
  };
  const files = {
    'golden/validation-create/Pod.json': { bases: [], cases: [{ mutation: 'delete', path: ['spec'], base: 3, code: 422 }] },
    'golden/validation-update/Pod.json': '{ "bases": ',
    'iptables/packetflow.json': [
      { test: 'T', nodeIP: '1.1.1.1', ops: null, cases: [{ name: 'p', sourceIP: 'x', destIP: 'y', destPort: 1, output: '', masq: false }] },
    ],
    'live/01-cut/steps.json': '[{',
    'live/02-odd/steps.json': [{ t_ms: 0, do: 'cli', command: 'kubectl get nothing', exit: 1, output: 'x' }],
    'vectors/tomorrow.json': { cases: [{}, {}] },
    'vectors/unit/k8s.io.apimachinery__pkg__labels.json': broken,
  };
  await inFolder(files, async (sources) => {
    const kinds = async (name: string) => {
      const { total, matched, leftOut, failed } = await run(name, sources);
      return [total, matched, leftOut.length, failed.length];
    };
    expect(await kinds('validation-create')).toEqual([1, 0, 0, 1]);
    expect(await kinds('validation-update')).toEqual([1, 0, 0, 1]);
    expect(await kinds('packets')).toEqual([1, 0, 0, 1]);
    expect(await kinds('vectors:tomorrow')).toEqual([2, 0, 2, 0]);
    expect(await kinds('vectors:k8s.io.apimachinery__pkg__labels')).toEqual([3, 0, 3, 0]);
    expect(await kinds('live')).toEqual([2, 0, 0, 2]);
  });
});

test.each([
  ["kubectl get pod -l 'a in (b, c)'", { words: ['get', 'pod', '-l', 'a in (b, c)'] }],
  ['echo \'{"a":1}\' | kubectl create -f -', { words: ['create', '-f', '-'], stdin: '{"a":1}\n' }],
  ["kubectl apply -f - <<'E'\nkind: Pod\nE", { words: ['apply', '-f', '-'], stdin: 'kind: Pod\n' }],
  ['kubectl describe pv $(kubectl get pvc a -o name)', { words: ['describe', 'pv', '$()'], inner: ['get', 'pvc', 'a', '-o', 'name'] }],
  ['kubectl get pods | grep web', { leftOut: 'a shell construct that the replay does not know' }],
])('%j is typed as it was', (line, parsed) => {
  expect(parseCommand(line)).toEqual(parsed);
});

test.each([
  [
    '(timeout 8 kubectl get pods -w & sleep 2; kubectl delete pod a; wait)',
    [
      { pipe: [{ do: 'kubectl', words: ['get', 'pods', '-w'], timeoutMs: 8_000 }], inBackground: true, ifWell: false },
      { pipe: [{ do: 'sleep', ms: 2_000 }], inBackground: false, ifWell: false },
      { pipe: [{ do: 'kubectl', words: ['delete', 'pod', 'a'] }], inBackground: false, ifWell: false },
      { pipe: [{ do: 'wait' }], inBackground: false, ifWell: false },
    ],
  ],
  [
    'EDITOR=true kubectl edit deploy web',
    [{ pipe: [{ do: 'kubectl', words: ['edit', 'deploy', 'web'], editor: 'true' }], inBackground: false, ifWell: false }],
  ],
  ['kubectl get pods > file', undefined],
  ['curl http://x; kubectl get pods', undefined],
])('%j is a script', (line, parts) => {
  expect(parseScript(line)).toEqual(parts);
});

test('an editor is a sed', () => {
  expect(edited('replicas: 3\n', 'sed -i s/replicas:.3/replicas:\\ 2/')).toBe('replicas: 2\n');
  expect(edited('replicas: 3\n', 'true')).toBe('replicas: 3\n');
  expect(sed('a: "1"\n', 's/a: "1"/a: "9"/')).toBe('a: "9"\n');
});

test('chance is no difference, and words are', () => {
  const [theirs, ours] = ['NAME        AGE\nweb-bcdfg   3s\nweb-zzzzz   2m5s\n', 'NAME        AGE\nweb-22222   10s\nweb-xxxxx   4s\n'];
  expect(comparable('kubectl get pods', theirs, 'n')).toBe(comparable('kubectl get pods', ours, 'n'));
  expect(comparable('kubectl get pods', theirs, 'n')).not.toBe(comparable('kubectl get pods', ours.replace('web', 'db'), 'n'));
  const slice = (...names: string[]) =>
    `  endpoints:\n${names.map((name) => `  - addresses:\n    - 10.0.0.1\n    targetRef:\n      name: ${name}\n`).join('')}  kind: EndpointSlice\n`;
  const get = 'kubectl get endpointslices -o yaml';
  expect(comparable(get, slice('a', 'b'), 'n')).toBe(comparable(get, slice('b', 'a'), 'n'));
  expect(comparable(get, slice('a', 'b'), 'n')).not.toBe(comparable(get, slice('a', 'c'), 'n'));
  expect(exact('kubectl get x', 'error:  two blanks\n', 'n')).not.toBe(exact('kubectl get x', 'error: two blanks\n', 'n'));
});

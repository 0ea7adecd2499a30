import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemsOf, roomOf } from './problems.ts';

const src = join(import.meta.dirname, '../..');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));

test('every file keeps the rules of the house', () => {
  const broken = files.flatMap((path) =>
    problemsOf({ path, text: readFileSync(join(src, path), 'utf8') }).map((problem) => `src/${path} ${problem}`),
  );
  expect(broken).toEqual([]);
});

test('every file stands in a room', () => {
  const homeless = files.filter((path) => path.includes('/') && roomOf(path) === undefined && !/^(tools|server)\//.test(path));
  expect(homeless).toEqual([]);
});

/** Each rule is shown to fail when it is broken. */
test.each([
  ['ui/map.ts', "import { run } from '#engine/world.ts';", 'ui may not import engine'],
  ['ui/map.ts', "import { pop } from '#sim/heap.ts';", 'ui may not import sim'],
  ['api/meta.ts', "import { a } from '../engine/world.ts';", 'api may not import engine'],
  ['engine/kubelet/kubelet.ts', "import { a } from '../scheduler/cycle.ts';", 'may not import engine/scheduler'],
  ['engine/kubelet/kubelet.ts', "import { a } from '#engine/cri/state.ts';", 'may not import engine/cri'],
  ['engine/scheduler/cycle.ts', "import { a } from '../etcd/store.ts';", 'may not import engine/etcd'],
  [
    'engine/controllers/job/job.ts',
    "/** upstream: x */\nimport { a } from '../deployment/sync.ts';",
    'controllers never import each other',
  ],
  ['engine/scheduler/cycle.ts', "import { parse } from 'yaml';", 'imports the package yaml'],
  ['scene/scene.ts', "import React from 'react';", 'imports the package react'],
  ['engine/world.ts', 'async function run() {}', 'asynchronous'],
  ['sim/kernel.ts', 'new Promise(() => {})', 'asynchronous'],
  ['scene/scene.ts', 'a.localeCompare(b)', 'depends on the locale'],
  ['engine/cri/shell.ts', 'function* steps() {}', 'a generator'],
  ['ui/log.tsx', 'element.innerHTML = text', 'writes HTML'],
  ['engine/controllers/job/job.ts', 'export const job = 1;', 'no `upstream:` line'],
  ['kubectl/get.ts', '// TO' + 'DO: more', 'leaves something to do'],
])('%s: %s', (path, text, problem) => {
  expect(problemsOf({ path, text }).join('\n')).toContain(problem);
});

test('a file that keeps the rules has no problems', () => {
  const text = "/** upstream: pkg/scheduler */\nimport { keyOf } from '#api/meta.ts';\n// it may await nothing\nexport const a = 'await';";
  expect(problemsOf({ path: 'engine/scheduler/cycle.ts', text })).toEqual([]);
});

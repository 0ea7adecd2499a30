/**
 * Installs what is missing and runs every check: types, lint, unit tests, the sweep, bad input, real clients, the build, and the browser tests.
 * Ends with one line, `N passed, N failed`, and exits non-zero when anything failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { checkNode, installPackages } from './install.mjs';

checkNode();
installPackages();
const { findBrowser } = await import('./browser.mjs');
const browser = await findBrowser();

const results = 'test-results';
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
let failed = 0;

/** A check that passes or fails as a whole. */
function check(name, args) {
  console.log(`\n== ${name}`);
  const ok = spawnSync('npx', args, { stdio: 'inherit' }).status === 0;
  if (ok) passed += 1;
  else failed += 1;
}

/** A test runner that writes its counts to a file; one that writes none has failed. */
function suite(name, args, { file, count, env = {} }) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync('npx', args, { stdio: 'inherit', env: { ...process.env, ...env } });
  try {
    const counted = count(JSON.parse(readFileSync(file, 'utf8')));
    passed += counted.passed;
    failed += counted.failed;
    if (counted.failed === 0 && status !== 0) failed += 1;
  } catch {
    failed += 1;
  }
}

check('types', ['tsc', '-b']);
check('lint', ['oxlint', '--deny-warnings']);
suite('unit tests', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}/unit.json`], {
  file: `${results}/unit.json`,
  count: (it) => ({ passed: it.numPassedTests, failed: it.numFailedTests }),
});
check('sweep', ['tsx', 'src/tools/sweep/main.ts', '--seeds', '60', '--jobs', '2']);
check('fuzz', ['tsx', 'src/tools/fuzz/main.ts', '--seeds', '8']);
suite('clients', ['tsx', 'src/tools/clients/main.ts', '--short', '--changes', '2000', '--json', `${results}/clients.json`], {
  file: `${results}/clients.json`,
  count: (it) => it,
});
check('build', ['vite', 'build', '--logLevel', 'warn']);
suite('browser tests', ['playwright', 'test'], {
  file: `${results}/e2e.json`,
  count: (it) => ({ passed: it.stats.expected + it.stats.flaky, failed: it.stats.unexpected + it.stats.skipped }),
  env: browser === undefined ? {} : { ORRERY_CHROMIUM: browser },
});

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/**
 * `npm run clients [-- --changes N]`: real clients against a served cluster: every kubectl that is found through the same script,
 * helm through the life of a release, and an informer over many changes. Ends with `N passed, N failed`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { freshTape } from '#share/freshTape.ts';
import { serve } from '../../server/serve.ts';
import { findBinaries } from './binaries.ts';
import { checkInformer } from './informer.ts';
import { runScript, type Outcome } from './run.ts';
import { chart, files, helmScript, script } from './script.ts';

const { values } = parseArgs({ options: { changes: { type: 'string', default: '10000' } } });
const folder = mkdtempSync(join(tmpdir(), 'orrery-clients-'));
for (const [name, text] of Object.entries({ ...files, ...prefixed('chart', chart) })) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
const epoch = `${new Date().toISOString().slice(0, 19)}Z`;
const served = await serve({ tape: { ...freshTape(), epoch }, port: 0, speed: 20 });
const kubeconfig = join(folder, 'kubeconfig');
writeFileSync(kubeconfig, served.kubeconfig, { mode: 0o600 });

let passed = 0;
let failed = 0;
function report(name: string, outcome: Outcome): void {
  passed += outcome.passed;
  failed += outcome.failures.length;
  console.log(`${name}: ${outcome.passed} passed, ${outcome.failures.length} failed`);
  for (const failure of outcome.failures) console.log(`  ${failure}`);
}

const { kubectls, helm } = findBinaries();
for (const [index, path] of kubectls.entries()) {
  report(path, await runScript({ path, folder, kubeconfig, namespace: `clients-${index + 1}` }, script));
}
if (helm !== undefined) report('helm', await runScript({ path: helm, folder, kubeconfig }, helmScript));
report('informer', await checkInformer(served, Number(values.changes)));
await served.close();
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function prefixed(prefix: string, named: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(named).map(([name, text]) => [join(prefix, name), text]));
}

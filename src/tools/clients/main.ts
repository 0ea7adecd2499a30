/**
 * `npm run clients [-- --changes N --short --json FILE --kubectl PATH]`: real clients against a served cluster: every kubectl that is found through
 * the same script (in short: only the package's), helm through the life of a release, and informers over many changes. Ends with
 * `N passed, N failed`, and writes the counts to a file when asked.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { freshTape } from '#share/freshTape.ts';
import { serve } from '../../server/serve.ts';
import { shippedBinaries, systemKubectl } from './binaries.ts';
import { checkInformer } from './informer.ts';
import { followWithLibrary } from './libraryFollower.ts';
import { followRaw } from './rawFollower.ts';
import { runScript, type Outcome } from './run.ts';
import { chart, files, helmScript, script } from './script.ts';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '10000' },
    short: { type: 'boolean', default: false },
    json: { type: 'string' },
    kubectl: { type: 'string', multiple: true },
  },
});
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

const shipped = shippedBinaries();
if (shipped === undefined) console.log('kubectl and helm of the package are not to be had on this machine: they are left out');
const kubectls = [...(shipped === undefined ? [] : [shipped.kubectl]), ...(values.short ? [] : (values.kubectl ?? systemKubectl()))];
for (const [index, path] of kubectls.entries()) {
  report(path, await runScript({ path, folder, kubeconfig, namespace: `clients-${index + 1}` }, script));
}
if (shipped !== undefined) report('helm', await runScript({ path: shipped.helm, folder, kubeconfig }, helmScript));
const changes = Number(values.changes);
report('informer', await checkInformer(served, { name: 'raw', changes, follow: followRaw }));
report('informer of client-node', await checkInformer(served, { name: 'library', changes, follow: followWithLibrary }));
await served.close();
rmSync(folder, { recursive: true, force: true });
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ passed, failed }));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function prefixed(prefix: string, named: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(named).map(([name, text]) => [join(prefix, name), text]));
}

/**
 * Makes the definitions when they are missing or older than what they are made from. Vite and its tests do so when they start, the
 * tools before they run; nothing generated is committed.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '../../..');
const stamp = join(root, '.generated/stamp');

/** The generator itself, the struct tables and the merge table. */
const inputs = ['src/tools/schema', 'src/engine/apiserver/schema', 'src/api/machinery'];

export function ensureDefinitions() {
  const hash = inputHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  execFileSync(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), join(import.meta.dirname, 'main.ts')], { cwd: root });
  writeFileSync(stamp, hash);
}

function inputHash() {
  const hash = createHash('sha256');
  for (const folder of inputs) {
    for (const file of readdirSync(join(root, folder)).toSorted()) {
      if (/(Types|Facts|types|facts|read|build|defaults|main)\.ts$/.test(file)) hash.update(readFileSync(join(root, folder, file)));
    }
  }
  for (const name of ['kubernetes-models-1.28', 'kubernetes-models']) {
    hash.update(readFileSync(join(root, 'node_modules', name, 'package.json')));
  }
  return hash.digest('hex');
}

/** A package is not to be missing because the sources beside it are half written: whoever needs the definitions tries again. */
function afterInstall() {
  try {
    ensureDefinitions();
  } catch {
    console.warn('The definitions could not be made yet; Vite, the tests and the tools make them when they start.');
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.env.npm_lifecycle_event === 'postinstall') afterInstall();
  else ensureDefinitions();
}

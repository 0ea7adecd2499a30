/** Prints what a kustomization builds. upstream: kustomize/kustomize/commands/build */
import { toYaml } from '#manifest/toYaml.ts';
import type { Context, Verb } from '../context.ts';
import { failure } from '../failure.ts';
import { bools, flag } from '../flags.ts';
import { buildKustomization } from '../kustomize/build.ts';

export const kustomize: Verb = {
  name: 'kustomize',
  short: 'Build a kustomization target from a directory or URL',
  flags: [
    flag('env,e', 'strings'),
    flag('helm-command', 'string', { default: 'helm' }),
    flag('load-restrictor', 'string', { default: 'LoadRestrictionsRootOnly' }),
    flag('mount', 'strings'),
    flag('network-name', 'string', { default: 'bridge' }),
    flag('output,o'),
    ...bools('as-current-user', 'enable-alpha-plugins', 'enable-helm', 'network'),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const [folder = '.', ...more] = context.args;
  if (more.length > 0) throw failure('specify one path to kustomization.yaml');
  const objects = await buildKustomization(folder, async (path) => context.env.files.read(path));
  context.env.stdout(objects.map((object) => toYaml(object)).join('---\n'));
  return 0;
}

/** What is wrong with a command line of `kubectl debug`. upstream: kubectl/pkg/cmd/debug/debug.go (Validate) */
import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import { isGiven, isOn, listOf, textOf } from '../flags.ts';
import { isImageReference } from '../imageReference.ts';
import { imagesToSet, splitArgs } from './containers.ts';

export function checkDebug(context: Context): void {
  const { flags, env } = context;
  const given = (name: string) => textOf(flags, name) !== '';
  const { targets, command } = splitArgs(context);
  if (isGiven(flags, 'attach') && isOn(flags, 'attach') && !given('image') && !given('container'))
    throw failure('you must specify --container or create a new container using --image in order to attach.');
  if (given('copy-to')) checkCopy(context, command);
  else checkAdded(context);
  const image = textOf(flags, 'image');
  if (image !== '' && !isImageReference(image)) throw failure(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (targets.length === 0 && listOf(flags, 'filename').length === 0) throw failure('NAME or filename is required for debug');
  const policy = textOf(flags, 'image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw failure(`invalid image pull policy: ${policy}`);
  for (const [name, set] of imagesToSet(context))
    if (!isImageReference(set))
      throw failure(`invalid image name ${JSON.stringify(set)} for container ${JSON.stringify(name)}: invalid reference format`);
  if (given('target')) {
    if (given('copy-to')) throw failure('--target is incompatible with --copy-to. Use --share-processes instead.');
    if (!isOn(flags, 'quiet'))
      env.stdout(
        `Targeting container ${JSON.stringify(textOf(flags, 'target'))}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
  }
  if (isOn(flags, 'tty') && !isOn(flags, 'stdin')) throw failure('-i/--stdin is required for containers with -t/--tty=true');
}

function checkCopy({ flags }: Context, command: readonly string[]): void {
  const image = textOf(flags, 'image');
  if (image === '' && listOf(flags, 'set-image').length === 0 && command.length === 0)
    throw failure('you must specify --image, --set-image or command arguments.');
  if (command.length > 0 && textOf(flags, 'container') === '' && image === '')
    throw failure('you must specify an existing container or a new image when specifying args.');
}

function checkAdded({ flags }: Context): void {
  if (isOn(flags, 'replace')) throw failure('--replace may only be used with --copy-to.');
  if (isOn(flags, 'same-node')) throw failure('--same-node may only be used with --copy-to.');
  if (listOf(flags, 'set-image').length > 0) throw failure('--set-image may only be used with --copy-to.');
  if (textOf(flags, 'image') === '') throw failure('you must specify --image when not using --copy-to.');
}

/**
 * The container that somebody debugs with, as the command line describes it.
 * upstream: kubectl/pkg/cmd/debug/debug.go
 */
import type { Container, PodSpec } from '#api/kinds.ts';
import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import { isOn, listOf, textOf } from '../flags.ts';

/** Words before `--` name what is debugged, those after it are the command. */
export function splitArgs({ args, flags }: Context): { readonly targets: readonly string[]; readonly command: readonly string[] } {
  return flags.dashAt < 0 ? { targets: args, command: [] } : { targets: args.slice(0, flags.dashAt), command: args.slice(flags.dashAt) };
}

/** What the flags say of a container, without its name. */
export function wanted(context: Context): Omit<Partial<Container>, 'name'> {
  const { flags } = context;
  const { command } = splitArgs(context);
  const [image, policy] = [textOf(flags, 'image'), textOf(flags, 'image-pull-policy')];
  const env = envOf(context);
  return {
    ...(env.length === 0 ? {} : { env }),
    ...(image === '' ? {} : { image }),
    ...(policy === '' ? {} : { imagePullPolicy: policy as NonNullable<Container['imagePullPolicy']> }),
    ...(isOn(flags, 'stdin') ? { stdin: true } : {}),
    ...(isOn(flags, 'tty') ? { tty: true } : {}),
    ...(command.length === 0 ? {} : isOn(flags, 'arguments-only') ? { args: command } : { command }),
  };
}

function envOf({ flags }: Context): NonNullable<Container['env']> {
  return listOf(flags, 'env').map((pair) => {
    const at = pair.indexOf('=');
    if (at <= 0) throw failure(`invalid env: ${pair}`);
    return { name: pair.slice(0, at), value: pair.slice(at + 1) };
  });
}

/** `app=app:debug,*=busybox` */
export function imagesToSet({ flags }: Context): ReadonlyMap<string, string> {
  return new Map(listOf(flags, 'set-image').map((pair) => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]));
}

/** The name that was asked for, or one that is free; that is told. */
export function debugName(context: Context, spec: PodSpec): string {
  const asked = textOf(context.flags, 'container');
  if (asked !== '') return asked;
  const taken = new Set(allNames(spec));
  let name = '';
  while (name === '' || taken.has(name)) name = `debugger-${randomSuffix()}`;
  if (!isOn(context.flags, 'quiet')) context.env.stdout(`Defaulting debug container name to ${name}.\n`);
  return name;
}

export function allNames({ containers, initContainers = [], ephemeralContainers = [] }: PodSpec): string[] {
  return [...containers, ...initContainers, ...ephemeralContainers].map(({ name }) => name);
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** kubectl is outside of the cluster: the dice are its own. */
export function randomSuffix(): string {
  return Array.from({ length: 5 }, () => letters[Math.floor(Math.random() * letters.length)]).join('');
}

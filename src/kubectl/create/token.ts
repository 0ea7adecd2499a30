/** A token for a service account. upstream: kubectl/pkg/cmd/create/create_token.go */
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { asJson, objectOf, requestOf, send } from '../cluster.ts';
import { namespaceOf, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure, usageFailure } from '../failure.ts';
import { durationOf, flag, isGiven, listOf, textOf } from '../flags.ts';
import { outputFlags } from '../globalFlags.ts';
import { formatOf, formatted, typedObject } from '../outputs.ts';

export const token: Verb = {
  name: 'token',
  short: 'Request a service account token',
  flags: [
    ...outputFlags,
    flag('audience', 'array'),
    flag('duration', 'duration'),
    flag('bound-object-kind'),
    flag('bound-object-name'),
    flag('bound-object-uid'),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const [name] = context.args;
  if (name === undefined || context.args.length > 1)
    throw usageFailure(context.path, `exactly one NAME is required, got ${context.args.length}`);
  checkToken(context);
  const object = asJson({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec: specOf(context) });
  const answer = await asked(context, name, object);
  const value = (answer as { readonly status?: { readonly token?: string } }).status?.token ?? '';
  if (value === '') throw failure('failed to create token: no token in server response');
  const format = formatOf(context);
  context.env.stdout(format === undefined ? `${value}\n` : formatted(context, format, typedObject(answer as KubeObject), true));
  return 0;
}

async function asked(context: Context, name: string, object: ReturnType<typeof asJson>): Promise<object> {
  const place = { row: scheme.ServiceAccount, namespace: namespaceOf(context) };
  try {
    return objectOf(await send(context, requestOf(place, 'create', { name, subresource: 'token', object })));
  } catch (error) {
    if (error instanceof KubectlFailure && error.status !== undefined)
      throw failure(`failed to create token: ${error.status.message ?? ''}`);
    throw error;
  }
}

/** What a token may be bound to, with the version of its API. */
const bindable: Readonly<Record<string, string>> = { Pod: 'v1', Secret: 'v1' };

function checkToken({ flags }: Context): void {
  const duration = durationOf(flags, 'duration');
  if (duration < 0) throw failure('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) throw failure('--duration cannot be expressed in units less than seconds');
  if (listOf(flags, 'audience').includes('')) throw failure('--audience must not be an empty string');
  const [kind, name, uid] = ['kind', 'name', 'uid'].map((part) => textOf(flags, `bound-object-${part}`));
  if (kind === '') {
    if (name !== '') throw failure('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid !== '') throw failure('--bound-object-uid can only be set if --bound-object-kind is provided');
    return;
  }
  if (bindable[kind ?? ''] === undefined)
    throw failure(`supported --bound-object-kind values are ${Object.keys(bindable).toSorted().join(', ')}`);
  if (name === '') throw failure('--bound-object-name is required if --bound-object-kind is provided');
}

function specOf({ flags }: Context): object {
  const [kind = '', name, uid = ''] = ['kind', 'name', 'uid'].map((part) => textOf(flags, `bound-object-${part}`));
  const boundObjectRef = { kind, apiVersion: bindable[kind] ?? '', name, ...(uid === '' ? {} : { uid }) };
  return {
    audiences: listOf(flags, 'audience'),
    ...(kind === '' ? {} : { boundObjectRef }),
    ...(isGiven(flags, 'duration') ? { expirationSeconds: Math.round(durationOf(flags, 'duration') / 1000) } : {}),
  };
}

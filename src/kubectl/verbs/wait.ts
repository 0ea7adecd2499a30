/** Waits for a condition, a field or a deletion. upstream: kubectl/pkg/cmd/wait/wait.go */
import type { KubeObject } from '#api/meta.ts';
import { wallClock, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { bools, durationOf, flag, textOf } from '../flags.ts';
import { outputFlags, selectorFlag } from '../globalFlags.ts';
import { relaxedPath, resultsOf } from '../jsonPath.ts';
import { slashName } from '../naming.ts';
import { formatOf, formatted } from '../outputs.ts';
import { fetchSelected, noResources, refuseBare, selectResources, type Found } from '../selection.ts';
import { untilSeen } from '../until.ts';
import { targetOf } from '../write.ts';
import { throwAll } from '../aggregate.ts';

export const wait: Verb = {
  name: 'wait',
  short: 'Experimental: Wait for a specific condition on one or many resources',
  flags: [
    flag('filename,f', 'strings'),
    flag('recursive,R', 'bool', { default: 'true' }),
    ...outputFlags,
    selectorFlag,
    flag('field-selector'),
    flag('for'),
    flag('timeout', 'duration', { default: '30s' }),
    flag('all-namespaces,A', 'bool'),
    ...bools('all', 'local'),
  ],
  run,
};

interface Condition {
  readonly isDeletion: boolean;
  holds(object: KubeObject): boolean;
}

async function run(context: Context): Promise<number> {
  const condition = conditionOf(textOf(context.flags, 'for'));
  const failures: KubectlFailure[] = [];
  // Without time to wait there is one look.
  const unmet = durationOf(context.flags, 'timeout') === 0 ? 'condition not met for' : 'timed out waiting for the condition on';
  const timeout = durationOf(context.flags, 'timeout');
  const end = timeout <= 0 ? undefined : wallClock(context) + timeout;
  for (const one of await objectsOf(context, condition, failures)) {
    // All objects share the time: when it is over, nobody looks at the rest.
    const left = end === undefined ? timeout : end - wallClock(context);
    const met = (end === undefined || left > 0) && (await waitFor(context, one, { condition, timeout: left }));
    if (met) tellMet(context, one);
    else failures.push(failure(`${unmet} ${one.row.plural}/${one.object.metadata.name}`));
  }
  throwAll(failures);
  return 0;
}

function tellMet(context: Context, { row, object }: Found): void {
  const format = formatOf(context);
  if (format === undefined) context.env.stdout(`${slashName(row, object.metadata.name)} condition met\n`);
  else context.env.stdout(formatted(context, format, object));
}

function conditionOf(text: string): Condition {
  if (text.toLowerCase() === 'delete') return { isDeletion: true, holds: () => false };
  if (text.startsWith('condition=')) {
    const [type = '', status = 'true'] = text.slice('condition='.length).split('=');
    return { isDeletion: false, holds: (object) => conditionHolds(object, type, status) };
  }
  if (text.startsWith('jsonpath=')) {
    const [path = '', value] = splitPath(text.slice('jsonpath='.length));
    if (path === '') throw failure('jsonpath expression cannot be empty');
    const template = relaxedPath(path);
    return {
      isDeletion: false,
      holds(object) {
        const results = resultsOf(template, object);
        if (value === undefined) return results.length > 0;
        if (results.length > 1) throw failure('given jsonpath expression matches more than one value');
        const [only] = results;
        if (typeof only === 'object' && only !== null) throw failure('jsonpath leads to a nested object or list');
        return only !== undefined && String(only) === value;
      },
    };
  }
  throw failure(`unrecognized condition: ${JSON.stringify(text)}`);
}

const form = "--for=jsonpath='{.status.readyReplicas}'=3";

/** `{.status.phase}=Running`, with or without quotes left by the shell; no other equal sign may stand in it. upstream: processJSONPathInput */
function splitPath(text: string): [string, string?] {
  const [path = '', value, ...more] = text.split('=');
  if (more.length > 0) throw failure(`jsonpath wait format must be ${form} or --for=jsonpath='{.status.readyReplicas}'`);
  const clean = path.replace(/^'(.*)'$/, '$1');
  if (value === undefined) return [clean];
  const wanted = value.replace(/^['"]+|['"]+$/g, '');
  if (wanted === '') throw failure(`jsonpath wait has to have a value after equal sign, like ${form}`);
  return [clean, wanted];
}

/** A condition that speaks of an older generation does not count. */
function conditionHolds(object: KubeObject, type: string, status: string): boolean {
  const shape = (
    object as unknown as {
      readonly status?: {
        readonly observedGeneration?: number;
        readonly conditions?: readonly { readonly type: string; readonly status: string; readonly observedGeneration?: number }[];
      };
    }
  ).status;
  const condition = shape?.conditions?.find((one) => one.type.toLowerCase() === type.toLowerCase());
  if (condition === undefined) return false;
  const observed = condition.observedGeneration ?? shape?.observedGeneration;
  if (observed !== undefined && observed < (object.metadata.generation ?? 0)) return false;
  return condition.status.toLowerCase() === status.toLowerCase();
}

async function objectsOf(context: Context, condition: Condition, failures: KubectlFailure[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  const selected = await selectResources(context, context.args);
  if (selected.length === 0) throw failure(noResources);
  refuseBare(context, selected);
  for (const one of selected) {
    try {
      found.push(...(await fetchSelected(context, [one])));
    } catch (error) {
      if (!(error instanceof KubectlFailure)) throw error;
      if (condition.isDeletion && error.status?.code === 404) continue;
      failures.push(error);
    }
  }
  if (found.length === 0 && failures.length === 0 && !condition.isDeletion) throw failure('no matching resources found');
  return found;
}

async function waitFor(
  context: Context,
  one: Found,
  { condition, timeout }: { readonly condition: Condition; readonly timeout: number },
): Promise<boolean> {
  const { uid } = one.object.metadata;
  const met = await untilSeen(context, targetOf(one.row, one.object), {
    see(object, deleted) {
      if (condition.isDeletion) return deleted || object.metadata.uid !== uid ? true : undefined;
      return !deleted && condition.holds(object) ? true : undefined;
    },
    ...(condition.isDeletion ? { absent: () => true } : {}),
    timeout: timeout < 0 ? undefined : timeout,
  });
  return met === true;
}

/** Checks that a value from outside sets up a scheduler, and says what is wrong with it when it does not. */
import { messageOf } from '#api/machinery/fieldError.ts';
import type { Outcome } from '#api/machinery/outcome.ts';
import { decodeFields } from '#api/schedulerConfig/decode.ts';
import { withDefaults } from '#api/schedulerConfig/defaults.ts';
import { expandPlugins } from '#api/schedulerConfig/plugins.ts';
import { configurationFaults } from '#api/schedulerConfig/validate.ts';
import type { SchedulerProfile, SchedulerSpec } from '#api/scheduling.ts';
import { array, check, record } from './checks.ts';

const profilesMax = 8;

/** The fields that have an effect here; the others are about the real one's process. */
const kept = ['percentageOfNodesToScore', 'podInitialBackoffSeconds', 'podMaxBackoffSeconds', 'profiles'];

export function readScheduler(value: unknown): SchedulerSpec {
  const config = told(decodeFields(inPoints(record(value, 'the scheduler'))));
  check(config['extenders'] === undefined, 'extenders cannot be called from here');
  array(config['profiles'] ?? [], 'profiles', profilesMax);
  const whole = withDefaults(config);
  const faults = configurationFaults(whole);
  check(faults.length === 0, messageOf(faults));
  for (const { plugins = {} } of whole['profiles'] as readonly SchedulerProfile[]) told(expandPlugins(plugins));
  const names = (whole['profiles'] as readonly SchedulerProfile[]).map(({ schedulerName }) => schedulerName);
  const profiles = ((config['profiles'] ?? [{}]) as readonly object[]).map((profile, i) => ({ ...profile, schedulerName: names[i]! }));
  const said = Object.fromEntries(kept.flatMap((field) => (config[field] === undefined ? [] : [[field, config[field]]])));
  return { ...said, profiles } as SchedulerSpec;
}

/** Links of earlier days have one list of plugins for all points. */
function inPoints(config: Record<string, unknown>): Record<string, unknown> {
  const { profiles } = config;
  if (!Array.isArray(profiles)) return config;
  const anew = profiles.map((item: unknown) => {
    const { plugins, ...profile } = record(item, 'a profile');
    if (plugins === undefined) return profile;
    const { enabled, disabled, ...points } = record(plugins, 'plugins');
    const all = { ...(enabled === undefined ? {} : { enabled }), ...(disabled === undefined ? {} : { disabled }) };
    return { ...profile, plugins: Object.keys(all).length === 0 ? points : { ...points, multiPoint: all } };
  });
  return { ...config, profiles: anew };
}

function told<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) check(false, outcome.message);
  return (outcome as { readonly value: T }).value;
}

/**
 * What is wrong with a KubeSchedulerConfiguration that has its defaults.
 * upstream: pkg/scheduler/apis/config/validation/validation.go, staging/src/k8s.io/component-base/config/validation
 */
import { parseGoDuration } from '../machinery/duration.ts';
import { duplicate, invalidValue, required, type FieldError } from '../machinery/fieldError.ts';
import { isExtendedResource } from '../machinery/resourceNames.ts';
import { stableJson } from '../machinery/stableJson.ts';
import { isQualifiedName } from '../machinery/validation.ts';
import type { ExtensionPoint, Plugins } from '../scheduling.ts';
import { argsFaults, type Fault } from './validateArgs.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Profile {
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: Plugins;
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: Fields }[];
}

export function configurationFaults(config: Fields): Fault {
  const profiles = (config['profiles'] ?? []) as readonly Profile[];
  return [
    ...electionFaults((config['leaderElection'] ?? {}) as Fields),
    ...(Number(config['parallelism']) > 0
      ? []
      : [invalidValue('parallelism', config['parallelism'], 'should be an integer value greater than zero')]),
    ...(profiles.length === 0 ? [required('profiles')] : profiles.flatMap((profile, i) => profileFaults(profile, i, profiles))),
    ...profiles.flatMap((profile, i) => sortFaults(profile, i, profiles[0]!)),
    ...addressFaults(config),
    ...percentageFaults(config['percentageOfNodesToScore'], 'percentageOfNodesToScore'),
    ...backOffFaults(Number(config['podInitialBackoffSeconds']), Number(config['podMaxBackoffSeconds'])),
    ...extenderFaults((config['extenders'] ?? []) as readonly Extender[]),
  ];
}

function electionFaults(election: Fields): Fault {
  if (election['leaderElect'] !== true) return [];
  const at = (field: string) => `leaderElection.${field}`;
  const times = ['leaseDuration', 'renewDeadline', 'retryPeriod'];
  const short = times.filter((field) => (parseGoDuration(String(election[field])) ?? 0) <= 0);
  const names = ['resourceLock', 'resourceNamespace', 'resourceName'].filter((field) => (election[field] ?? '') === '');
  const [lease = 0, renew = 0] = times.map((field) => parseGoDuration(String(election[field])));
  return [
    ...short.map((field) => invalidValue(at(field), election[field], 'must be greater than zero')),
    ...(lease < renew
      ? [invalidValue(at('leaseDuration'), election['renewDeadline'], 'LeaseDuration must be greater than RenewDeadline')]
      : []),
    ...names.map((field) => invalidValue(at(field), '', `${field} is required`)),
    ...(election['resourceLock'] === 'leases'
      ? []
      : [invalidValue(at('resourceLock'), election['resourceLock'] ?? '', 'resourceLock value must be "leases"')]),
  ];
}

function percentageFaults(value: unknown, at: string): Fault {
  const inRange = value === undefined || (Number(value) >= 0 && Number(value) <= 100);
  return inRange ? [] : [invalidValue(at, value, 'not in valid range [0-100]')];
}

function profileFaults(profile: Profile, index: number, all: readonly Profile[]): Fault {
  const { schedulerName: name = '', pluginConfig = [] } = profile;
  const at = `profiles[${index}]`;
  const first = all.findIndex((it) => (it.schedulerName ?? '') === name);
  return [
    ...(name === '' ? [required(`${at}.schedulerName`)] : []),
    ...percentageFaults(profile.percentageOfNodesToScore, `${at}.percentageOfNodesToScore`),
    ...pluginConfig.flatMap(({ name: plugin, args }, i) => {
      const here = `${at}.pluginConfig[${i}]`;
      const twice = pluginConfig.findIndex((it) => it.name === plugin) < i;
      return [...(twice ? [duplicate(here, plugin)] : []), ...(argsFaults[plugin]?.(args ?? {}, `${here}.args.`) ?? [])];
    }),
    ...(first < index ? [duplicate(`${at}.schedulerName`, { printed: `profiles[${first}].schedulerName` })] : []),
  ];
}

/** There is one queue, so all profiles have to sort alike. */
function sortFaults({ plugins }: Profile, index: number, first: Profile): Fault {
  const point: ExtensionPoint = 'queueSort';
  const [mine, canon] = [plugins?.[point] ?? {}, first.plugins?.[point] ?? {}];
  const at = `profiles[${index}].plugins.queueSort`;
  if (index === 0 && (canon.enabled ?? []).length > 1)
    return [invalidValue(`${at}.Enabled`, canon.enabled!.length, 'only one queue sort plugin can be enabled')];
  return stableJson(mine) === stableJson(canon) ? [] : [invalidValue(at, mine, 'has to match for all profiles')];
}

/** What would listen without asking who calls has to be off. */
function addressFaults(config: Fields): Fault {
  return ['healthzBindAddress', 'metricsBindAddress'].flatMap((field) => {
    const address = String(config[field] ?? '');
    const off = address === '' || address === '0' || address.endsWith(':0');
    return off ? [] : [invalidValue(field, address, 'must be empty or with an explicit 0 port')];
  });
}

function backOffFaults(initial: number, most: number): Fault {
  return [
    ...(initial > 0 ? [] : [invalidValue('podInitialBackoffSeconds', initial, 'must be greater than 0')]),
    ...(most >= initial ? [] : [invalidValue('podMaxBackoffSeconds', most, 'must be greater than or equal to PodInitialBackoffSeconds')]),
  ];
}

interface Extender {
  readonly prioritizeVerb?: string;
  readonly bindVerb?: string;
  readonly weight?: number;
  readonly managedResources?: readonly { readonly name: string }[];
}

function extenderFaults(extenders: readonly Extender[]): Fault {
  const binders = extenders.filter(({ bindVerb = '' }) => bindVerb !== '').length;
  const seen = new Set<string>();
  const each = extenders.flatMap(({ prioritizeVerb = '', weight = 0, managedResources = [] }, i) => [
    ...(prioritizeVerb !== '' && weight <= 0
      ? [invalidValue(`extenders[${i}].weight`, weight, 'must have a positive weight applied to it')]
      : []),
    ...managedResources.flatMap(({ name }, j) => managedFaults(name, `extenders[${i}].managedResources[${j}].name`, seen)),
  ]);
  const many = invalidValue('extenders', `found ${binders} extenders implementing bind`, 'only one extender can implement bind');
  return binders > 1 ? [...each, many] : each;
}

function managedFaults(name: string, at: string, seen: Set<string>): Fault {
  const faults: FieldError[] = isQualifiedName(name).map((detail) => invalidValue(at, name, detail));
  if (faults.length === 0 && !isExtendedResource(name)) faults.push(invalidValue(at, name, 'is an invalid extended resource name'));
  if (seen.has(name)) faults.push(invalidValue(at, name, 'duplicate extender managed resource name'));
  seen.add(name);
  return faults;
}

/** upstream: pkg/scheduler/apis/config (v1, v1beta3, scheme, validation), pkg/scheduler/profile, framework/runtime (multi point) */
import { messageOf } from '#api/machinery/fieldError.ts';
import { decodeConfiguration } from '#api/schedulerConfig/decode.ts';
import { defaultArgs, withDefaults } from '#api/schedulerConfig/defaults.ts';
import { defaultPlugins, expandPlugins, mergePlugins } from '#api/schedulerConfig/plugins.ts';
import { configurationFaults } from '#api/schedulerConfig/validate.ts';
import { argsFaults } from '#api/schedulerConfig/validateArgs.ts';
import { extensionPoints, type Plugins } from '#api/scheduling.ts';
import { parseManifest } from '#manifest/parse.ts';
import { errorText, inputOf, isFields, outputOf, type Adapter, type Adapters, type Fields } from '../row.ts';
import { bare, bareWithout } from './bare.ts';

/** What Go writes inline, and what only Go has around a value. */
const inline = new Set(['TypeMeta', 'DebuggingConfiguration', 'Object']);

/** A Go struct of the configuration as JSON has it: no nulls, names in lower case, what is inline in its place. */
export function asJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJson);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).flatMap(([key, item]): readonly (readonly [string, unknown])[] => {
    if (item === null || key === '$type' || key === 'TypeMeta') return [];
    const inner = asJson(item);
    return inline.has(key) && isFields(inner) ? Object.entries(inner) : [[lowerFirst(key), inner]];
  });
  return Object.fromEntries(entries);
}

function lowerFirst(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (letters) => letters.toLowerCase());
}

/** Go's zero says as little as nothing; what is something by default is told apart all the same. */
function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (!isFields(value)) return value;
  return bare(
    Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === false || item === 0 ? [] : [[key, said(item)]]))),
  );
}

function jsonOf(value: unknown): Fields {
  return (asJson(value) ?? {}) as Fields;
}

/** Empty sets of plugins say nothing, and Go has all of them. */
function pluginsOf(value: unknown): Plugins {
  return bare(jsonOf(value)) as Plugins;
}

const merged: Adapter = (row) => {
  const { customPlugins, defaultPlugins: defaults } = inputOf(row);
  const got = mergePlugins(pluginsOf(customPlugins), pluginsOf(defaults));
  return { expected: pluginsOf(outputOf(row)['gotPlugins']), got: bare(got) };
};

const gates: Adapter = (row) => {
  const { features, wantConfig } = inputOf(row);
  const { PodSchedulingReadiness: ready = true, ...others } = isFields(features) ? features : {};
  if (ready !== true || Object.values(others).includes(true)) return { leftOut: 'the row switches a gate that cannot be switched here' };
  return { expected: pluginsOf(wantConfig), got: bare(defaultPlugins) };
};

/** `*v1.NodeResourcesFitArgs`: the plugin's name. */
function pluginOf(args: unknown): string {
  return String((args as Fields)['$type']).replace(/^.*\.|Args$/g, '');
}

const argsDefaults: Adapter = (row) => {
  const { in: given, want, features } = inputOf(row);
  if (isFields(features) && features['VolumeCapacityPriority'] === true)
    return { leftOut: 'the row switches a gate that cannot be switched here' };
  return { expected: said(jsonOf(want)), got: said(defaultArgs[pluginOf(given)]?.(withoutEmpty(jsonOf(given)))) };
};

/** Go's empty text says that nothing was said. */
function withoutEmpty(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** Values behind a pointer of a pointer were not recorded; neither are they compared. */
const configDefaults: Adapter = (row) => {
  const { config, expected } = inputOf(row);
  return { expected: shallow(jsonOf(expected)), got: shallow(withDefaults(jsonOf(config))) };
};

function shallow(config: unknown): unknown {
  return said(bareWithout(config, 'resources', 'apiVersion', 'kind'));
}

/** Go prints a struct as only Go does: what is compared is whose value it is and what is wrong with it. */
function words(message: string | undefined): string {
  return (message ?? '').replace(/Invalid value: (?:\[\])?config\..*\}: |Invalid value: [[{].*[\]}]: /g, 'Invalid value: a struct: ');
}

const validated: Adapter = (row) => {
  const config = jsonOf(inputOf(row)['config']);
  const strange = (config['profiles'] as readonly Fields[]).some((profile) => hasStrangeArgs(profile, inputOf(row)));
  if (strange) return { leftOut: 'arguments of another plugin are refused here when the file is read, before anything is validated' };
  const faults = configurationFaults(config);
  return { expected: words(errorText(outputOf(row)['errs'])), got: words(faults.length === 0 ? '' : messageOf(faults)) };
};

function hasStrangeArgs({ schedulerName }: Fields, { config }: Fields): boolean {
  const profile = ((config as Fields)['Profiles'] as readonly Fields[]).find((it) => it['SchedulerName'] === schedulerName);
  const list = Array.isArray(profile?.['PluginConfig']) ? (profile['PluginConfig'] as readonly Fields[]) : [];
  return list.some(({ Name, Args }) => isFields(Args) && pluginOf(Args) !== Name);
}

function argsOf(plugin: string, read: (input: Fields) => Fields = (input) => jsonOf(input['args'])): Adapter {
  return (row) => {
    const { features } = inputOf(row);
    if (isFields(features) && Object.values(features).includes(true))
      return { leftOut: 'the row switches a gate that cannot be switched here' };
    const faults = argsFaults[plugin]!(read(inputOf(row)), '');
    return { expected: words(errorText(outputOf(row)['err'])), got: words(faults.length === 0 ? '' : messageOf(faults)) };
  };
}

function strategy(type: string): (input: Fields) => Fields {
  return ({ resources, shapes }) => ({
    scoringStrategy: {
      type,
      ...(resources === null ? {} : { resources: asJson(resources) }),
      ...(type === 'RequestedToCapacityRatio' ? { requestedToCapacityRatio: { shape: asJson(shapes ?? []) } } : {}),
    },
  });
}

export const configValidation: Adapters = {
  TestValidateKubeSchedulerConfigurationV1: validated,
  TestValidateKubeSchedulerConfigurationV1beta3: validated,
  TestValidateDefaultPreemptionArgs: argsOf('DefaultPreemption'),
  TestValidateVolumeBindingArgs: argsOf('VolumeBinding'),
  TestValidateRequestedToCapacityRatioScoringStrategy: argsOf('NodeResourcesFit', strategy('RequestedToCapacityRatio')),
  TestValidateLeastAllocatedScoringStrategy: argsOf('NodeResourcesFit', strategy('LeastAllocated')),
  TestValidateMostAllocatedScoringStrategy: argsOf('NodeResourcesFit', strategy('MostAllocated')),
  TestValidateFitArgs: argsOf('NodeResourcesFit'),
  TestValidatePodTopologySpreadArgs: argsOf('PodTopologySpread'),
  TestValidateInterPodAffinityArgs: argsOf('InterPodAffinity'),
  TestValidateNodeAffinityArgs: argsOf('NodeAffinity'),
  TestValidateNodeResourcesBalancedAllocationArgs: argsOf('NodeResourcesBalancedAllocation'),
};

export const configVersion: Adapters = {
  TestMergePlugins: merged,
  TestApplyFeatureGates: gates,
  TestPluginArgsDefaults: argsDefaults,
  TestSchedulerDefaults: configDefaults,
};

const decoded: Adapter = (row) => {
  const { data, wantErr, wantProfiles } = inputOf(row);
  const config = decodeConfiguration(parseManifest(String(data)).documents[0]?.object);
  if (typeof wantErr === 'string' && wantErr !== '')
    return { expected: errorText(outputOf(row)['err']), got: config.ok ? '' : config.message };
  const profiles = config.ok ? withDefaults(config.value)['profiles'] : config.message;
  return { expected: said(asJson(withRaw(wantProfiles))), got: said(profiles) };
};

/** Arguments that nobody knows are kept as the text that they were. */
function withRaw(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withRaw);
  if (!isFields(value)) return value;
  if (typeof value['Raw'] === 'string') return JSON.parse(value['Raw']);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withRaw(item)]));
}

export const configScheme: Adapters = { TestCodecsDecodePluginConfig: decoded };

const pluginNames: Adapter = (row) => {
  const { plugins, want } = inputOf(row);
  const named = Object.values(pluginsOf(plugins)).flatMap(({ enabled = [] }) => enabled.map(({ name }) => name));
  return { expected: want ?? [], got: named };
};

export const configTypes: Adapters = { TestPluginsNames: pluginNames };

const fakes: Readonly<Record<string, readonly (typeof extensionPoints)[number][]>> = {
  'test-plugin': extensionPoints.filter((point) => point !== 'preEnqueue'),
  'score-plugin-1': ['preScore', 'score'],
  'score-with-normalize-plugin': ['preScore', 'score'],
  'no-op-queue-sort-plugin': ['queueSort'],
  'bind-plugin': ['bind'],
  'duplicate-plugin': ['preFilter'],
  'prefilter-plugin': ['preFilter'],
};

/** Who is asked where, of the plugins that the test has. */
const expanded: Adapter = (row) => {
  const { plugins, wantPlugins, wantErr } = inputOf(row);
  const got = expandPlugins(pluginsOf(plugins), (name) => fakes[name]);
  if (typeof wantErr === 'string' && wantErr !== '') return { expected: errorText(outputOf(row)['err']), got: got.ok ? '' : got.message };
  const lists = (value: unknown) => bare(jsonOf(value), new Set(['weight']));
  const asked = got.ok ? Object.fromEntries(Object.entries(got.value).map(([point, enabled]) => [point, { enabled }])) : got.message;
  return {
    expected: [lists(wantPlugins), scores(jsonOf(wantPlugins))],
    got: [bare(asked, new Set(['weight'])), scores(asked)],
  };
};

function scores(points: unknown): unknown {
  return isFields(points) && isFields(points['score']) ? (points['score']['enabled'] ?? []) : [];
}

const notInRegistry: Adapter = (row) => {
  const got = expandPlugins(pluginsOf(inputOf(row)['plugins']), (name) => fakes[name]);
  return { expected: errorText(outputOf(row)['err']) ?? '', got: got.ok ? '' : got.message };
};

export const multiPoint: Adapters = { TestNewFrameworkMultiPointExpansion: expanded, TestInitFrameworkWithScorePlugins: notInRegistry };

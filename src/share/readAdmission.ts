/** Checks that a value from outside sets up admission, and says what is wrong with it when it does not. */
import {
  admissionPlugins,
  eventLimitTypes,
  type AdmissionPlugin,
  type AdmissionSpec,
  type EventLimit,
  type LimitedResource,
} from '#api/admissionPlugins.ts';
import { array, check, record, text } from './checks.ts';

const listMax = 100;

export function readAdmission(value: unknown): AdmissionSpec {
  const { enable, disable, podNodeSelector, eventLimits, limitedResources } = record(value, 'admission');
  return {
    ...(enable === undefined ? {} : { enable: readPlugins(enable, 'enable') }),
    ...(disable === undefined ? {} : { disable: readPlugins(disable, 'disable') }),
    ...(podNodeSelector === undefined ? {} : { podNodeSelector: readSelectors(podNodeSelector) }),
    ...(eventLimits === undefined ? {} : { eventLimits: array(eventLimits, 'eventLimits', listMax).map(readLimit) }),
    ...(limitedResources === undefined
      ? {}
      : { limitedResources: array(limitedResources, 'limitedResources', listMax).map(readLimitedResource) }),
  };
}

/** Names of plugins that can be switched. */
export function readPlugins(value: unknown, what: string): readonly AdmissionPlugin[] {
  const names = array(value, what, listMax).map((it) => text(it, `an entry of ${what}`, 100));
  for (const name of names)
    check(
      Object.hasOwn(admissionPlugins, name),
      `there is no admission plugin ${name} here; there are ${Object.keys(admissionPlugins).join(', ')}`,
    );
  return names as AdmissionPlugin[];
}

function readSelectors(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(record(value, 'podNodeSelector'));
  check(entries.length <= listMax, `podNodeSelector has more than ${listMax} entries`);
  return Object.fromEntries(entries.map(([namespace, labels]) => [namespace, text(labels, 'a node selector', 1_000)]));
}

function readLimit(value: unknown): EventLimit {
  const { type, qps, burst, cacheSize } = record(value, 'an event limit');
  const types: readonly unknown[] = eventLimitTypes;
  check(types.includes(type), `an event limit has no type ${String(type)}; there are ${eventLimitTypes.join(', ')}`);
  for (const [name, amount] of Object.entries({ qps, burst }))
    check(Number.isSafeInteger(amount) && Number(amount) > 0, `${name} of an event limit must be a whole number above 0`);
  check(
    cacheSize === undefined || (Number.isSafeInteger(cacheSize) && Number(cacheSize) >= 0),
    'cacheSize of an event limit must be a whole number from 0',
  );
  return { type, qps, burst, ...(cacheSize === undefined || cacheSize === 0 ? {} : { cacheSize }) } as EventLimit;
}

function readLimitedResource(value: unknown): LimitedResource {
  const { apiGroup, resource, matchContains, matchScopes } = record(value, 'a limited resource');
  const texts = (list: unknown, what: string) => array(list, what, listMax).map((it) => text(it, `an entry of ${what}`, 253));
  return {
    ...(apiGroup === undefined ? {} : { apiGroup: text(apiGroup, 'the group of a limited resource', 253) }),
    resource: text(resource, 'a limited resource', 253),
    ...(matchContains === undefined ? {} : { matchContains: texts(matchContains, 'matchContains') }),
    ...(matchScopes === undefined ? {} : { matchScopes: array(matchScopes, 'matchScopes', listMax).map((it) => readScope(it, texts)) }),
  };
}

function readScope(value: unknown, texts: (list: unknown, what: string) => readonly string[]) {
  const { scopeName, operator, values } = record(value, 'a scope');
  return {
    scopeName: text(scopeName, 'the name of a scope', 100),
    operator: text(operator, 'the operator of a scope', 100),
    ...(values === undefined ? {} : { values: texts(values, 'values') }),
  };
}

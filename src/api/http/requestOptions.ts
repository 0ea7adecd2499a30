/**
 * The query of a URL as options of a request. upstream: apimachinery/pkg/apis/meta/v1/zz_generated.conversion.go
 * (Convert_url_Values_To_v1_ListOptions and the like), internalversion/validation
 */
import type { DeleteOptions, RequestOptions, Status, Verb } from '../request.ts';
import { failureStatus } from '../status.ts';
import { isOn, type Query } from './query.ts';

const maxInt64 = 9_223_372_036_854_775_807n;

/** Options that are not the engine's but the door's. */
export interface DoorOptions {
  readonly timeoutSeconds?: number;
}

export interface ParsedOptions {
  readonly options: RequestOptions;
  readonly door: DoorOptions;
  /** What is wrong with the options of a deletion, unless its body says others. */
  readonly bodiless?: Status;
}

type Draft = { -readonly [K in keyof RequestOptions]: RequestOptions[K] };

export function requestOptions(verb: Verb, query: Query): ParsedOptions | Status {
  const draft: Draft = {};
  const texts = ['labelSelector', 'fieldSelector', 'continue', 'resourceVersion', 'resourceVersionMatch'] as const;
  const writes = ['fieldManager', 'fieldValidation'] as const;
  for (const key of [...texts, ...writes]) {
    const value = query.get(key);
    if (value !== null && value !== '') draft[key] = value;
  }
  const limit = integerOf(query, 'limit');
  const timeoutSeconds = integerOf(query, 'timeoutSeconds');
  for (const number of [limit, timeoutSeconds]) if (typeof number === 'object') return number;
  if (typeof limit === 'number') draft.limit = limit;
  if (isOn(query, 'allowWatchBookmarks')) draft.allowWatchBookmarks = true;
  if (isOn(query, 'force')) draft.force = true;
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  if (dryRun.length > 0) draft.dryRun = dryRun;
  if (query.has('sendInitialEvents')) draft.sendInitialEvents = isOn(query, 'sendInitialEvents');
  const door = typeof timeoutSeconds === 'number' ? { timeoutSeconds } : {};
  if (verb !== 'delete' && verb !== 'deletecollection') return { options: draft, door };
  const grace = integerOf(query, 'gracePeriodSeconds');
  draft.delete = deleteOptions(query, typeof grace === 'number' ? grace : undefined);
  return { options: draft, door, ...(typeof grace === 'object' ? { bodiless: grace } : {}) };
}

function deleteOptions(query: Query, gracePeriodSeconds: number | undefined): DeleteOptions {
  const policy = query.get('propagationPolicy');
  const orphan = query.get('orphanDependents');
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(policy === null ? {} : { propagationPolicy: policy as NonNullable<DeleteOptions['propagationPolicy']> }),
    ...(orphan === null ? {} : { orphanDependents: orphan === 'true' }),
  };
}

function integerOf(query: Query, key: string): number | Status | undefined {
  const text = query.get(key);
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = BigInt(text);
  if (value > maxInt64 || value < -maxInt64 - 1n)
    return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(value);
}

function badRequest(message: string): Status {
  return failureStatus(400, { reason: 'BadRequest', message });
}

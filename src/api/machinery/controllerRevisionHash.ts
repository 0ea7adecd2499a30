/**
 * What a StatefulSet revision holds and how it is named: a patch that replaces the template, and the FNV-1 hash of that patch's text.
 * DaemonSet revisions hold the same patch but take their name from podTemplateHash.
 * upstream: pkg/controller/history/controller_history.go, pkg/controller/statefulset/stateful_set_utils.go (getPatch)
 */
import type { Json } from '../immutable.ts';
import type { PodTemplateSpec } from '../kinds.ts';
import { goJsonText } from './goJsonText.ts';
import { dictionary, goJson, goType } from './goTypes.ts';
import { fnv32 } from './hash.ts';
import { safeEncodeString } from './names.ts';

const MAX_PREFIX = 223;

/** The patch that a revision of this template stores in its data. */
export function revisionData(template: PodTemplateSpec): Json {
  const written = dictionary(goJson(template as unknown as Json, goType('v1.PodTemplateSpec')));
  return { spec: { template: { ...written, $patch: 'replace' } } };
}

/** The hash of a revision's data. The collision count enters as decimal digits; it starts at 0. */
export function controllerRevisionHash(data: Json, collisionCount = 0): string {
  return safeEncodeString(String(fnv32(String(collisionCount), fnv32(goJsonText(data)))));
}

export function controllerRevisionName(prefix: string, hash: string): string {
  return `${prefix.slice(0, MAX_PREFIX)}-${hash}`;
}

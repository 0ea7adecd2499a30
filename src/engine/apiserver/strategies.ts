/** The strategy of each kind. A kind that is missing here does not compile. */
import type { Kind } from '#api/kinds.ts';
import { defaults } from './defaults/defaults.ts';
import { rules } from './rules.ts';
import type { Strategy } from './strategy.ts';

const strategies = new Map<string, Strategy>(
  (Object.keys(rules) as Kind[]).map((kind) => [kind, { ...(defaults[kind] === undefined ? {} : { defaults: defaults[kind] }), ...rules[kind] }]),
);

const none: Strategy = {};

export function strategyOf(kind: string): Strategy {
  return strategies.get(kind) ?? none;
}

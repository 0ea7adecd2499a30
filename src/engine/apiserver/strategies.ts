/** The strategy of each kind. A kind that is missing here does not compile. */
import type { Kind } from '#api/kinds.ts';
import { defaults } from './defaults/defaults.ts';
import type { AnyObject } from './object.ts';
import { rules } from './rules.ts';
import type { Strategy } from './strategy.ts';
import { validations } from './validation/validation.ts';

function strategyFor(kind: Kind): Strategy {
  const validation = validations[kind] ?? {};
  const { validate } = validation;
  const asOnCreate = validate === undefined ? {} : { validateUpdate: (object: AnyObject) => validate(object) };
  return { ...(defaults[kind] === undefined ? {} : { defaults: defaults[kind] }), ...asOnCreate, ...validation, ...rules[kind] };
}

const strategies = new Map<string, Strategy>((Object.keys(rules) as Kind[]).map((kind) => [kind, strategyFor(kind)]));

const none: Strategy = {};

export function strategyOf(kind: string): Strategy {
  return strategies.get(kind) ?? none;
}

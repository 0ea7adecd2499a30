/**
 * PriorityLevelConfiguration in v1beta2: its shares go by an older name.
 * upstream: pkg/apis/flowcontrol/v1beta2/conversion.go
 */
import { isRecord, type Fields } from '../object.ts';

const OLD = 'assuredConcurrencyShares';
const NEW = 'nominalConcurrencyShares';

export function levelToV1beta3(level: Fields): Fields {
  return renamedShares(level, OLD, NEW);
}

export function levelFromV1beta3(level: Fields): Fields {
  return renamedShares(level, NEW, OLD);
}

function renamedShares(level: Fields, from: string, to: string): Fields {
  const { spec } = level;
  const limited = isRecord(spec) ? spec['limited'] : undefined;
  if (!isRecord(spec) || !isRecord(limited) || limited[from] === undefined) return level;
  const { [from]: shares, ...rest } = limited;
  return { ...level, spec: { ...spec, limited: { [to]: shares, ...rest } } };
}

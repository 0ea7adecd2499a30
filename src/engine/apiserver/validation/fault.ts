/** A Fault must name a type there is, and what that type strikes. */
import { faultNeeds, faultTypes, refusableVerbs, refusalCodes, type FaultSpec, type FaultType } from '#api/fault.ts';
import type { Fault } from '#api/kinds.ts';
import { invalidValue, notSupported, required, type FieldError } from '../fieldError.ts';

const delayMax = 3_600_000;

export function validateFault({ spec }: Fault): FieldError[] {
  if (!faultTypes.includes(spec.type)) return [notSupported('spec.type', spec.type, faultTypes)];
  const needs = faultNeeds[spec.type as FaultType];
  const errors: FieldError[] = [];
  if (needs.target !== undefined && (spec.target ?? '') === '') errors.push(required('spec.target', `the ${needs.target} that is struck`));
  if (needs.target === 'pod' && spec.target !== undefined && !/^[^/]+\/[^/]+(\/[^/]+)?$/.test(spec.target))
    errors.push(invalidValue('spec.target', spec.target, 'must be namespace/pod or namespace/pod/container'));
  if (spec.target?.startsWith('fault-injector') === true)
    errors.push(invalidValue('spec.target', spec.target, 'nobody else could end the fault'));
  const { milliseconds } = spec;
  if (needs.milliseconds === true && milliseconds === undefined) errors.push(required('spec.milliseconds'));
  if (milliseconds !== undefined && Math.abs(milliseconds) > delayMax)
    errors.push(invalidValue('spec.milliseconds', milliseconds, `must be at most ${delayMax}`));
  if (milliseconds !== undefined && milliseconds < 0 && spec.type !== 'ClockJumped')
    errors.push(invalidValue('spec.milliseconds', milliseconds, 'must be greater than or equal to 0'));
  return spec.type === 'CallsRefused' ? [...errors, ...refusalErrors(spec)] : errors;
}

function refusalErrors({ verb, code, times }: FaultSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (verb !== undefined && !refusableVerbs.includes(verb)) errors.push(notSupported('spec.verb', verb, refusableVerbs));
  if (code !== undefined && !refusalCodes.includes(code)) errors.push(notSupported('spec.code', code, refusalCodes.map(String)));
  if (times !== undefined && !(Number.isSafeInteger(times) && times > 0))
    errors.push(invalidValue('spec.times', times, 'must be greater than 0'));
  return errors;
}

/** A fault is what it was when it was made: another one is another object. */
export function validateFaultUpdate(fault: Fault, old: Fault): FieldError[] {
  const isSame = JSON.stringify(fault.spec) === JSON.stringify(old.spec);
  return isSame ? [] : [invalidValue('spec', '', 'field is immutable')];
}

/** A Fault must name a type there is, and what that type strikes. */
import {
  crashSignals,
  faultNeeds,
  faultTypes,
  refusableVerbs,
  refusalCodes,
  sentSignals,
  type FaultSpec,
  type FaultType,
} from '#api/fault.ts';
import type { Fault } from '#api/kinds.ts';
import { invalidValue, notSupported, required, type FieldError } from '../fieldError.ts';

const delayMax = 3_600_000;
const callsMax = 100_000;
const portMax = 65_535;

export function validateFault({ spec }: Fault): FieldError[] {
  if (!faultTypes.includes(spec.type)) return [notSupported('spec.type', spec.type, faultTypes)];
  const needs = faultNeeds[spec.type as FaultType];
  const errors: FieldError[] = [];
  if (needs.target !== undefined && (spec.target ?? '') === '') errors.push(required('spec.target', `the ${needs.target} that is struck`));
  if (needs.target === 'pod' && spec.target !== undefined && !/^[^/]+\/[^/]+(\/[^/]+)?$/.test(spec.target))
    errors.push(invalidValue('spec.target', spec.target, 'must be namespace/pod or namespace/pod/container'));
  if (spec.target?.startsWith('fault-injector') === true)
    errors.push(invalidValue('spec.target', spec.target, 'nobody else could end the fault'));
  if (needs.target === 'service' && spec.target !== undefined && !/^[^/]+\/[^/]+$/.test(spec.target))
    errors.push(invalidValue('spec.target', spec.target, 'must be namespace/service'));
  const { milliseconds } = spec;
  if (needs.milliseconds === true && milliseconds === undefined) errors.push(required('spec.milliseconds'));
  if (milliseconds !== undefined && Math.abs(milliseconds) > delayMax)
    errors.push(invalidValue('spec.milliseconds', milliseconds, `must be at most ${delayMax}`));
  if (milliseconds !== undefined && milliseconds < 0 && spec.type !== 'ClockJumped')
    errors.push(invalidValue('spec.milliseconds', milliseconds, 'must be greater than or equal to 0'));
  if (spec.type === 'CallsRefused') return [...errors, ...refusalErrors(spec)];
  if (spec.type === 'ContainerCrashed') return [...errors, ...signalErrors(spec)];
  return spec.type === 'ServiceLoaded' ? [...errors, ...loadErrors(spec)] : errors;
}

function signalErrors({ signal }: FaultSpec): FieldError[] {
  const known = [...crashSignals, ...sentSignals];
  return signal === undefined || known.includes(signal) ? [] : [notSupported('spec.signal', signal, known)];
}

function loadErrors({ callsPerSecond, port }: FaultSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (callsPerSecond === undefined) errors.push(required('spec.callsPerSecond'));
  else if (!isWithin(callsPerSecond, callsMax))
    errors.push(invalidValue('spec.callsPerSecond', callsPerSecond, `must be between 1 and ${callsMax}, inclusive`));
  if (port !== undefined && !isWithin(port, portMax))
    errors.push(invalidValue('spec.port', port, `must be between 1 and ${portMax}, inclusive`));
  return errors;
}

function isWithin(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= most;
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

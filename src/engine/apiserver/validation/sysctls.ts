/** Kernel parameters that a pod asks for. upstream: pkg/apis/core/validation/validation.go (validateSysctls) */
import { duplicate, invalidValue, required } from '../fieldError.ts';
import type { Errors } from './checks.ts';

const longest = 253;
const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const pattern = `(${segment}[\\./])*${segment}`;
const whole = new RegExp(`^${pattern}$`);

/** upstream: IsValidSysctlName */
export function isSysctlName(name: string): boolean {
  return name.length <= longest && whole.test(name);
}

export function validSysctls(sysctls: readonly { readonly name: string }[], at: string, errors: Errors): void {
  const names = new Set<string>();
  for (const [i, { name }] of sysctls.entries()) {
    const here = `${at}[${i}].name`;
    if (((name as string | undefined) ?? '') === '') errors.push(required(here));
    else if (!isSysctlName(name))
      errors.push(invalidValue(here, name, `must have at most ${longest} characters and match regex ${pattern}`));
    else if (names.has(name)) errors.push(duplicate(here, name));
    names.add(name);
  }
}

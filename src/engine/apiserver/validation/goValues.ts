/** Values inside messages as Go's %#v prints them. */
import type { LabelSelector } from '#api/kinds.ts';
import { goStringMap } from './checks.ts';

export interface Printed {
  readonly printed: string;
}

export function goList(values: readonly string[] | undefined, type = 'string'): string {
  if (values === undefined) return `[]${type}(nil)`;
  return `[]${type}{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
}

export function goSelector(selector: LabelSelector | undefined | null): Printed {
  if (selector === undefined || selector === null) return { printed: '"null"' };
  const { matchLabels, matchExpressions } = selector;
  const labels = goStringMap(matchLabels).printed;
  const expressions =
    matchExpressions === undefined
      ? '(nil)'
      : `{${matchExpressions.map(({ key, operator, values }) => `v1.LabelSelectorRequirement{Key:${JSON.stringify(key)}, Operator:${JSON.stringify(operator)}, Values:${goList(values)}}`).join(', ')}}`;
  return { printed: `v1.LabelSelector{MatchLabels:${labels}, MatchExpressions:[]v1.LabelSelectorRequirement${expressions}}` };
}

export function goIntOrString(value: number | string): Printed {
  return {
    printed:
      typeof value === 'string'
        ? `intstr.IntOrString{Type:1, IntVal:0, StrVal:${JSON.stringify(value)}}`
        : `intstr.IntOrString{Type:0, IntVal:${value}, StrVal:""}`,
  };
}

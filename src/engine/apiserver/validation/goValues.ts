/** Values inside messages as Go's %#v prints them. */
import type { LabelSelector } from '#api/kinds.ts';
import { goSyntax, type Printed } from '../goPrint/goSyntax.ts';
import { wasSentEmpty } from '../schema/emptied.ts';

export function goList(values: readonly string[] | undefined, type = 'string'): string {
  if (values === undefined) return `[]${type}(nil)`;
  return `[]${type}{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
}

export function goSelector(selector: LabelSelector | undefined | null): Printed {
  return goSyntax('*v1.LabelSelector', selector);
}

/** The labels of something, with what was sent empty told as empty. */
export function goLabels(owner: { readonly labels?: Readonly<Record<string, string>> } | undefined): Printed {
  return goSyntax('map[string]string', wasSentEmpty(owner, 'labels') ? {} : owner?.labels);
}

export function goIntOrString(value: number | string): Printed {
  return {
    printed:
      typeof value === 'string'
        ? `intstr.IntOrString{Type:1, IntVal:0, StrVal:${JSON.stringify(value)}}`
        : `intstr.IntOrString{Type:0, IntVal:${value}, StrVal:""}`,
  };
}

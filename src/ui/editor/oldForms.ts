/** Documents in versions that are no longer served, and where they say so. */
import { conversionOf, type Conversion } from '#manifest/convert/convert.ts';
import type { Manifest } from '#manifest/parse.ts';

/** Marks a fault that a conversion mends. */
export const oldFormCode = 'old-form';

export interface OldForm extends Conversion {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function oldFormsOf({ documents }: Manifest): readonly OldForm[] {
  return documents.flatMap((document) => {
    const { apiVersion, kind } = (document.object ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
    const conversion = conversionOf(apiVersion, kind);
    // A PetSet is still served, under the name of its day.
    if (conversion === undefined || conversion.kind === 'PetSet') return [];
    const { line, column, endLine, endColumn } = document.positionOf('apiVersion');
    return [{ ...conversion, line, column, endLine, endColumn }];
  });
}

/** Says how many and which, in the person's words. */
export function oldFormsText(words: { readonly oldForm: string; readonly oldFormsMany: string }, forms: readonly OldForm[]): string {
  const [first] = forms;
  const text = forms.length === 1 ? words.oldForm : words.oldFormsMany;
  return text.replace('{count}', String(forms.length)).replace('{what}', `${first?.kind} ${first?.from}`);
}

/** The outline of a form, cut out behind its words, so that kinds are told apart before they are read. */
import type { Form } from '#scene/model.ts';

const card = 'M6 1 H178 Q183 1 183 6 V56 Q183 61 178 61 H6 Q1 61 1 56 V6 Q1 1 6 1 Z';

const outlines: Readonly<Record<Form, { readonly body: string; readonly marks?: string }>> = {
  card: { body: card },
  sheet: { body: 'M6 1 H167 L183 17 V56 Q183 61 178 61 H6 Q1 61 1 56 V6 Q1 1 6 1 Z', marks: 'M167 1 V17 H183' },
  seal: { body: card, marks: 'M150 1 L183 26 M183 1 L150 26 M160 13.5 a6.5 6.5 0 1 0 13 0 a6.5 6.5 0 1 0 -13 0' },
  gate: { body: 'M1 61 V26 Q1 1 26 1 H158 Q183 1 183 26 V61 Z', marks: 'M168 61 V34 Q168 22 175 22 Q182 22 182 34' },
  fence: {
    body: 'M1 8 L8 1 H176 L183 8 V54 L176 61 H8 L1 54 Z',
    marks: 'M164 12 V52 M170 12 V52 M176 12 V52 M160 22 H180 M160 42 H180',
  },
  gauge: { body: card, marks: 'M152 44 A15 15 0 1 1 178 44 M165 37 L173 29' },
  badge: { body: 'M8 1 H176 Q183 1 183 8 V54 Q183 61 176 61 H8 Q1 61 1 54 V8 Q1 1 8 1 Z', marks: 'M84 7.5 H100' },
  scroll: { body: 'M10 1 H183 Q176 8 176 16 V61 H3 Q10 54 10 46 Z', marks: 'M176 16 H183 Q186 8 183 1' },
  clip: { body: card, marks: 'M172 8 V24 a5 5 0 0 1 -10 0 V11 a3 3 0 0 1 6 0 V22' },
};

export function FormShape({ form }: { readonly form: Form }) {
  const { body, marks } = outlines[form];
  return (
    <svg viewBox="0 0 184 62" className="absolute inset-0 size-full" aria-hidden="true">
      <path d={body} fill="var(--card)" stroke="var(--line-2)" strokeWidth="1" />
      {marks !== undefined && <path d={marks} fill="none" stroke="var(--line-2)" strokeWidth="1.3" strokeLinecap="round" />}
    </svg>
  );
}

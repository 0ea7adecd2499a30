/** The outline of a form, cut out behind its words, so that kinds are told apart before they are read. */
import type { CSSProperties } from 'react';
import type { Form } from '#scene/model.ts';

const card = 'M6 1 H210 Q215 1 215 6 V56 Q215 61 210 61 H6 Q1 61 1 56 V6 Q1 1 6 1 Z';

/** `room`: how much the marks take at the right, where words would run over them. */
interface Outline {
  readonly body: string;
  readonly marks?: string;
  readonly room?: number;
}

const outlines: Readonly<Record<Form, Outline>> = {
  card: { body: card },
  sheet: { body: 'M6 1 H199 L215 17 V56 Q215 61 210 61 H6 Q1 61 1 56 V6 Q1 1 6 1 Z', marks: 'M199 1 V17 H215', room: 18 },
  seal: { body: card, marks: 'M182 1 L215 26 M215 1 L182 26 M192 13.5 a6.5 6.5 0 1 0 13 0 a6.5 6.5 0 1 0 -13 0', room: 36 },
  gate: { body: 'M1 61 V26 Q1 1 26 1 H190 Q215 1 215 26 V61 Z', marks: 'M200 61 V34 Q200 22 207 22 Q214 22 214 34', room: 18 },
  fence: {
    body: 'M1 8 L8 1 H208 L215 8 V54 L208 61 H8 L1 54 Z',
    marks: 'M196 12 V52 M202 12 V52 M208 12 V52 M192 22 H212 M192 42 H212',
    room: 26,
  },
  gauge: { body: card, marks: 'M184 44 A15 15 0 1 1 210 44 M197 37 L205 29', room: 34 },
  badge: { body: 'M8 1 H208 Q215 1 215 8 V54 Q215 61 208 61 H8 Q1 61 1 54 V8 Q1 1 8 1 Z', marks: 'M100 7.5 H116' },
  scroll: { body: 'M10 1 H215 Q208 8 208 16 V61 H3 Q10 54 10 46 Z', marks: 'M208 16 H215 Q218 8 215 1' },
  clip: { body: card, marks: 'M204 8 V24 a5 5 0 0 1 -10 0 V11 a3 3 0 0 1 6 0 V22', room: 24 },
};

/** The style of the words on a form: they end before its marks. */
export function roomBeside(form: Form): CSSProperties {
  return { '--room': `${outlines[form].room ?? 12}px` } as CSSProperties;
}

export function FormShape({ form }: { readonly form: Form }) {
  const { body, marks } = outlines[form];
  return (
    <svg viewBox="0 0 216 62" className="absolute inset-0 size-full" aria-hidden="true">
      <path d={body} fill="var(--card)" stroke="var(--line-2)" strokeWidth="1" />
      {marks !== undefined && <path data-marks d={marks} fill="none" stroke="var(--line-2)" strokeWidth="1.3" strokeLinecap="round" />}
    </svg>
  );
}

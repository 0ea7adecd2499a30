/**
 * Text in columns: cells end with a tab, and a column is a run of lines that have a cell there.
 * upstream: text/tabwriter, as kubectl sets it up for tables (minimum 6, padding 3) and for describe (0, 2)
 */

export interface TabLayout {
  readonly minWidth: number;
  readonly padding: number;
}

export const tableLayout: TabLayout = { minWidth: 6, padding: 3 };
export const describeLayout: TabLayout = { minWidth: 0, padding: 2 };

/** The text with its tabs replaced by spaces. Lines that end with a newline keep it. */
export function tabulate(text: string, layout: TabLayout): string {
  if (!text.includes('\t')) return text;
  const lines = text.split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  format({ lines, layout, out }, { from: 0, to: lines.length, widths: [] });
  return out.join('\n');
}

interface Work {
  readonly lines: readonly (readonly string[])[];
  readonly layout: TabLayout;
  readonly out: string[];
}

interface Block {
  readonly from: number;
  readonly to: number;
  /** Widths of the columns to the left, which all lines of the block share. */
  readonly widths: readonly number[];
}

function format(work: Work, block: Block): void {
  const column = block.widths.length;
  let from = block.from;
  for (let at = from; at < block.to;) {
    if (!hasCell(work, at, column)) {
      at += 1;
      continue;
    }
    writeLines(work, { from, to: at, widths: block.widths });
    from = at;
    let width = work.layout.minWidth;
    for (; at < block.to && hasCell(work, at, column); at += 1)
      width = Math.max(width, textWidth(work.lines[at]?.[column] ?? '') + work.layout.padding);
    format(work, { from, to: at, widths: [...block.widths, width] });
    from = at;
  }
  writeLines(work, { from, to: block.to, widths: block.widths });
}

/** The last cell of a line ends with no tab, so it belongs to no column. */
function hasCell(work: Work, line: number, column: number): boolean {
  return column < (work.lines[line]?.length ?? 0) - 1;
}

function writeLines(work: Work, block: Block): void {
  for (let at = block.from; at < block.to; at += 1) {
    const cells = work.lines[at] ?? [];
    work.out.push(cells.map((cell, column) => pad(cell, block.widths[column])).join(''));
  }
}

function pad(text: string, width: number | undefined): string {
  return width === undefined ? text : text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

export function textWidth(text: string): number {
  let width = 0;
  for (const _ of text) width += 1;
  return width;
}

/** Drawing the line that is being written, also when it is longer than the terminal is wide and folds over several rows. */

/** Rows and columns of a place `cells` after the beginning of the prompt. */
function placeOf(cells: number, columns: number): { readonly row: number; readonly column: number } {
  return { row: Math.floor(cells / columns), column: cells % columns };
}

/** How many cells a text takes: letters of East Asian scripts take two. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const letter of text)
    cells += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(letter) ? 2 : 1;
  return cells;
}

export interface Drawing {
  /** How many cells after the prompt's beginning the cursor stands now; 0 on a fresh row. */
  readonly from: number;
  /** The prompt with its colours, and how many cells of it are seen. */
  readonly prompt: string;
  readonly promptCells: number;
  readonly text: string;
  readonly cursor: number;
  readonly columns: number;
}

/** What to write so that the line stands there anew, and where the cursor is then. */
export function drawLine({ from, prompt, promptCells, text, cursor, columns }: Drawing): { readonly codes: string; readonly at: number } {
  const width = Math.max(1, columns);
  const up = placeOf(from, width).row;
  const end = promptCells + cellsOf(text);
  const at = promptCells + cellsOf(text.slice(0, cursor));
  const last = placeOf(end, width);
  const target = placeOf(at, width);
  const begin = `${up > 0 ? `\u001b[${up}A` : ''}\r\u001b[J${prompt}${text}`;
  // A row that is full leaves the cursor on it until one letter more comes.
  const fold = end > 0 && last.column === 0 ? '\n' : '';
  const rows = last.row - target.row;
  const place = at === end ? '' : `${rows > 0 ? `\u001b[${rows}A` : ''}\r${target.column > 0 ? `\u001b[${target.column}C` : ''}`;
  return { codes: begin + fold + place, at };
}

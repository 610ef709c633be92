/** A spreadsheet runs a cell that begins like that as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One record of RFC 4180. A cell that a spreadsheet would run gets an apostrophe before it, which it does not show. */
export function csvRecord(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | null): string {
  const text = typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A run of text in one look. */
export interface Run {
  text: string;
  className: string;
}

const ESC = '\u001b';
// A CSI sequence: parameters, intermediates, a final byte. Those that are not colours are dropped.
const SEQUENCE = new RegExp(`${ESC}\\[([0-9;:]*)[ -/]*([@-~])|${ESC}[@-Z\\\\^_]`, 'g');

const COLOURS: Record<number, string> = {
  30: 'text-quiet', 31: 'text-bad-ink', 32: 'text-good-ink', 33: 'text-warn-ink', 34: 'text-accent-ink', 35: 'text-accent-ink', 36: 'text-good-ink', 37: '',
};

/** A line with ANSI colours (ECMA-48 SGR) as runs; what cannot be shown is left out. */
export function parseAnsi(text: string): Run[] {
  if (!text.includes(ESC)) return [{ text, className: '' }];
  const runs: Run[] = [];
  let colour = '';
  let isBold = false;
  let isDim = false;
  let from = 0;
  const push = (part: string) => {
    if (part !== '') runs.push({ text: part, className: [colour, isBold ? 'font-semibold' : '', isDim ? 'opacity-70' : ''].filter(Boolean).join(' ') });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] !== 'm') continue;
    for (const code of codesOf(match[1] ?? '')) {
      if (code === 0) [colour, isBold, isDim] = ['', false, false];
      else if (code === 1) isBold = true;
      else if (code === 2) isDim = true;
      else if (code === 22) [isBold, isDim] = [false, false];
      else if (code === 39) colour = '';
      else colour = COLOURS[code >= 90 && code <= 97 ? code - 60 : code] ?? colour;
    }
  }
  push(text.slice(from));
  return runs;
}

/** The codes of a sequence; colours out of 256 or 16 million (38;5;n, 38;2;r;g;b) are passed over. */
function codesOf(parameters: string): number[] {
  const codes = parameters.split(/[;:]/).map(Number);
  const plain: number[] = [];
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) index += codes[index + 1] === 5 ? 2 : 4;
    else plain.push(code);
  }
  return plain;
}

/** The text alone. */
export function withoutAnsi(text: string): string {
  return text.includes(ESC) ? text.replaceAll(SEQUENCE, '') : text;
}

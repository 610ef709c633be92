const POSIX: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

/** Longer ones are no pattern that somebody wrote, and would fill the stack of what reads them. */
const LONGEST = 20_000;

/** A pattern as ECMA-262 with the `u` flag reads it, as JSON Schema asks; undefined when it cannot be said there. */
export function modernPattern(pattern: string): string | undefined {
  if (pattern.length > LONGEST) return undefined;
  if (compiles(pattern)) return withoutDelimiters(pattern) ?? pattern;
  const candidate = translate(withoutDelimiters(pattern) ?? pattern);
  return compiles(candidate) ? candidate : undefined;
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** `/^a$/` is how PHP and JavaScript write a pattern, not what it is. */
function withoutDelimiters(pattern: string): string | undefined {
  const match = /^\/(\^.*\$)\/([a-z]*)$/s.exec(pattern);
  const inner = match?.[2]?.includes('i') === true ? undefined : match?.[1];
  return inner !== undefined && compiles(inner) ? inner : undefined;
}

/** PCRE, Java and Python ways to say things that ECMA-262 says otherwise. */
function translate(pattern: string): string {
  return pattern
    .replace(/^\(\?[msux]+\)/, '')
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll('\\h', '[ \\t]')
    .replaceAll(/\[:(\w+):\]/g, (whole, name: string) => (Object.hasOwn(POSIX, name) ? POSIX[name] : undefined) ?? whole)
    .replaceAll('(?P<', '(?<')
    .replaceAll('(?>', '(?:')
    .replaceAll(/([*+?}])\+/g, '$1')
    .replaceAll('\\p{Alpha}', '[A-Za-z]')
    .replaceAll('\\p{Alnum}', '[A-Za-z0-9]')
    .replaceAll(/\\([^\w\s^$\\.*+?()[\]{}|/-])/g, '$1')
    .replaceAll(/\\([_])/g, '$1')
    .replaceAll(/(\[[^\]]*\])|\\-/g, (whole, inClass: string | undefined) => inClass ?? '-')
    .replaceAll(/(\[(?:\\.|[^\]\\])*?)(\\[wdsWDS])-(?!\])/g, '$1$2\\-')
    .replaceAll(/\{(?!\d+(?:,\d*)?\})/g, '\\{')
    .replaceAll(/(?<!\{\d{1,9}|\{\d{1,9},\d{0,9}|\\)\}/g, '\\}')
    .replaceAll('\\\\{', '\\{');
}

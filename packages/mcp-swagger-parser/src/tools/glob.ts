/**
 * Whether texts are of a pattern in which `*` stands for any characters and `?` for one. It goes back to the last star at most, so it takes the
 * product of both lengths in the worst case; an expression would try all ways to share a text between the stars.
 */
export function globOf(pattern: string, ignoreCase = false): (text: string) => boolean {
  const characters = (text: string): string[] => Array.from(ignoreCase ? text.toLowerCase() : text);
  const wanted = characters(pattern);
  return (text) => fits(wanted, characters(text));
}

function fits(pattern: string[], text: string[]): boolean {
  let [at, place] = [0, 0];
  /** Where the last star stands, and how far into the text it reaches. */
  let [star, reach] = [-1, 0];
  while (place < text.length) {
    if (pattern[at] === '*') {
      [star, reach] = [at, place];
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[place])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      reach += 1;
      [at, place] = [star + 1, reach];
    } else return false;
  }
  return pattern.slice(at).every((character) => character === '*');
}

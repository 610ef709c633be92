const HEAD = `# Configuration

The API is set by environment variables, or by a file \`.env\` in the folder that it is started in; the environment wins. All of them are optional. A wrong value stops the start, and the message names the variable. [The command line](cli.md) has flags instead.

\`npm run reference\` writes this page: the words are those of [.env.example](../.env.example), what is allowed is what the program checks. Behind the sign of equality stands what holds when nothing is set.
`;

/** The page of all variables: words and values of `.env.example`, with what `allowedValues` tells of each. */
export function configurationPage(example, allowedValues) {
  const parts = [HEAD];
  let words = [];
  for (const line of example.split('\n')) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      if (words.length > 0) parts.push(`\n${words.join(' ')}\n\n`);
      words = [];
      parts.push(`- \`${name}=${value}\`: ${allowedValues(name)}\n`);
    } else if (line.startsWith('## ')) {
      parts.push(`\n${line}\n`);
      // What stood before the first title is about the file itself.
      words = [];
    } else if (line.startsWith('# ')) words.push(escaped(line.slice(2)));
  }
  return parts.join('');
}

/** Names in capitals and addresses are code. */
function escaped(text) {
  return text.replaceAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g, '`$&`').replaceAll(/(?<![`\w])\*(?![`\w])/g, '`*`');
}

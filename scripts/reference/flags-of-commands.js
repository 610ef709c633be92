const BEGIN = '<!-- Written by npm run reference. -->';
const END = '<!-- Here it ends. -->';

/** The page with the flags of a commander program between its two marks. */
export function withFlags(page, program) {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${BEGIN} and ${END} were expected in the page, in this order.`);
  return `${page.slice(0, before + BEGIN.length)}\n\n${sections(program.commands)}\n${page.slice(after)}`;
}

function sections(commands) {
  const [first, ...others] = commands.map(({ options }) => options.map(({ flags }) => flags));
  const common = new Set(first.filter((flags) => others.every((all) => all.includes(flags))));
  const shared = commands[0].options.filter(({ flags }) => common.has(flags));
  return [section('Every command', shared), ...commands.map((command) => section(`\`${usageOf(command)}\``, command.options.filter(({ flags }) => !common.has(flags))))].join('\n');
}

function usageOf(command) {
  const taken = command.registeredArguments.map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`));
  return [command.name(), ...taken].join(' ');
}

function section(title, options) {
  const rows = options.map((option) => `| \`${option.flags.replaceAll('|', '\\|')}\` | ${option.description.replaceAll('|', '\\|')}${choicesOf(option)} | ${defaultOf(option)} |`);
  return `### ${title}\n\n| flag | | unless given |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function choicesOf({ argChoices }) {
  return argChoices === undefined ? '' : `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`;
}

function defaultOf({ defaultValue: value }) {
  if (value === undefined || typeof value === 'boolean' || typeof value === 'object') return '';
  return `\`${value}\``;
}

const EXPRESSION = /\{([^{}]*)\}/g;
const LEVELS_1_TO_3 = /^[+#./;?&]?[A-Za-z0-9_.%]+(,[A-Za-z0-9_.%]+)*$/;

/** The variables of a URI template of RFC 6570, levels 1 to 3; undefined when it is not one. */
export function templateVariables(template: string): string[] | undefined {
  const names: string[] = [];
  const rest = template.replaceAll(EXPRESSION, (_, expression: string) => {
    if (LEVELS_1_TO_3.test(expression)) names.push(...expression.replace(/^[+#./;?&]/, '').split(','));
    return LEVELS_1_TO_3.test(expression) ? '' : '{';
  });
  return /[{}\s]/.test(rest) ? undefined : names;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';

/** The keywords of JSON Schema 2020-12 that hold no schema, and what their value must be. Others are not for the reader of a tool. */
export const PLAIN_KEYWORDS: Record<string, (value: unknown) => boolean> = {
  type: (value) => typeof value === 'string' || Array.isArray(value),
  title: isText,
  description: isText,
  format: isText,
  pattern: isText,
  contentEncoding: isText,
  contentMediaType: isText,
  deprecated: isFlag,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minContains: isCount,
  maxContains: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  uniqueItems: isFlag,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && (value as number) > 0,
  const: () => true,
  default: () => true,
};

/** A limit written as text (`maxLength: "10"`) is a limit all the same. */
export function asWritten(keyword: string, value: unknown): unknown {
  const isNumeric = /^(min|max|exclusive|multiple)/.test(keyword);
  return isNumeric && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

const LONGEST_EXAMPLE = 200;

/** The one example worth its tokens: the first, when it is short. */
export function briefExample(examples: unknown): unknown[] | undefined {
  if (!Array.isArray(examples) || examples.length === 0 || examples[0] === undefined) return undefined;
  const first: unknown = examples[0];
  return (JSON.stringify(first)?.length ?? Infinity) <= LONGEST_EXAMPLE ? [first] : undefined;
}

/** The distinct values of an `enum`; undefined when there are none. */
export function distinctValues(values: unknown): unknown[] | undefined {
  if (!Array.isArray(values) || values.length === 0) return undefined;
  const byText = new Map(values.map((value: unknown) => [JSON.stringify(value), value]));
  return [...byText.values()];
}

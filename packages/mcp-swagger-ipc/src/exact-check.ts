import { compileFunction } from 'node:vm';
import * as z from 'zod';
import { lengthLimits, type Limits, numberLimits } from './schema-limits.js';

/** Whether a value out of JSON is already what its schema would make of it. Never wrong when it says yes; its no means: ask the schema. */
export type ExactCheck = (value: unknown) => boolean;

/**
 * Writes a schema's check as straight code, which costs a fifteenth of what the schema does: it makes no copy and no list of what is wrong.
 * Only our own schemas are written so, never what somebody sent. A schema with something that is not known here is always asked itself.
 */
export function exactCheck(schema: z.core.$ZodType): ExactCheck {
  const functions: string[] = [];
  const condition = conditionOf(schema, 'value', functions);
  return compileFunction(`${functions.join('\n')}\nreturn (value) => ${condition};`)() as ExactCheck;
}

/** An expression that is true when the value called `name` fits. What needs more than an expression is added to `functions`. */
function conditionOf(schema: z.core.$ZodType, name: string, functions: string[]): string {
  // What is missing under a default has to be filled in, which is the schema's work.
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return conditionOf(schema.def.innerType, name, functions);
  if (schema instanceof z.ZodObject && isPlain(schema) && schema.def.catchall === undefined) return `${objectCheck(schema.def.shape, functions)}(${name})`;
  if (schema instanceof z.ZodArray) return arrayCondition(schema, name, functions);
  if (schema instanceof z.ZodString) return stringCondition(schema, name);
  if (schema instanceof z.ZodNumber) return numberCondition(schema, name);
  if (schema instanceof z.ZodBoolean && isPlain(schema)) return `typeof ${name} === 'boolean'`;
  if (schema instanceof z.ZodEnum && isPlain(schema)) return `(${schema.options.map((option) => `${name} === ${JSON.stringify(option)}`).join(' || ')})`;
  return 'false';
}

function isPlain({ def }: { def: { checks?: unknown[] | undefined; coerce?: boolean } }): boolean {
  return (def.checks?.length ?? 0) === 0 && def.coerce !== true;
}

/** Adds a function that looks at each field once, and that there are no others: the schema takes those out. Returns its name. */
function objectCheck(shape: Record<string, z.core.$ZodType>, functions: string[]): string {
  const fields = Object.entries(shape).map(([key, schema], index) => {
    const name = `field${index}`;
    const condition = conditionOf(schema, name, functions);
    const lacking = schema instanceof z.ZodOptional ? '' : 'else return false;';
    return `const ${name} = value[${JSON.stringify(key)}]; if (${name} !== undefined) { if (!(${condition})) return false; fields += 1; } ${lacking}`;
  });
  const name = `check${functions.length}`;
  functions.push(`function ${name}(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let fields = 0;
    ${fields.join('\n    ')}
    for (const _ in value) fields -= 1;
    return fields === 0;
  }`);
  return name;
}

function arrayCondition({ def }: z.ZodArray, name: string, functions: string[]): string {
  const limits = lengthLimits(def.checks);
  if (limits === undefined) return 'false';
  return `Array.isArray(${name}) && ${within(`${name}.length`, limits)} && ${name}.every((item) => ${conditionOf(def.element, 'item', functions)})`;
}

/** The schema counts characters, of which some are two long: they are counted only where it makes a difference. */
function stringCondition({ def }: z.ZodString, name: string): string {
  const limits = def.coerce === true ? undefined : lengthLimits(def.checks);
  if (limits === undefined) return 'false';
  const { least, most } = limits;
  const conditions = [`typeof ${name} === 'string'`];
  if (least > 0) conditions.push(`(${name}.length >= ${least * 2 - 1} || [...${name}].length >= ${least})`);
  if (Number.isFinite(most)) conditions.push(`(${name}.length <= ${most} || (${name}.length <= ${most * 2} && [...${name}].length <= ${most}))`);
  return conditions.join(' && ');
}

function numberCondition({ def }: z.ZodNumber, name: string): string {
  const limits = def.coerce === true ? undefined : numberLimits(def.checks);
  if (limits === undefined) return 'false';
  // JSON calls Infinity 1e999.
  return `${limits.isWhole ? 'Number.isSafeInteger' : 'Number.isFinite'}(${name}) && ${within(name, limits)}`;
}

function within(name: string, { least, above, most }: Limits): string {
  const conditions = [Number.isFinite(least) && `${name} >= ${least}`, Number.isFinite(above) && `${name} > ${above}`, Number.isFinite(most) && `${name} <= ${most}`];
  return conditions.filter((condition) => condition !== false).join(' && ') || 'true';
}

/** How one argument is asked for. */
export interface FormField {
  name: string;
  kind: 'text' | 'number' | 'boolean' | 'choice' | 'json';
  isRequired: boolean;
  description: string;
  choices: string[];
  /** What each of the choices stands for. */
  values: unknown[];
  placeholder: string;
}

/** What was typed, by name; an empty text is an argument that is left out. */
export type Typed = Record<string, string>;

type Schema = Record<string, unknown>;

/** The fields of a tool's arguments, the required ones first. */
export function fieldsOf(inputSchema: Schema): FormField[] {
  const properties = (inputSchema['properties'] ?? {}) as Record<string, Schema>;
  const required = new Set(Array.isArray(inputSchema['required']) ? (inputSchema['required'] as string[]) : []);
  return Object.entries(properties)
    .map(([name, declared]) => toField(name, followed(declared, inputSchema), required.has(name)))
    .toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired));
}

function toField(name: string, schema: Schema, isRequired: boolean): FormField {
  const values: unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [];
  const choices = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const examples = Array.isArray(schema['examples']) ? schema['examples'] : [];
  const example: unknown = schema['default'] ?? examples[0] ?? schema['example'];
  return {
    name,
    kind: choices.length > 0 ? 'choice' : kindOf(schema['type']),
    isRequired,
    description: typeof schema['description'] === 'string' ? schema['description'] : '',
    choices,
    values,
    placeholder: example === undefined ? '' : typeof example === 'string' ? example : JSON.stringify(example),
  };
}

function kindOf(type: unknown): FormField['kind'] {
  const one = Array.isArray(type) ? type.find((name) => name !== 'null') : type;
  switch (one) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'json';
  }
}

/** A reference into the schema's own definitions, followed once; deeper ones are typed as JSON. */
function followed(schema: Schema, root: Schema): Schema {
  const reference = schema['$ref'];
  const name = typeof reference === 'string' ? /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1] : undefined;
  const target = name === undefined ? undefined : (root['$defs'] as Record<string, Schema> | undefined)?.[decodeURIComponent(name)];
  return target === undefined ? schema : { ...target, ...schema };
}

/** The arguments that were typed, or which field is wrong and why. */
export function toArguments(fields: FormField[], typed: Typed): { args: Record<string, unknown> } | { field: string; error: string } {
  const args: Record<string, unknown> = {};
  for (const { name, kind, choices, values } of fields) {
    const text = typed[name] ?? '';
    if (text === '') continue;
    if (kind === 'text') args[name] = text;
    else if (kind === 'choice') args[name] = choices.includes(text) ? values[choices.indexOf(text)] : text;
    else {
      try {
        args[name] = JSON.parse(text);
      } catch (error) {
        return { field: name, error: error instanceof Error ? error.message : String(error) };
      }
    }
  }
  return { args };
}

/** What would have to be typed to get these arguments. */
export function toTyped(fields: FormField[], args: Record<string, unknown>): Typed {
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = args[name];
      return value === undefined ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
    }),
  );
}

import { z } from 'zod';

const noNul = /^[^\0]*$/;

/** An MCP server of any kind that speaks over its standard pipes: started without a shell, so nothing in it is interpreted. */
export const commandSchema = z.strictObject({
  program: z.string().trim().min(1).max(4_000).regex(noNul).describe('a path, or a name that is looked for in the PATH of the API'),
  args: z.array(z.string().max(8_000).regex(noNul)).max(200).default([]).describe('shown to whoever may read; secrets belong into the environment'),
  cwd: z.string().startsWith('/', 'an absolute path was expected').max(4_000).regex(noNul).optional().describe('an existing folder; without it the one for temporary files'),
});

/** Variables of a command. Their values are secrets: sealed at rest, and never shown again. */
export const variablesSchema = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and _ was expected').max(200),
  z.string().max(100_000).regex(noNul),
);

/** A process for each session of MCP, or one for all of them. */
export const processPerSchema = z.enum(['session', 'server']).describe('over stdio: a process for each session, or one for all');

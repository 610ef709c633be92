import { createHash } from 'node:crypto';
import { inputRequired, inputResponse, type InputRequests } from '@modelcontextprotocol/server';
import type { JsonObject, Tool } from 'mcp-swagger-parser';
import { nameArguments } from '../../upstream/arguments/name-arguments.js';
import { parseJson, stringifyJson, UpstreamError } from '../../upstream/index.js';
import { type Form, missingForms } from './missing-forms.js';

const CONFIRMATION = 'confirmation';
const LONGEST_SHOWN = 1_000;

/** What we know between two rounds of one call; the client keeps it, sealed. */
export interface AskedBefore {
  tool: string;
  /** Of the arguments that the call was made with; others are another call. */
  digest: string;
  /** The arguments with all answers so far, as JSON: long numbers keep their digits. */
  args: string;
  isConfirming: boolean;
}

/** A call before it is made: complete, in need of answers, given up by the user, or begun with other arguments than it goes on with. */
export type Readiness =
  | { name: 'ready'; args: JsonObject }
  | { name: 'asking'; requests: InputRequests; before: AskedBefore }
  | { name: 'refused'; message: string }
  | { name: 'mistaken'; message: string };

export interface Round {
  args: JsonObject;
  responses: Record<string, unknown> | undefined;
  before: AskedBefore | undefined;
}

/**
 * Decides whether a call can be made, or what its user has to be asked first. What users answer is checked where all arguments are; here it only has to be
 * there. Without a state the answers alone count, as the protocol wants it (MCP 2026-07-28 "Multi Round-Trip Requests"), but nobody confirms what was never asked.
 */
export function readinessOf(tool: Tool, { args: given, responses, before }: Round): Readiness {
  const named = namedArguments(tool, given);
  // The call itself will tell what is wrong with it.
  if (named === undefined) return { name: 'ready', args: given };
  const digest = createHash('sha256').update(stringifyJson(given)).digest('base64url');
  if (before !== undefined && (before.tool !== tool.name || before.digest !== digest)) {
    return { name: 'mistaken', message: `These answers belong to another call, not to this one of ${tool.name}.` };
  }
  const args = before === undefined ? named : (parseJson(before.args) as JsonObject);
  const wanted = tool.operation.ask ?? [];
  const missing = missingForms(tool, args);
  // Only who called can give what fits into no form; the call itself will tell.
  if (missing === undefined || (missing.length > 0 && !wanted.includes('arguments'))) return { name: 'ready', args };
  const answered = withAnswers(tool, args, missing, responses);
  if (typeof answered === 'string') return { name: 'refused', message: answered };

  const open = missingForms(tool, answered) ?? [];
  const state = { tool: tool.name, digest, args: stringifyJson(answered) };
  if (open.length > 0) return { name: 'asking', requests: requestsOf(open), before: { ...state, isConfirming: false } };
  if (!wanted.includes('confirmation') || !tool.annotations.destructiveHint) return { name: 'ready', args: answered };

  const reply = before?.isConfirming === true ? inputResponse(responses, CONFIRMATION) : undefined;
  if (reply?.kind === 'elicit') return reply.action === 'accept' ? { name: 'ready', args: answered } : { name: 'refused', message: `The user did not confirm ${tool.name}. Nothing was sent.` };
  const confirmation = inputRequired.elicit({ message: confirmationText(tool, answered), requestedSchema: { type: 'object', properties: {} } });
  return { name: 'asking', requests: { [CONFIRMATION]: confirmation }, before: { ...state, isConfirming: true } };
}

/** The arguments with what was answered; text when the user does not want to answer. */
function withAnswers(tool: Tool, args: JsonObject, forms: Form[], responses: Round['responses']): JsonObject | string {
  let filled = args;
  for (const { key, requestedSchema, fill } of forms) {
    const reply = inputResponse(responses, key);
    if (reply.kind !== 'elicit') continue;
    if (reply.action !== 'accept') return `${tool.name} lacks ${Object.keys(requestedSchema.properties).join(', ')}, and the user did not want to say more. Nothing was sent.`;
    filled = fill(reply.content ?? {}, filled);
  }
  return filled;
}

function requestsOf(forms: Form[]): InputRequests {
  return Object.fromEntries(forms.map(({ key, message, requestedSchema }) => [key, inputRequired.elicit({ message, requestedSchema })]));
}

function confirmationText(tool: Tool, args: JsonObject): string {
  const { method, path } = tool._meta;
  const shown = stringifyJson(args);
  return `${tool.title ?? tool.name}: ${method} ${path} with ${shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown}. Go on?`;
}

function namedArguments(tool: Tool, given: JsonObject): JsonObject | undefined {
  try {
    return nameArguments(tool, given);
  } catch (error) {
    if (error instanceof UpstreamError) return undefined;
    throw error;
  }
}

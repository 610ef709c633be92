import { processStateSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';

/** One action on many servers; each has its own outcome. */
export const batchSchema = z.strictObject({
  ids: z.array(z.string().min(1).max(100)).min(1).max(500),
  action: z.enum(['start', 'stop', 'restart', 'reload', 'delete']),
});
export type BatchBody = z.infer<typeof batchSchema>;

export const batchViewSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      success: z.boolean(),
      state: processStateSchema.nullable().describe('null for a server that is deleted or that there is not'),
      error: z.object({ status: z.number().int(), code: z.string(), detail: z.string() }).nullable(),
    }),
  ),
});
export type BatchResult = z.infer<typeof batchViewSchema>['results'][number];

/** What another node answered to the same action on one server. */
export function batchResultOf(id: string, { status, text }: { status: number; text: string }): BatchResult {
  const body = (text === '' ? {} : JSON.parse(text)) as { process?: { state: BatchResult['state'] }; code?: string; detail?: string };
  if (status < 300) return { id, success: true, state: body.process?.state ?? null, error: null };
  return { id, success: false, state: null, error: { status, code: body.code ?? 'INTERNAL_ERROR', detail: body.detail ?? '' } };
}

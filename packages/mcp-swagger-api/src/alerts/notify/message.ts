import { randomUUID } from 'node:crypto';
import type { AlertView } from 'mcp-swagger-ipc';
import { z } from 'zod';

/** Where a message goes. `secret`: what a webhook is signed with; null sends without a signature; `isTrusted`: its address may be a private one. */
export const recipientSchema = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('webhook'), url: z.string(), secret: z.string().nullable(), isTrusted: z.boolean() }),
  z.object({ channel: z.literal('email'), to: z.array(z.string()) }),
]);
export type Recipient = z.infer<typeof recipientSchema>;

/** One alert told to one recipient. */
export interface Message {
  /** The same in every attempt. */
  readonly id: string;
  readonly alert: AlertView;
  readonly recipient: Recipient;
  /** That were made so far. */
  attempts: number;
  /** When the next one is made, in ms since 1970. */
  dueAt: number;
  readonly createdAt: number;
}

/** A message that nobody has tried to send yet. */
export function newMessage(alert: AlertView, recipient: Recipient, now = Date.now()): Message {
  return { id: randomUUID(), alert, recipient, attempts: 0, dueAt: now, createdAt: now };
}

import type { AlertView } from 'mcp-swagger-ipc';
import { createTransport } from 'nodemailer';
import { messageOf } from '../../common/error-facts.js';
import type { Message } from './message.js';
import { DeliveryError } from './send-webhook.js';

const TIMEOUT_MS = 10_000;

/** `url`: smtp:// or smtps:// with user and password. */
export interface Mailer {
  url: string;
  from: string;
}

/** One attempt to hand a message to the SMTP server, each with the same Message-ID. Throws DeliveryError, whose message holds no password. */
export async function sendEmail({ url, from }: Mailer, to: readonly string[], { id, alert }: Pick<Message, 'id' | 'alert'>): Promise<void> {
  const transport = createTransport({ url, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS, disableFileAccess: true, disableUrlAccess: true });
  try {
    await transport.sendMail({ from, to: [...to], messageId: `<${id}@mcp-swagger.invalid>`, subject: subjectOf(alert), text: textOf(alert) });
  } catch (error) {
    throw new DeliveryError(messageOf(error), !isMeant(error), error);
  } finally {
    transport.close();
  }
}

function subjectOf({ state, severity, ruleName, serverName }: AlertView): string {
  return `[${state === 'raised' ? severity : 'resolved'}] ${serverName}: ${ruleName}`;
}

function textOf({ state, serverName, serverId, ruleName, message, raisedAt, resolvedAt, resolution }: AlertView): string {
  const lines = [`Server: ${serverName} (${serverId})`, `Rule: ${ruleName}`, `What: ${message}`, `Since: ${raisedAt}`];
  if (state === 'resolved') lines.push(`Over: ${resolvedAt ?? ''}`, `Because: ${resolution ?? ''}`);
  return `${lines.join('\n')}\n`;
}

/** RFC 5321, section 4.2.1: 5yz is a refusal for good. */
function isMeant(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'responseCode' in error ? error.responseCode : undefined;
  return typeof code === 'number' && code >= 500;
}

import { z } from 'zod';

/** RFC 9110 section 5.1: a field name is a token. */
const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'a header name was expected').max(200);
const secret = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a value without control characters was expected').min(1).max(8_192);

/** How the address of a document is asked for it; what a server asks its upstream with is another thing. */
export const documentAuthSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bearer'), token: secret }),
  z.strictObject({ type: z.literal('basic'), username: z.string().max(1_000), password: z.string().max(8_192) }),
  z.strictObject({ type: z.literal('apikey'), value: secret, name: headerName.default('X-API-Key') }),
]);
export type DocumentAuth = z.infer<typeof documentAuthSchema>;

/** The headers that carry the credential. */
export function headersOf(auth: DocumentAuth | null): Record<string, string> {
  switch (auth?.type) {
    case undefined:
      return {};
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
    case 'apikey':
      return { [auth.name.toLowerCase()]: auth.value };
  }
}

import * as z from 'zod';

/** A key that callers may prove themselves with. Only its hash (SHA-256, lower-case hex) travels; two keys of one name are one caller, so that a key can be replaced. */
export const apiKeySchema = z.object({
  name: z.string().min(1).max(100),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 hash as 64 lower-case hex digits'),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** Who may call a child's MCP endpoint: holders of a key, holders of a token of the issuer, or, without either, everybody who reaches it. */
export const accessSchema = z.object({
  apiKeys: z.array(apiKeySchema).max(1_000).default([]),
  oauth: z
    .object({
      /** The issuer identifier exactly as its tokens have it (RFC 8414, section 2). */
      issuer: z.url({ protocol: /^https?$/ }).max(2_000),
      /** What tokens must be meant for (RFC 8707); the endpoint's own address unless told otherwise. */
      audience: z.string().min(1).max(2_000).optional(),
      /** What every token must allow (RFC 6749, section 3.3). */
      scopes: z.array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/, 'must be a scope: printable, without spaces, quotes and backslashes')).max(100).default([]),
      /** Where the issuer is asked about tokens that only it can read (RFC 7662), and how we prove ourselves there. */
      introspection: z
        .object({ url: z.url({ protocol: /^https?$/ }).max(2_000), clientId: z.string().min(1).max(1_000), clientSecret: z.string().min(1).max(10_000) })
        .optional(),
    })
    .optional(),
});
export type Access = z.infer<typeof accessSchema>;

/** A small HTTP API on the loopback address that tells who is connected; `port` 0 takes any free one. A `token` is asked for as `Authorization: Bearer`. */
export const internalApiSchema = z.object({
  port: z.number().int().min(0).max(65_535).default(0),
  token: z.string().min(16).max(1_000).optional(),
});

/** What belongs to one connection, to the message, or to us. */
const NOT_PASSED = /^(host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|accept|accept-encoding|content-.*|cookie|user-agent|origin|referer|sec-.*|forwarded|via|x-forwarded-.*|x-real-ip|mcp-.*|x-mcp-.*|last-event-id)$/i;

/** Names of headers (RFC 9110, section 5.1) that an operator may let pass from a client to the upstream. */
export const passHeadersSchema = z
  .array(
    z
      .string()
      .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}$/, 'a header name was expected')
      .refine((name) => !NOT_PASSED.test(name), 'a header that is the client’s own to set was expected, not one of the connection, the message, or the protocol'),
  )
  .max(20);

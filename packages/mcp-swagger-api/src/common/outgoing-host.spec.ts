import { describe, expect, it } from '@jest/globals';
import { outgoingHostSchema } from './outgoing-host.js';

describe('An entry of the list of allowed hosts', () => {
  it.each(['api.internal', 'api.internal:8080', 'localhost', '10.0.0.7', '10.0.0.7:80', '10.0.0.0/8', 'fd12::/16', 'fd12::7', '[fd12::7]:8080'])('is %s', (entry) => {
    expect(outgoingHostSchema.parse(entry)).toBe(entry);
  });

  it.each(['', 'http://api.internal', 'api.internal/path', '10.0.0.0/33', '*.internal', 'a b', 'user@host', 'host:0', '[10.0.0.1]'])('is not %j', (entry) => {
    expect(outgoingHostSchema.safeParse(entry).success).toBe(false);
  });
});

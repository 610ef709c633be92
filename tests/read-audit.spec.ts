import { describe, expect, it } from '@jest/globals';
import { readAudit } from '../scripts/read-audit.js';

const advisory = { module_name: 'left', severity: 'high', title: 'It breaks', url: 'https://github.com/advisories/GHSA-1', github_advisory_id: 'GHSA-1', patched_versions: '>=1.0.1', findings: [{ version: '1.0.0', paths: ['packages__mcp-swagger-api>far>left', '.>left'] }, { version: '1.0.0' }] };
const said = 'left@1.0.0: high, It breaks (https://github.com/advisories/GHSA-1); brought by . > left and in 1 other way; mended in >=1.0.1';

describe('What the registry says of the packages', () => {
  it('is clean when it knows nothing bad', () => {
    expect(readAudit('{"advisories":{},"metadata":{}}')).toEqual({ kind: 'known', open: [], explained: [] });
  });

  it('names each weakness that is not explained', () => {
    expect(readAudit(JSON.stringify({ advisories: { 1: advisory } }))).toMatchObject({ open: [said], explained: [] });
    expect(readAudit(JSON.stringify({ advisories: { 1: advisory } }), new Map([['GHSA-1', 'tests only']]))).toMatchObject({ open: [], explained: [`${said}: tests only`] });
  });

  it.each([undefined, null, '', '<0.0.0'])('says so when no version mends it (%j)', (patched_versions) => {
    expect(readAudit(JSON.stringify({ advisories: { 1: { ...advisory, patched_versions } } }))).toMatchObject({ open: [expect.stringContaining('no version mends it')] });
  });

  it.each(['', 'ERR_PNPM_AUDIT_BAD_RESPONSE', '{"error":{"code":"405"}}', '{broken'])('is unknown for %j, which is not the same as clean', (output) => {
    expect(readAudit(output)).toMatchObject({ kind: 'unknown' });
  });
});

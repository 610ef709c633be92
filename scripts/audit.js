// Known weaknesses of what is installed, as the registry knows them: 0 none that is not explained, 1 some, 3 the registry does not answer.
import { spawn } from 'node:child_process';
import { root } from './project.js';
import { readAudit } from './read-audit.js';

const TIMEOUT_MS = 120_000;

const child = spawn('npx', ['-y', 'pnpm@12.21.0', 'audit', '--json'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS, shell: process.platform === 'win32' });
const parts = { out: '', error: '' };
child.stdout.on('data', (chunk) => (parts.out += chunk));
child.stderr.on('data', (chunk) => (parts.error += chunk));
await new Promise((resolve) => child.once('close', resolve));

const audit = readAudit(parts.out);
if (audit.kind === 'unknown') {
  process.stderr.write(`The registry did not say what is known of these packages, so nothing was audited:\n${`${parts.out}\n${parts.error}`.trim().slice(-1_000)}\n`);
  process.exitCode = 3;
} else {
  for (const line of audit.explained) process.stdout.write(`explained: ${line}\n`);
  for (const line of audit.open) process.stdout.write(`${line}\n`);
  process.stdout.write(`${audit.open.length} known weaknesses that are not explained, ${audit.explained.length} that are.\n`);
  if (audit.open.length > 0) process.exitCode = 1;
}

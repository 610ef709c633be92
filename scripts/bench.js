// `npm run bench`: every figure as a table; `-- --json FILE` writes them too. Runs on an otherwise quiet machine.
import { writeFileSync } from 'node:fs';
import { connectLatency } from '../bench/connect-latency.js';
import { messagePipe } from '../bench/message-pipe.js';
import { toolsCommand } from '../bench/tools-command.js';
import { build, fail, install, step } from './project.js';

try {
  await install();
  await build();
  const figures = [];
  for (const [name, measure] of Object.entries({ 'message pipe': messagePipe, 'connect to socket event': connectLatency, 'the tools command': toolsCommand })) {
    step(`Measuring: ${name}`);
    figures.push(...(await measure()));
  }
  console.table(figures);
  const at = process.argv.indexOf('--json');
  if (at !== -1) writeFileSync(process.argv[at + 1], `${JSON.stringify({ node: process.version, at: new Date().toISOString(), figures }, null, 2)}\n`);
} catch (error) {
  fail(error);
}

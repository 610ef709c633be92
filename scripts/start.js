// `npm start`: installs and builds what is missing, then starts everything in this process.
import { build, fail, install, root, step } from './project.js';

try {
  process.chdir(root);
  await install();
  await build();
  step('Starting');
  await import('../packages/mcp-swagger-api/dist/main.js');
} catch (error) {
  fail(error);
}

// `npm start`: installs and builds what is missing, then starts everything in this process.
import { build, fail, install, root, step } from './project.js';

try {
  process.chdir(root);
  await install();
  await build();
  step('Starting');
  endWithParent();
  await import('../packages/mcp-swagger-api/dist/bundle/main.js');
} catch (error) {
  fail(error);
}

/** A signal to npm ends its shell and not us: when they are gone, so are we. */
function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}

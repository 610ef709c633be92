// `npm run build`: builds all packages, whatever was built before.
import { build, fail, install } from './project.js';

try {
  await install();
  await build({ force: true });
} catch (error) {
  fail(error);
}

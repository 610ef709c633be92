export { readModel, serverName } from './model-request.js';

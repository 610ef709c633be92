import { afterAll, beforeAll, describe } from '@jest/globals';
import { argumentsOfCalls } from './attacks/arguments.js';
import { authorisation } from './attacks/authorisation.js';
import { canary } from './attacks/canary.js';
import { foreignPages } from './attacks/foreign-pages.js';
import { input } from './attacks/input.js';
import { outgoing } from './attacks/outgoing.js';
import { outgoingOfCalls } from './attacks/outgoing-of-calls.js';
import { outgoingOfServers } from './attacks/outgoing-of-servers.js';
import { beginSlowly, type SlowClients, slowClients } from './attacks/slow-clients.js';
import { storedHtml } from './attacks/stored-html.js';
import { wire } from './attacks/wire.js';
import { startWorld, type World } from './attacks/world.js';

let world: World;
let slow: SlowClients;

beforeAll(async () => {
  world = await startWorld();
  slow = await beginSlowly(world);
});

afterAll(async () => {
  await world.stop();
  process.stderr.write(`${world.report()}\n`);
});

const theWorld = () => world;

describe('Who may do what', () => authorisation(theWorld));
describe('Requests in the name of the API', () => outgoing(theWorld));
describe('Requests in the name of a server', () => outgoingOfServers(theWorld));
describe('Names that lie to the calls of tools', () => outgoingOfCalls(theWorld));
describe('Arguments of tools', () => argumentsOfCalls(theWorld));
describe('Hostile input', () => input(theWorld));
describe('On the wire', () => wire(theWorld));
describe('Slow clients', () => slowClients(theWorld, () => slow));
describe('Pages of others', () => foreignPages(theWorld));
describe('Stored HTML', () => storedHtml(theWorld));
describe('Secrets', () => canary(theWorld));

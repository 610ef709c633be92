import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventEmitter2 } from 'eventemitter2';
import { AccessService } from '../../auth/access.service.js';
import type { IdentitiesService } from '../../auth/identities.service.js';
import { readEnvironment } from '../../config/environment.js';
import { AppEventEmitter } from '../../events/app-event-emitter.js';
import { Admission } from '../admission.js';
import { Forwarding } from '../forwarding.js';
import { GatewayDoor } from '../gateway-door.js';
import type { GroupDoor } from '../groups/group-door.js';
import { Guests } from '../guests.js';
import { MetadataDoor } from '../metadata-door.js';
import { OpenPassages } from '../open-passages.js';
import { Places } from '../places.js';
import { SocketDoor } from '../socket-door.js';
import type { StdioDoor } from '../stdio/stdio-door.js';
import { Traffic } from '../traffic.js';

/** What the gateway proves itself with to the child. */
export const TOKEN = 't'.repeat(40);

/** Nobody asks for a group here, or for a server over pipes. */
const noGroups = { serve: () => {} } as unknown as GroupDoor;
const noPipes = { serve: async () => {} } as unknown as StdioDoor;

class GivenPlaces extends Places {
  override async lookUp(): Promise<undefined> {}
}

export interface GatewayBeforeChild {
  places: Places;
  traffic: Traffic;
  door: GatewayDoor;
  gatewayUrl: string;
  childUrl: string;
  passages: OpenPassages;
  /** Called whenever it is found out who calls, which takes as long as what it returns. */
  admitting: { wait: () => Promise<void> };
  stop(): Promise<void>;
}

/** Resolves with the address of a server on a free port. */
export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The gateway without the rest of the API, before an HTTP server that stands for a child: the server `books`, with the id `id-1`. */
export async function startGatewayBeforeChild(answer: RequestListener): Promise<GatewayBeforeChild> {
  const environment = readEnvironment({ GATEWAY_WAIT: '2000', GATEWAY_TIMEOUT: '1000', GATEWAY_MAX_BODY: '1MB', GATEWAY_MAX_OPEN: '20' });
  const child = createServer(answer);
  const childUrl = await listening(child);
  const places = new GivenPlaces({ patienceMs: 2_000, silenceMs: 1_000 });
  const traffic = new Traffic(new AppEventEmitter(new EventEmitter2()));
  const admitting = { wait: async (): Promise<void> => {} };
  // As before the first user, key and password.
  const nobodyKnown = { isGuarded: () => admitting.wait().then(() => false) } as unknown as IdentitiesService;
  const admission = new Admission(new AccessService(environment, nobodyKnown), new Guests(places, environment), environment, { share: () => () => {} });
  const passages = new OpenPassages(admission, places);
  const door = new GatewayDoor(places, admission, new Forwarding(places, traffic, noPipes, environment), new SocketDoor(places, admission, traffic, passages), noGroups, passages, new MetadataDoor(places, admission, environment), environment);
  const front = createServer((_request, response) => response.end('of the framework'));
  door.attach(front);
  const gatewayUrl = await listening(front);
  places.enter({ id: 'id-1', name: 'books', transport: 'streamable' }, TOKEN);
  const stop = async (): Promise<void> => {
    for (const server of [front, child]) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  };
  return { places, traffic, door, gatewayUrl, childUrl, passages, admitting, stop };
}

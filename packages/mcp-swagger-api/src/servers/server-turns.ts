import { Injectable } from '@nestjs/common';
import { Turns } from '../common/turns.js';

/** What is asked of one server is done in order, at boot as later, so that the last wish is the one that holds. Keys: server ids. */
@Injectable()
export class ServerTurns extends Turns {}

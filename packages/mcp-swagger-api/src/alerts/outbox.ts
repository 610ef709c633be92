import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { messageOf } from '../common/error-facts.js';
import { SecretBox } from '../common/secret-box.js';
import { AlertMessageEntity } from '../database/entities/alert-message.entity.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { type Message, recipientSchema } from './notify/message.js';

/** A node that has not said of a message, so long after it was due, what became of it, is gone. */
const LEASE_MS = 60_000;
/** A row with the view of an alert, roughly. */
const ROW_BYTES = 2_000;

/** `row`: null when the message has arrived or was given up. */
interface Entry {
  id: string;
  row: AlertMessageEntity | null;
}

/** Keeps messages in the database until they have arrived, so that a stop or the end of a node loses none. One may be sent twice, with the same id. */
@Injectable()
export class Outbox {
  readonly #logger = new Logger('Alerts');
  readonly #lane: Lane<Entry>;

  constructor(
    @InjectRepository(AlertMessageEntity) private readonly rows: Repository<AlertMessageEntity>,
    private readonly secrets: SecretBox,
    queue: WriteQueue,
  ) {
    this.#lane = queue.lane<Entry>({
      name: 'alert_messages',
      keyOf: ({ id }) => id,
      bytesOf: () => ROW_BYTES,
      write: async (manager, entries) => {
        const kept = entries.flatMap(({ row }) => (row === null ? [] : [row]));
        const gone = entries.flatMap(({ id, row }) => (row === null ? [id] : []));
        if (kept.length > 0) await manager.upsert(AlertMessageEntity, kept, ['id']);
        if (gone.length > 0) await manager.delete(AlertMessageEntity, { id: In(gone) });
      },
    });
  }

  /** It is on its way here, or waits here for its next attempt. */
  keep(message: Message): void {
    this.#enter(message, message.dueAt + LEASE_MS);
  }

  /** It is not on its way here any more: whoever looks next takes it. */
  release(message: Message): void {
    this.#enter(message, Date.now());
  }

  /** It has arrived, or was given up. */
  settle({ id }: Message): void {
    this.#lane.push({ id, row: null });
  }

  /** Takes what nobody has, up to `room`; `held` is what this node has. A message whose key is gone is given up. */
  async take(held: readonly string[], room: number): Promise<Message[]> {
    if (room === 0) return [];
    const [taken]: [{ id: string }[], number] = await this.rows.query(
      `UPDATE "alert_messages" SET "held_until" = now() + $1 * interval '1 millisecond' WHERE "id" IN (
         SELECT "id" FROM "alert_messages" WHERE "held_until" <= now() AND NOT ("id" = ANY($2::uuid[])) ORDER BY "due_at" LIMIT $3 FOR UPDATE SKIP LOCKED
       ) RETURNING "id"`,
      [LEASE_MS, held, room],
    );
    const rows = await this.rows.findBy({ id: In(taken.map(({ id }) => id)) });
    return rows.flatMap((row) => this.#toMessage(row) ?? []);
  }

  #enter({ id, alert, recipient, attempts, dueAt, createdAt }: Message, heldUntil: number): void {
    this.#lane.push({ id, row: { id, alert, sealedRecipient: this.secrets.seal(recipient, id), attempts, dueAt: new Date(dueAt), heldUntil: new Date(heldUntil), createdAt: new Date(createdAt) } });
  }

  #toMessage({ id, alert, sealedRecipient, attempts, dueAt, createdAt }: AlertMessageEntity): Message | undefined {
    try {
      const recipient = recipientSchema.parse(this.secrets.open(sealedRecipient, id));
      return { id, alert, recipient, attempts, dueAt: dueAt.getTime(), createdAt: createdAt.getTime() };
    } catch (error) {
      this.#logger.error(`A message about the alert ${alert.ruleName} of ${alert.serverName} is given up: ${messageOf(error)}`);
      this.#lane.push({ id, row: null });
      return undefined;
    }
  }
}

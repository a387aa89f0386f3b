import * as t from 'io-ts';
import type Database from 'libsql';
import { v7 } from 'uuid';
import { rowAs } from './database.js';
import type { Happening, TrainingJetEvent } from './events.js';

const Message = t.readonly(t.strict({ id: t.string, body: t.string }));
/** An event on its way, in the very text that is signed and sent. */
export type Message = t.TypeOf<typeof Message>;

/** Events that the receiver has not taken yet; they outlive the process. */
export const createOutbox = (db: Database.Database) => {
  const insert = db.prepare('INSERT INTO outbox (id, body) VALUES (?, ?)');
  const select = db.prepare('SELECT id, body FROM outbox ORDER BY number');
  const remove = db.prepare('DELETE FROM outbox WHERE id = ?');
  return {
    add: (happening: Happening): Message => {
      const event: TrainingJetEvent = {
        id: `evt_${v7()}`,
        occurredAt: new Date().toISOString(),
        ...happening,
      };
      const message = { id: event.id, body: JSON.stringify(event) };
      insert.run(message.id, message.body);
      return message;
    },
    /** Oldest first. */
    all: (): readonly Message[] => select.all().flatMap((row) => rowAs(Message, row) ?? []),
    remove: (id: string): void => {
      remove.run(id);
    },
  };
};

export type Outbox = ReturnType<typeof createOutbox>;

import type { Socket } from 'node:net';
import type { Doc } from './bson/value.js';
import type { Server } from './commands/command.js';
import { runCommand } from './commands/table.js';
import { CommandError, codeName } from './errors.js';
import { createFramer, type Message, readMessage, WireError, writeReply } from './wire.js';

interface Connected {
  readonly server: Server;
  readonly settled: () => Promise<void>;
}

const failure = (error: unknown): Doc => {
  if (error instanceof CommandError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: codeName(error.code), ...error.extra };
  }
  return { ok: 0, errmsg: `internal error: ${String(error)}`, code: 1, codeName: codeName(1) };
};

const answer = (message: Message, server: Server): Doc => {
  try {
    const { body, database } = message.read();
    return { ...runCommand(body, database, server), ok: 1 };
  } catch (error) {
    if (error instanceof WireError) throw error;
    return failure(error);
  }
};

/** Serves one connection until it is closed or ended. */
export const serveConnection = (socket: Socket, { server, settled }: Connected) => {
  const framer = createFramer();
  let last: Promise<void> = Promise.resolve();

  const reply = async (message: Message, doc: Doc, before: Promise<void>): Promise<void> => {
    // Nothing may be seen before it is on disk, so reads wait for the writes of their turn too.
    const shown = await settled().then(() => doc, failure);
    await before;
    if (message.wantsReply && !socket.destroyed) socket.write(writeReply(message, shown));
  };

  const handle = (frame: Buffer): void => {
    const message = readMessage(frame);
    last = reply(message, answer(message, server), last);
    last.catch((error: unknown) => socket.destroy(error instanceof Error ? error : undefined));
  };

  socket.on('data', (chunk) => {
    framer.push(chunk);
    try {
      for (let frame = framer.next(); frame; frame = framer.next()) handle(frame);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      socket.destroy();
    }
  });
  // A client that goes away is no error of the server.
  socket.on('error', () => socket.destroy());
  return {
    /** Reads no more commands, and resolves when the ones that were read are answered. */
    end: async (): Promise<void> => {
      socket.removeAllListeners('data').pause();
      await last.catch(() => undefined);
      socket.destroySoon();
    },
  };
};

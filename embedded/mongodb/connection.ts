import type { Socket } from 'node:net';
import type { Doc } from './bson/value.js';
import type { Command, Server } from './commands/command.js';
import { finish, isSteps, type OnUpsertMiss, race } from './commands/steps.js';
import { commandOf } from './commands/table.js';
import { CommandError, codeName } from './errors.js';
import { createFramer, type HeldBytes } from './framer.js';
import { type Message, type Request, readMessage, WireError, writeReply } from './wire.js';

interface Connected {
  readonly server: Server;
  /** Resolves when everything that was written so far is on disk. */
  readonly settled: () => Promise<void>;
  /** Resolves when nothing waits for the disk. */
  readonly quiet: () => Promise<void>;
  readonly onUpsertMiss: OnUpsertMiss | undefined;
  readonly held: HeldBytes;
}

const failure = (error: unknown): Doc => {
  if (error instanceof CommandError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: codeName(error.code), ...error.extra };
  }
  return { ok: 0, errmsg: `internal error: ${String(error)}`, code: 1, codeName: codeName(1) };
};

const run = (
  command: Command,
  { body, database }: Request,
  { server, onUpsertMiss }: Connected,
): Doc | Promise<Doc> => {
  const answer = command.run(body, database, server);
  if (!isSteps(answer)) return answer;
  return onUpsertMiss === undefined ? finish(answer) : race(answer, onUpsertMiss);
};

const answerTo = async (message: Message, connected: Connected): Promise<Doc> => {
  try {
    const request = message.read();
    const command = commandOf(request.body);
    // Nothing may be seen before it is on disk.
    if (command.writes) connected.server.checkWritable(command.writes);
    else await connected.quiet();
    const doc = await run(command, request, connected);
    // Nobody waits for the outcome of a write that wants no answer.
    if (command.writes && message.wantsReply) await connected.settled();
    return { ...doc, ok: 1 };
  } catch (error) {
    if (error instanceof WireError) throw error;
    return failure(error);
  }
};

const framed = (message: Message, doc: Doc): Buffer => {
  try {
    return writeReply(message, doc);
  } catch (error) {
    return writeReply(message, failure(error));
  }
};

/** Resolves when the operating system has it, or nobody can have it any more. */
const send = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => {
    socket.write(bytes, () => resolve());
  });

// A client that does not read its answers would hold up the end for ever.
const endWithin = 2_000;

/** Serves one connection until it is closed or ended: one command after the other, and no more while its answer is not taken. */
export const serveConnection = (socket: Socket, connected: Connected) => {
  const framer = createFramer(connected.held);
  let serving: Promise<void> | undefined;

  const serve = async (frame: Buffer): Promise<void> => {
    const message = readMessage(frame);
    const doc = await answerTo(message, connected);
    if (message.wantsReply && !socket.destroyed) await send(socket, framed(message, doc));
  };
  const giveUp = (error: unknown): void => {
    socket.destroy();
    if (!(error instanceof WireError)) throw error;
  };
  const serveAll = async (): Promise<void> => {
    try {
      for (let frame = framer.next(); frame; frame = framer.next()) await serve(frame);
    } catch (error) {
      giveUp(error);
    }
  };
  const begin = (): void => {
    serving = serveAll().finally(() => {
      serving = undefined;
      socket.resume();
    });
  };

  socket.on('data', (chunk) => {
    try {
      framer.push(chunk);
    } catch (error) {
      return giveUp(error);
    }
    if (serving === undefined) begin();
    else socket.pause();
  });
  socket.on('close', framer.end);
  // A client that goes away is no error of the server.
  socket.on('error', () => socket.destroy());
  return {
    /** Reads no more commands, and resolves when the ones that were read are answered. */
    end: async (): Promise<void> => {
      const impatience = setTimeout(() => socket.destroy(), endWithin);
      socket.removeAllListeners('data').pause();
      await serving;
      clearTimeout(impatience);
      socket.destroySoon();
    },
  };
};

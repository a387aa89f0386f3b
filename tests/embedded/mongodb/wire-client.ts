import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type Document, deserialize, serialize } from 'bson';

const opQuery = 2004;
const opMsg = 2013;

/** A message with a header that says what it is, or something else. */
export const frame = (operation: number, payload: Uint8Array, length = 16 + payload.length): Buffer => {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(operation, 12);
  return Buffer.concat([header, payload]);
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0, 0);
  return bytes;
};

export const body = (doc: Document | Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0]), doc instanceof Uint8Array ? doc : serialize(doc)]);

export const sequence = (name: string, docs: readonly Document[], wrongBy = 0): Buffer => {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...docs.map((doc) => serialize(doc))]);
  return Buffer.concat([Buffer.from([1]), int32(4 + content.length + wrongBy), content]);
};

export const msg = (sections: readonly Uint8Array[], flags = 0): Buffer =>
  frame(opMsg, Buffer.concat([int32(flags), ...sections]));

export const command = (doc: Document): Buffer => msg([body({ ...doc, $db: 'fuzz' })]);

export const query = (namespace: string, doc: Document): Buffer =>
  frame(
    opQuery,
    Buffer.concat([int32(0), Buffer.from(`${namespace}\0`), int32(0), int32(-1), serialize(doc)]),
  );

const open = (port: number): Socket => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
};

/** The document of an answer: of OP_MSG, or of OP_REPLY. */
const docIn = (answer: Buffer): Document =>
  deserialize(answer.subarray(answer.readInt32LE(12) === opMsg ? 21 : 36), {
    promoteValues: false,
    bsonRegExp: true,
  });

/** A connection on which anything can be sent. */
export const connectRaw = (port: number) => {
  const socket = open(port);
  const closed = new Promise<'closed'>((resolve) => {
    socket.once('close', () => resolve('closed'));
  });
  let received: Buffer = Buffer.alloc(0);
  let look = (): void => undefined;
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    look();
  });
  const answered = (): Promise<Document> =>
    new Promise((resolve) => {
      look = () => {
        if (received.length < 4 || received.length < received.readInt32LE(0)) return;
        const answer = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(answer.length);
        look = () => undefined;
        resolve(docIn(answer));
      };
      look();
    });
  return {
    socket,
    closed,
    /** The next answer, or that there will be none. */
    next: (): Promise<Document | 'closed'> => Promise.race([answered(), closed]),
    end: async (): Promise<void> => {
      socket.destroy();
      await closed;
    },
  };
};

/** Sends something; gives the answer, or that the connection was closed. */
export const send = async (port: number, bytes: Uint8Array): Promise<Document | 'closed'> => {
  const connection = connectRaw(port);
  connection.socket.write(bytes);
  const outcome = await connection.next();
  await connection.end();
  return outcome;
};

/** Records what clients of a server send: each message as it was. */
export const recordTraffic = async (port: number) => {
  const sent: Buffer[] = [];
  const proxy = createServer((client) => {
    const server = open(port);
    client.on('data', (chunk: Buffer) => {
      sent.push(chunk);
      server.write(chunk);
    });
    client.on('error', () => server.destroy());
    client.on('close', () => server.destroy());
    server.pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `mongodb://127.0.0.1:${address.port}/?directConnection=true`,
    messages: (): readonly Buffer[] =>
      sent.filter((one) => one.length >= 16 && one.readInt32LE(0) === one.length),
    stop: (): Promise<void> => new Promise((resolve) => proxy.close(() => resolve())),
  };
};

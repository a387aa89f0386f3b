import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../../commands/message.js';
import { call, open, text } from './twilio-messages.js';

interface RawServer {
  readonly port: number;
  /** How many requests came whole. */
  readonly requests: () => number;
}

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A server that does with each connection what it is told. */
const listen = async (onConnection: (socket: Socket) => void): Promise<number> => {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** A server that reads a whole request and then does what it is told. */
const answering = async (answer: (socket: Socket) => void): Promise<RawServer> => {
  let requests = 0;
  const port = await listen((socket) => {
    let got = '';
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
      const end = got.indexOf('\r\n\r\n');
      const [, length = '0'] = /content-length: (\d+)/i.exec(got) ?? [];
      if (end < 0 || got.length < end + 4 + Number(length)) return;
      got = '';
      requests += 1;
      answer(socket);
    });
  });
  return { port, requests: () => requests };
};

const says =
  (status: string, body: string, type = 'application/json') =>
  (socket: Socket) =>
    socket.end(
      `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );

type Sent = Delivery<{ readonly providerId: string }>;

/** What a text and a call end with, which must be the same. */
const send = async (baseUrl: string, timeout = 5000): Promise<Sent> => {
  const gateway = open(baseUrl, timeout);
  const sent = await gateway.sendSms(text());
  const placed = await gateway.placeCall(call());
  await gateway.close();
  expect(placed.kind).toBe(sent.kind);
  return sent;
};

describe('a text or a call that never left', () => {
  it('is tried again: nobody listens', async () => {
    const { port } = await answering((socket) => socket.destroy());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await send(`http://127.0.0.1:${port}`)).toMatchObject({
      kind: 'transient',
      code: 'twilio-unreachable',
    });
  });

  it('is tried again: there is no such name', async () => {
    expect(await send('http://twilio.invalid')).toMatchObject({
      kind: 'transient',
      code: 'twilio-unreachable',
    });
  });

  it('is tried again: the connection breaks before it is secure', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.destroy()));
    expect(await send(`https://127.0.0.1:${port}`)).toMatchObject({
      kind: 'transient',
      code: 'twilio-unreachable',
    });
  });

  it('is tried again: what answers is not secure', async () => {
    const port = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await send(`https://127.0.0.1:${port}`)).toMatchObject({
      kind: 'transient',
      code: 'twilio-unreachable',
    });
  });

  it('is tried again: nobody says a word before it is secure', async () => {
    const port = await listen(() => undefined);
    expect(await send(`https://127.0.0.1:${port}`, 200)).toMatchObject({
      kind: 'transient',
      code: 'twilio-unreachable',
    });
  });
});

describe('a text or a call that may have gone out', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['nothing is answered', (socket) => socket.destroy()],
    ['the connection is reset', (socket) => socket.resetAndDestroy()],
    ['half a header is answered', (socket) => socket.end('HTTP/1.1 201 Crea')],
    ['headers are answered, and no body', (socket) => socket.end('HTTP/1.1 201 Created\r\n\r\n')],
    [
      'half a body is answered',
      (socket) => socket.end('HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{"sid": "SM'),
    ],
    ['what is answered is not HTTP', (socket) => socket.end('220 mail.example.com ESMTP\r\n')],
    ['yes is answered, without saying to what', says('201 Created', '{}')],
    ['yes is answered by a page', says('200 OK', '<html>', 'text/html')],
    ['the server behind does not answer', says('504 Gateway Timeout', '{"message": "gone"}')],
    ['the server behind breaks off', says('502 Bad Gateway', '<html>', 'text/html')],
  ])('is not sent again: %s', async (_, answer) => {
    const server = await answering(answer);
    expect(await send(`http://127.0.0.1:${server.port}`)).toMatchObject({ kind: 'unknown' });
    expect(server.requests()).toBe(2);
  });

  it('is not sent again: no answer comes in time', async () => {
    const server = await answering(() => undefined);
    expect(await send(`http://127.0.0.1:${server.port}`, 300)).toMatchObject({
      kind: 'unknown',
      code: 'twilio-connection-broken',
    });
    expect(server.requests()).toBe(2);
  });

  it('is not sent again: half an answer comes in time', async () => {
    const server = await answering((socket) =>
      socket.write('HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{'),
    );
    expect(await send(`http://127.0.0.1:${server.port}`, 300)).toMatchObject({ kind: 'unknown' });
  });
});

describe('what a server says that is not Twilio, or has its bad day', () => {
  it.each([
    ['429 Too Many Requests', '{"code": 20429, "message": "Slow"}', 'transient', 'twilio-20429', 'Slow'],
    ['429 Too Many Requests', '', 'transient', 'twilio-http-429', 'HTTP 429 without a reason'],
    ['503 Service Unavailable', '<html>', 'transient', 'twilio-http-503', 'HTTP 503 without a reason'],
    ['500 Oops', '{"code": 20500, "message": "Oops"}', 'transient', 'twilio-20500', 'Oops'],
    ['401 Unauthorized', '{"code": 20003, "message": "No"}', 'transient', 'twilio-20003', 'No'],
    ['403 Forbidden', '<html>', 'permanent', 'twilio-http-403', 'HTTP 403 without a reason'],
    ['404 Not Found', '{"code": 20404, "message": "Gone"}', 'permanent', 'twilio-20404', 'Gone'],
    ['302 Found', '', 'permanent', 'twilio-http-302', 'HTTP 302 without a reason'],
    [
      '400 Bad Request',
      '{"type": "about:blank", "title": "Wrong", "status": 400, "code": 20001}',
      'permanent',
      'twilio-20001',
      '[HTTP 400] Wrong',
    ],
  ])('%s %s', async (status, body, kind, code, message) => {
    const server = await answering(says(status, body));
    expect(await send(`http://127.0.0.1:${server.port}`)).toEqual({ kind, code, message });
    expect(server.requests()).toBe(2);
  });

  it('is cut off where it is longer than any answer', async () => {
    const server = await answering(says('201 Created', JSON.stringify({ sid: 'a'.repeat(2_000_000) })));
    expect(await send(`http://127.0.0.1:${server.port}`)).toMatchObject({ kind: 'unknown' });
  });

  it('is not repeated at length', async () => {
    const server = await answering(
      says('400 Bad Request', JSON.stringify({ code: 1, message: 'a'.repeat(9999) })),
    );
    const { message } = { message: '', ...(await send(`http://127.0.0.1:${server.port}`)) };
    expect(message).toHaveLength(2000);
  });
});

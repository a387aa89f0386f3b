import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface SmtpClient {
  /** Says a line and gives the last line of the answer. */
  readonly say: (line: string) => Promise<string>;
  /** Hangs up in the rudest way: the server gets a reset. */
  readonly reset: () => void;
  readonly closed: Promise<unknown>;
}

/** A client that does what it is told, line by line, also what no good client does. */
export const connectSmtp = async (url: string): Promise<SmtpClient> => {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the server has hung up');
      if (!/^\d{3}-/.test(value)) return value;
    }
  };
  await answer();
  return {
    closed,
    say: (line) => {
      socket.write(`${line}\r\n`);
      return answer();
    },
    reset: () => {
      socket.resetAndDestroy();
    },
  };
};

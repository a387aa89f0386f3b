import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import twilio from 'twilio';

export interface ReceivedForm {
  readonly method: string;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signature: string;
}

export interface FormReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedForm[];
  readonly close: () => Promise<void>;
}

/** Whether Twilio's own SDK takes a request to be Twilio's. */
export const isSigned = (authToken: string, { url, method, params, signature }: ReceivedForm): boolean =>
  twilio.validateRequest(authToken, signature, url, method === 'POST' ? { ...params } : {});

/** A web server that takes forms, as an application does for Twilio, and answers with what `status` says. */
export const startFormReceiver = async ({
  port = 0,
  status = () => 204,
}: {
  readonly port?: number;
  readonly status?: (index: number) => number;
} = {}): Promise<FormReceiver> => {
  const received: ReceivedForm[] = [];
  const server = createServer(async (request, response) => {
    const posted = (await buffer(request)).toString('utf8');
    const url = `http://${request.headers.host}${request.url}`;
    const form = request.method === 'POST' ? new URLSearchParams(posted) : new URL(url).searchParams;
    received.push({
      method: request.method ?? '',
      url,
      params: Object.fromEntries(form),
      signature: String(request.headers['x-twilio-signature']),
    });
    response.writeHead(status(received.length - 1)).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/hooks/twilio?key=a%20b`,
    port: address.port,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { Url } from '../../../domain/codecs/values.js';
import type { WebhookGateway } from '../../../runtime/gateways/webhook.js';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';
import { message, open } from './webhook-messages.js';

describe('an address that is not public', () => {
  let receiver: WebhookReceiver;
  let gateway: WebhookGateway;
  beforeEach(async () => {
    receiver = await startReceiver();
    gateway = open();
  });
  afterEach(async () => {
    await gateway.close();
    await receiver.close();
  });

  it.each([
    ...[
      '127.0.0.1',
      '127.1',
      '127.255.255.254',
      '0177.0.0.1',
      '0x7f.1',
      '0x7f000001',
      '2130706433',
      '017700000001',
    ],
    ...['0', '0.0.0.0', '①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1'],
    ...['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '100.64.0.1'],
    ...[
      '169.254.169.254',
      '2852039166',
      '0xa9fea9fe',
      '169.254.1.1',
      '192.0.0.192',
      '198.18.0.1',
      '192.0.2.1',
    ],
    ...['224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...[
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::ffff:169.254.169.254]',
      '[::127.0.0.1]',
    ],
    ...['[fc00::1]', '[fd00:ec2::254]', '[fe80::1]', '[fec0::1]', '[ff02::1]', '[64:ff9b::7f00:1]'],
    ...['[2002:7f00:1::]', '[2001:db8::1]', '[100::1]', '[0:0:0:0:0:0:0:1]'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'shop.localhost', 'LocalHost.'],
  ])('is refused: %s', async (host) => {
    const { port } = new URL(receiver.url);
    const delivery = await gateway.sendWebhook(message(`http://${host}:${port}/orders`));
    expect(delivery).toMatchObject({ kind: 'permanent', code: 'webhook-forbidden' });
    expect(receiver.received).toEqual([]);
  });

  it('is refused over https too, and where the URL holds a password', async () => {
    const url = (text: string) => message(receiver.url, { url: decodeOrThrow(Url, text) });
    expect(await gateway.sendWebhook(url('https://127.0.0.1/'))).toMatchObject({ code: 'webhook-forbidden' });
    expect(Url.is('http://ann:secret@shop.example/')).toBe(false);
    expect(Url.is('ftp://shop.example/')).toBe(false);
    expect(Url.is('file:///etc/passwd')).toBe(false);
  });
});

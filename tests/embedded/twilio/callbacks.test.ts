import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { type FormReceiver, startFormReceiver } from './form-receiver.js';
import { ours, type RunningTwilio, runTwilio, theirs } from './running-twilio.js';

const anHour = 3_600_000;

describe('callbacks', () => {
  let running: RunningTwilio;
  let receiver: FormReceiver | undefined;
  const send = (statusCallback: string, to = theirs) =>
    running.client().messages.create({ to, from: ours, body: 'Hello', statusCallback });
  const statuses = (callbacks: FormReceiver['received']) =>
    callbacks.map(({ params }) => params['MessageStatus']);
  /** What came of the callbacks of the newest message, when there are so many. */
  const outcomes = (count: number) =>
    eventually(async () => {
      const callbacks = (await running.traffic('messages')).at(-1)?.['callbacks'];
      return Array.isArray(callbacks) && callbacks.length === count ? callbacks : undefined;
    });
  const addressOfNobody = async () => {
    const gone = await startFormReceiver();
    await gone.close();
    return gone;
  };
  const outbox = () => readdir(join(running.folder, 'outbox'));

  beforeEach(async () => {
    running = await runTwilio();
  });
  afterEach(async () => {
    await running.stop();
    await receiver?.close();
    receiver = undefined;
  });

  it('are tried again where the receiver fails, each before the next one', async () => {
    const failing = [503, 500];
    receiver = await startFormReceiver({ status: (index) => failing[index] ?? 204 });
    await send(receiver.url);
    expect(await outcomes(3)).toMatchObject([
      { attempts: 3, status: 204, error: null, params: { MessageStatus: 'queued' } },
      { attempts: 1, status: 204, error: null, params: { MessageStatus: 'sent' } },
      { attempts: 1, status: 204, error: null, params: { MessageStatus: 'delivered' } },
    ]);
    expect(statuses(receiver.received)).toEqual(['queued', 'queued', 'queued', 'sent', 'delivered']);
    const [first, second] = receiver.received;
    expect(second).toEqual(first);
  });

  it('that nobody takes are given up after the last try', async () => {
    await send((await addressOfNobody()).url);
    for (const outcome of await outcomes(3))
      expect(outcome).toMatchObject({
        attempts: 3,
        status: null,
        error: expect.stringContaining('ECONNREFUSED'),
      });
    await eventually(async () => ((await outbox()).length === 0 ? true : undefined));
  });

  it('that are refused are not tried again', async () => {
    receiver = await startFormReceiver({ status: () => 404 });
    await send(receiver.url);
    expect(await outcomes(3)).toMatchObject([
      { attempts: 1, status: 404 },
      { attempts: 1, status: 404 },
      { attempts: 1, status: 404 },
    ]);
  });

  it('do not follow where a receiver points', async () => {
    receiver = await startFormReceiver({ status: () => 302 });
    await send(receiver.url);
    expect(await outcomes(3)).toMatchObject([{ status: 302 }, { status: 302 }, { status: 302 }]);
  });

  it('of one message do not wait for those of another', async () => {
    await running.restart({ retryDelays: [anHour] });
    await send((await addressOfNobody()).url);
    await send(running.receiver.url);
    expect(statuses(await running.callbacks(3))).toEqual(['queued', 'sent', 'delivered']);
  });

  it('are not promised to more than can wait for them', async () => {
    await running.restart({ retryDelays: [anHour], mostWaiting: 1 });
    const { url } = await addressOfNobody();
    // As many as are told of at once, and one that waits.
    for (let no = 1; no <= 17; no += 1) await send(url);
    await expect(send(url)).rejects.toMatchObject({ status: 400, code: 21611 });
    const twiml = '<Response/>';
    await expect(running.client().calls.create({ to: theirs, from: ours, twiml })).rejects.toMatchObject({
      status: 429,
      code: 20429,
    });
  });

  it('that are not sent when it stops are sent after the next start', async () => {
    await running.restart({ retryDelays: [anHour] });
    const { url, port } = await addressOfNobody();
    const { sid } = await send(url);
    expect(await outbox()).toEqual([`${sid}.json`]);
    await running.twilio().stop();
    receiver = await startFormReceiver({ port });
    await running.restart();
    expect(await outcomes(3)).toMatchObject([{ status: 204 }, { status: 204 }, { status: 204 }]);
    expect(statuses(receiver.received)).toEqual(['queued', 'sent', 'delivered']);
    await eventually(async () => ((await outbox()).length === 0 ? true : undefined));
    await running.restart();
    await send(running.receiver.url);
    await running.callbacks(3);
    expect(receiver.received).toHaveLength(3);
  });

  it('that were written by half when a process ended are left out', async () => {
    await writeFile(join(running.folder, 'outbox', 'SM1.json'), '{"sid":"SM1","callb');
    await writeFile(join(running.folder, 'outbox', 'SM2.json'), '{"sid":"SM2"}');
    await running.restart();
    await send(running.receiver.url);
    expect(statuses(await running.callbacks(3))).toEqual(['queued', 'sent', 'delivered']);
  });
});

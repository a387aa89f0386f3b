import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { type Call, createCall, eachOf, percentile } from './client.js';
import { type RunningLeadline, startProcess } from './leadline-process.js';

/*
 * The main job as a user meets it: `npm run bench`.
 * Everything runs on this machine, the load too; the figures say how the parts compare, not what a server can do.
 */

const leadCount = Number(process.env['BENCH_LEADS'] ?? 100_000);
const singles = 10_000;
const batches = 300;
const mails = 300;

const say = (name: string, value: string): void => console.log(`${name.padEnd(66)}${value}`);
const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

const visit = (lead: string) => ({
  type: 'page-visited',
  lead: { externalId: lead },
  data: { url: 'https://shop.example/product' },
});

const rateOf = async (count: number, task: () => Promise<void>): Promise<string> => {
  const started = performance.now();
  await task();
  return `${Math.round((count * 1000) / (performance.now() - started)).toLocaleString('en')} events/s`;
};

const benchIntake = async (call: Call): Promise<void> => {
  const known = 1000;
  await call('POST', '/v1/events', {
    events: Array.from({ length: known }, (_, index) => visit(`known-${index}`)),
  });
  const single = await rateOf(singles, () =>
    eachOf(singles, 32, (index) => call('POST', '/v1/events', visit(`known-${index % known}`))),
  );
  say('events accepted, one a request, 32 at a time, known leads', single);
  const batched = await rateOf(batches * 100, () =>
    eachOf(batches, 8, (batch) =>
      call('POST', '/v1/events', {
        events: Array.from({ length: 100 }, (_, index) => visit(`known-${(batch * 100 + index) % known}`)),
      }),
    ),
  );
  say('events accepted, batches of 100, 8 at a time, known leads', batched);
};

/** A mail server that notes when each message was handed over. */
const startMailServer = async () => {
  const arrivals = new Map<string, () => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      stream.resume();
      stream.on('end', () => {
        arrivals.get(session.envelope.rcptTo[0]?.address ?? '')?.();
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    arrival: (to: string) => new Promise<void>((resolve) => arrivals.set(to, resolve)),
    close: () => server.close(() => undefined),
  };
};

const benchMail = async (call: Call, arrival: (to: string) => Promise<void>): Promise<void> => {
  await call('POST', '/v1/flows', {
    flowId: 'bench',
    activate: true,
    name: 'Bench',
    trigger: { type: 'form-submitted', formId: 'bench' },
    steps: [
      {
        action: { type: 'send-email', subject: 'Hello, {{ contact.firstName }}', text: 'Thank you.' },
        when: { type: 'immediately' },
        conditions: { type: 'attribute', attribute: 'email', op: 'exists' },
      },
    ],
  });
  const times: number[] = [];
  await eachOf(mails, 1, async (index) => {
    const email = `lead-${index}@example.com`;
    const arrived = arrival(email);
    const started = performance.now();
    await call('POST', '/v1/events', {
      type: 'form-submitted',
      lead: { email },
      data: { formId: 'bench', fields: { firstName: 'Ada' } },
    });
    await arrived;
    if (index >= 20) times.push(performance.now() - started);
  });
  say(
    'from the request to the mail handed to SMTP, one at a time, p50',
    milliseconds(percentile(times, 0.5)),
  );
  say(
    'from the request to the mail handed to SMTP, one at a time, p99',
    milliseconds(percentile(times, 0.99)),
  );
};

const benchStart = async (
  dataDir: string,
  smtp: Readonly<Record<string, string>>,
  call: Call,
  running: RunningLeadline,
) => {
  const rate = await rateOf(leadCount, () =>
    eachOf(leadCount / 500, 4, (batch) =>
      call('POST', '/v1/events', {
        events: Array.from({ length: 500 }, (_, index) => visit(`new-${batch * 500 + index}`)),
      }),
    ),
  );
  say(`events accepted, batches of 500, each of a new lead (${leadCount.toLocaleString('en')})`, rate);
  await running.stop();
  const again = await startProcess(dataDir, smtp);
  say(
    `start-up with ${leadCount.toLocaleString('en')} leads, read models still behind`,
    milliseconds(again.startMs),
  );
  await again.stop();
  const third = await startProcess(dataDir, smtp);
  say(`start-up with ${leadCount.toLocaleString('en')} leads`, milliseconds(third.startMs));
  await third.stop();
};

const dataDir = await mkdtemp(join(tmpdir(), 'leadline-bench-'));
const mailServer = await startMailServer();
try {
  const smtp = { SMTP_URL: mailServer.url };
  const running = await startProcess(dataDir, smtp);
  say('start-up with 0 leads', milliseconds(running.startMs));
  const call = createCall(running.url, running.key);
  await benchMail(call, mailServer.arrival);
  await benchIntake(call);
  await benchStart(dataDir, smtp, call, running);
} finally {
  mailServer.close();
  await rm(dataDir, { recursive: true, force: true });
}
process.exit(0);

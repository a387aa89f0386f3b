import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as t from 'io-ts';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { open } from '../domain/codecs/struct.js';
import { type Call, createCall, eachOf } from './client.js';
import { startProcess } from './leadline-process.js';

/*
 * A backtest and a recheck of a flow over the past of many leads: `node dist/bench/backtest.js`.
 * BENCH_LEADS leads with BENCH_EVENTS events each; most of the time goes into telling Leadline of them first.
 */

const leadCount = Number(process.env['BENCH_LEADS'] ?? 100_000);
const eventsEach = Number(process.env['BENCH_EVENTS'] ?? 20);
const batch = 500;

const Report = open('Report', { reportId: t.string, status: t.string, figures: t.readonlyArray(t.unknown) });
const Counted = open('Counted', { count: t.number });
const inFlow = { segment: { conditions: { type: 'has-tag', tag: 'customer' } } };

const flow = {
  name: 'Bench',
  trigger: { type: 'form-submitted', formId: 'order' },
  steps: [
    { action: { type: 'add-tag', tag: 'customer' }, when: { type: 'immediately' } },
    {
      action: { type: 'make-note', text: 'Came back' },
      when: { type: 'delay', delay: 'PT1H' },
      conditions: {
        all: [
          { type: 'has-tag', tag: 'customer' },
          { type: 'visited-page', pageId: 'p3' },
        ],
      },
    },
    { action: { type: 'make-note', text: 'Next week' }, when: { type: 'delay', delay: 'P7D' } },
  ],
};

const eventOf = (no: number): object => {
  const lead = { externalId: `lead-${Math.floor(no / eventsEach)}` };
  const nth = no % eventsEach;
  return nth === 1
    ? { type: 'form-submitted', lead, data: { formId: 'order', fields: { size: 'L' } } }
    : { type: 'page-visited', lead, data: { url: `https://shop.example/${nth}`, pageId: `p${nth}` } };
};

const tell = async (call: Call): Promise<void> => {
  const total = leadCount * eventsEach;
  await eachOf(Math.ceil(total / batch), 8, async (index) => {
    const first = index * batch;
    const events = Array.from({ length: Math.min(batch, total - first) }, (_, no) => eventOf(first + no));
    await call('POST', '/v1/events', { events });
  });
};

/** Waits until the read models have every lead, and flows have done what was due. */
const caughtUp = async (call: Call): Promise<void> => {
  for (;;) {
    const { count } = decodeOrThrow(Counted, await call('POST', '/v1/segments/count', inFlow));
    if (count === leadCount) return;
    await delay(200);
  }
};

const make = async (call: Call, what: string, path: string, body: object): Promise<void> => {
  const started = performance.now();
  const { reportId } = decodeOrThrow(Report, await call('POST', path, body));
  for (;;) {
    const { status, figures } = decodeOrThrow(Report, await call('GET', `/v1/reports/${reportId}`));
    if (status === 'waiting' || status === 'running') {
      await delay(100);
      continue;
    }
    const seconds = (performance.now() - started) / 1000;
    const rate = (count: number) => Math.round(count / seconds).toLocaleString('en');
    console.log(
      `${what}: ${status} in ${seconds.toFixed(1)} s, ${rate(leadCount)} leads/s, ${rate(leadCount * eventsEach)} events/s`,
    );
    console.log(JSON.stringify(figures));
    return;
  }
};

const folder = await mkdtemp(join(tmpdir(), 'leadline-bench-'));
const leadline = await startProcess(folder);
try {
  const call = createCall(leadline.url, leadline.key);
  const from = new Date().toISOString();
  await call('POST', '/v1/flows', { flowId: 'bench', activate: true, ...flow });
  await tell(call);
  console.log(`${leadCount} leads with ${eventsEach} events each`);
  await caughtUp(call);
  const until = new Date().toISOString();
  await make(call, 'backtest of the same flow', '/v1/flows/bench/backtest', { from, until });
  const changed = { ...flow, steps: flow.steps.slice(1) };
  await make(call, 'backtest of a changed flow', '/v1/flows/bench/backtest', {
    from,
    until,
    definition: changed,
  });
  await make(call, 'recheck', '/v1/flows/bench/recheck', {});
} finally {
  await leadline.stop();
  await rm(folder, { recursive: true, force: true });
}

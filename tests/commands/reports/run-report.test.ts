import { beforeEach, describe, expect, it } from 'vitest';
import { UnreadableEvent } from '../../../commands/poison.js';
import type { LeadAtRevision } from '../../../commands/segments/find-leads.js';
import { streamName } from '../../../domain/aggregates.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FlowId, type LeadId } from '../../../domain/codecs/ids.js';
import { form, hasTag, immediately, note, onForm } from '../../support/steps.js';
import { reportsOf } from '../../support/test-reports.js';
import { createVirtualLeadline, type VirtualLeadline } from '../../support/virtual-leadline.js';

let leadline: VirtualLeadline;
let leads: readonly LeadId[];
const by = { kind: 'api-key', id: 'auditor' } as const;
const flowId = decodeOrThrow(FlowId, 'flow');

beforeEach(async () => {
  leadline = createVirtualLeadline();
  const steps = [{ action: note('x'), when: immediately, conditions: { not: hasTag('x') } }];
  await leadline.flow('flow', { trigger: onForm('a'), steps });
  const entered: LeadId[] = [];
  for (let no = 0; no < 5; no += 1)
    entered.push(await leadline.happens('form-submitted', { email: `a${no}@example.com` }, form('a')));
  leads = entered.sort();
});

/** Reports that go by pages of two leads, and say so before each one. */
const inTwos = (beforePage: (no: number) => Promise<void> = async () => undefined) => {
  const { findLeads } = leadline.process();
  const pages: typeof findLeads.pages = async function* pages(filter, after) {
    let page: LeadAtRevision[] = [];
    let no = 0;
    const some = async () => {
      await beforePage(no);
      no += 1;
      const taken = page;
      page = [];
      return taken;
    };
    for await (const all of findLeads.pages(filter, after))
      for (const one of all) {
        page.push(one);
        if (page.length === 2) yield await some();
      }
    if (page.length > 0) yield await some();
  };
  return reportsOf(leadline, { findLeads: { ...findLeads, pages } });
};

const decisions = (count: number) => [
  { figure: 'leads', count },
  { figure: 'decisions', count },
];

describe('a report', () => {
  it('waits, runs and is done, and says how far it is', async () => {
    const reports = inTwos();
    const { reportId, status } = await reports.manage.recheck({ flowId }, by);
    expect(status).toBe('waiting');
    await reports.make();
    expect(await reports.manage.load(reportId)).toMatchObject({
      status: 'done',
      progress: { done: 5, total: 5, after: leads[4] },
      figures: decisions(5),
      endedAt: leadline.clock.now(),
    });
  });

  it('that a crash interrupts goes on after the last page, and counts nothing twice', async () => {
    const broken = inTwos(async (no) => {
      if (no === 2) throw new Error('the process died here');
    });
    const { reportId } = await broken.manage.recheck({ flowId }, by);
    await expect(broken.make()).rejects.toThrow('died');
    const left = await broken.manage.load(reportId);
    expect(left).toMatchObject({
      status: 'running',
      progress: { done: 4, after: leads[3] },
      figures: decisions(4),
    });

    leadline.clock.advance('PT1H');
    // Written by the page that was not finished; it says something else the next time.
    const [last] = leads.slice(-1);
    if (last === undefined) throw new Error('no lead');
    await broken.store.saveRows([{ reportId, leadId: last, no: 3, data: { stale: true } }]);
    const looked: string[] = [];
    const { findLeads } = leadline.process();
    const again = reportsOf(leadline, {
      store: broken.store,
      findLeads,
      readStream: (stream, ...rest) => {
        looked.push(stream);
        return leadline.log.readStream(stream, ...rest);
      },
    });
    await again.run(reportId, new AbortController().signal);
    expect(looked).toEqual([streamName('lead', leads[4] ?? '')]);
    expect(await again.manage.load(reportId)).toMatchObject({
      status: 'done',
      figures: decisions(5),
      progress: { since: { done: 4, at: leadline.clock.now() } },
    });
    expect(await again.manage.rows(reportId, 9)).toEqual([]);
  });

  it('stops between pages where the process ends, and goes on later', async () => {
    const controller = new AbortController();
    const reports = inTwos(async (no) => {
      if (no === 1) controller.abort();
    });
    const { reportId } = await reports.manage.recheck({ flowId }, by);
    await reports.make(controller.signal);
    expect(await reports.manage.load(reportId)).toMatchObject({ status: 'running', progress: { done: 2 } });
    expect(await reports.store.open()).toEqual([reportId]);
  });

  it('that is cancelled stops, and keeps what it has found', async () => {
    const reports = inTwos(async (no) => {
      if (no === 1) await reports.manage.cancel(reportId);
    });
    const { reportId } = await reports.manage.recheck({ flowId }, by);
    await reports.make();
    const report = await reports.manage.load(reportId);
    expect(report).toMatchObject({ status: 'cancelled', progress: { done: 2 }, figures: decisions(2) });
    expect(await reports.manage.cancel(reportId)).toEqual(report);
    await reports.run(reportId, new AbortController().signal);
    expect(await reports.manage.load(reportId)).toEqual(report);
  });

  it('that is removed while it runs leaves nothing', async () => {
    const reports = inTwos(async (no) => {
      if (no === 1) await reports.manage.remove(reportId);
    });
    const { reportId } = await reports.manage.recheck({ flowId }, by);
    await reports.make();
    await expect(reports.manage.load(reportId)).rejects.toMatchObject({ kind: 'notFound' });
    expect(await reports.store.rows(reportId, 9)).toEqual([]);
  });

  it('says which leads could not be looked at, and goes on', async () => {
    const reports = reportsOf(leadline, {
      readStream: async (stream, ...rest) => {
        if (stream.endsWith(leads[1] ?? '?')) throw new UnreadableEvent('event 3 has the unknown type X');
        return leadline.log.readStream(stream, ...rest);
      },
    });
    const { reportId } = await reports.manage.recheck({ flowId }, by);
    const { report, rows } = await reports.finished(reportId);
    expect(report.figures).toContainEqual({ figure: 'failures', count: 1 });
    expect(report.figures).toContainEqual({ figure: 'leads', count: 4 });
    expect(rows).toEqual([
      { reportId, leadId: leads[1], no: 0, data: { failure: 'event 3 has the unknown type X' } },
    ]);
  });

  it('keeps nothing of a lead that is erased while it is looked at', async () => {
    const [first] = leads;
    if (first === undefined) throw new Error('no lead');
    const reports = reportsOf(leadline, {
      readStream: async (stream, ...rest) => {
        const events = await leadline.log.readStream(stream, ...rest);
        if (!stream.startsWith('lead-')) return events;
        if (stream.endsWith(first)) {
          await leadline.commands().eraseLead(first, leadline.cause());
          await leadline.quiet();
        }
        throw new UnreadableEvent('x');
      },
    });
    const { reportId } = await reports.manage.recheck({ flowId }, by);
    const { rows } = await reports.finished(reportId);
    expect(rows.map(({ leadId }) => leadId)).toEqual(leads.slice(1));
  });

  it('leaves out what was recorded after it was asked for', async () => {
    const reports = reportsOf(leadline);
    const { reportId } = await reports.manage.recheck({ flowId }, by);
    leadline.clock.advance('PT1S');
    await leadline.happens('form-submitted', { email: 'a0@example.com' }, form('a'));
    expect((await reports.finished(reportId)).report.figures).toEqual(decisions(5));
  });

  it('is refused where too many wait already', async () => {
    const reports = reportsOf(leadline);
    for (let no = 0; no < 20; no += 1) await reports.manage.recheck({ flowId }, by);
    await expect(reports.manage.recheck({ flowId }, by)).rejects.toMatchObject({ kind: 'notAllowed' });
    await reports.make();
    await expect(reports.manage.recheck({ flowId }, by)).resolves.toMatchObject({ status: 'waiting' });
  });
});

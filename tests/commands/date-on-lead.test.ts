import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId, type LeadId } from '../../domain/codecs/ids.js';
import { AttributeName } from '../../domain/codecs/values.js';
import { ann, form } from '../support/steps.js';
import { instant } from '../support/virtual-clock.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { waits, watched } from './watched.js';

let leadline: VirtualLeadline;
let flow: ReturnType<typeof watched>['flow'];
beforeEach(() => {
  // A Monday, 2 March 2026.
  leadline = createVirtualLeadline();
  flow = watched(leadline).flow;
});

const birthday = { type: 'date-on-lead', attribute: 'birthday', every: 'year', at: '09:00' };
const renewal = { type: 'date-on-lead', attribute: 'renewal', every: 'once', at: '09:00' };
const says = (fields: object, more: object = {}): Promise<LeadId> =>
  leadline.happens('form-submitted', ann, form('a', fields), more);
const removes = async (lead: LeadId, name: string): Promise<void> => {
  const command = { type: 'RemoveAttributes', names: [decodeOrThrow(AttributeName, name)] } as const;
  await leadline.commands().repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
  await leadline.quiet();
};
const until = (time: string): Promise<void> => leadline.advanceTo(instant(time));
const entered = async (lead: LeadId): Promise<readonly string[]> =>
  (await leadline.history(lead)).flatMap(({ type, metadata }) =>
    type === 'FlowEntered' ? [metadata.occurredAt.slice(0, 16)] : [],
  );

describe('date-on-lead', () => {
  it('starts the flow on the day, every year', async () => {
    await flow(birthday);
    const lead = await says({ birthday: '1990-05-04' });
    await until('2028-05-04T08:59:00Z');
    expect(await entered(lead)).toEqual(['2026-05-04T09:00', '2027-05-04T09:00']);
    await until('2028-05-04T09:00:00Z');
    expect(await entered(lead)).toHaveLength(3);
  });

  it('takes the 28th of February for the 29th', async () => {
    await flow(birthday);
    const lead = await says({ birthday: '1992-02-29' });
    await until('2029-01-01T00:00:00Z');
    expect(await entered(lead)).toEqual(['2027-02-28T09:00', '2028-02-29T09:00']);
  });

  it('starts it once, so many days before', async () => {
    await flow({ ...renewal, days: -14 });
    const lead = await says({ renewal: '2026-06-15T10:00:00+02:00' });
    await until('2029-01-01T00:00:00Z');
    expect(await entered(lead)).toEqual(['2026-06-01T09:00']);
  });

  it('follows the attribute where that is changed, and forgets the day where it is removed', async () => {
    await flow(renewal);
    const lead = await says({ renewal: '2026-04-01' });
    await says({ renewal: '2026-03-10' });
    await until('2026-04-15T00:00:00Z');
    expect(await entered(lead)).toEqual(['2026-03-10T09:00']);
    await says({ renewal: '2026-05-01' });
    await removes(lead, 'renewal');
    expect((await leadline.typesOf(lead)).at(-1)).toBe('WatchCleared');
    await until('2026-06-15T00:00:00Z');
    expect(await entered(lead)).toEqual(['2026-03-10T09:00']);
    await says({ renewal: '2026-07-01' });
    await until('2026-07-15T00:00:00Z');
    expect(await entered(lead)).toEqual(['2026-03-10T09:00', '2026-07-01T09:00']);
  });

  it('is no day where the value is no date, or the date was over before it was said', async () => {
    await flow(renewal);
    const lead = await says({ renewal: 'soon' });
    await says({ renewal: '2026-02-01' });
    await says({ renewal: 20270201 });
    await until('2029-01-01T00:00:00Z');
    expect(await leadline.typesOf(lead)).not.toContain('WatchScheduled');
  });

  it('starts at once what is told so late that the day is over', async () => {
    await flow(renewal);
    await until('2026-03-20T12:00:00Z');
    const lead = await says({ renewal: '2026-03-10' }, { occurredAt: '2026-03-05T00:00:00Z' });
    expect(await entered(lead)).toEqual(['2026-03-10T09:00']);
  });

  it('is by the clock of the lead, also where that changes, or by that of the flow', async () => {
    await flow(renewal, { timeZone: 'Europe/Berlin' });
    await flow({ ...renewal, zone: 'flow' }, { timeZone: 'Europe/Berlin' }, 'by-flow');
    const lead = await says({ renewal: '2026-03-29', timeZone: 'America/New_York' });
    await says({ timeZone: 'Asia/Tokyo' });
    await until('2026-06-01T00:00:00Z');
    // In Berlin the clocks have been put forward that night.
    expect(await entered(lead)).toEqual(['2026-03-29T00:00', '2026-03-29T07:00']);
  });

  it('fires once when the same value is said again on the day', async () => {
    await flow(birthday);
    const lead = await says({ birthday: '1990-05-04' });
    await until('2026-05-04T08:00:00Z');
    await says({ birthday: '1990-05-04', city: 'Bonn' });
    await until('2026-05-04T12:00:00Z');
    await says({ birthday: '1990-05-05' }, { occurredAt: '2026-05-04T08:30:00Z' });
    await says({ birthday: '1990-05-04' }, { occurredAt: '2026-05-04T08:45:00Z' });
    await until('2026-12-01T00:00:00Z');
    expect(await entered(lead)).toEqual(['2026-05-04T09:00']);
  });

  it('starts nothing a second time when all is seen again, and goes on the year after', async () => {
    await flow(birthday);
    const lead = await says({ birthday: '1990-05-04' });
    await until('2026-06-01T00:00:00Z');
    const before = await leadline.typesOf(lead);
    leadline.restart();
    await leadline.process().react(leadline.log.all());
    expect(await leadline.typesOf(lead)).toEqual(before);
    await until('2027-06-01T00:00:00Z');
    expect(await entered(lead)).toEqual(['2026-05-04T09:00', '2027-05-04T09:00']);
  });

  it('misses no day while no process runs: it is made up for, as of its time', async () => {
    await flow(birthday);
    const lead = await says({ birthday: '1990-05-04' });
    leadline.world.jobs.clear();
    leadline.clock.set(instant('2026-05-06T00:00:00Z'));
    leadline.restart();
    await leadline.process().reconcile(leadline.clock.now());
    await leadline.quiet();
    expect(await entered(lead)).toEqual(['2026-05-04T09:00']);
    await until('2027-06-01T00:00:00Z');
    expect(await entered(lead)).toHaveLength(2);
  });

  it('starts nothing in a version that is not active any more', async () => {
    const flowId = decodeOrThrow(FlowId, 'flow');
    await flow(renewal);
    const lead = await says({ renewal: '2026-04-01' });
    const { manageFlows } = leadline.commands();
    const changed = { name: 'flow', trigger: { ...renewal, attribute: 'other' }, steps: waits };
    await manageFlows.revise(flowId, changed, leadline.cause());
    await manageFlows.activate(flowId, leadline.cause());
    await until('2026-06-01T00:00:00Z');
    expect((await leadline.typesOf(lead)).at(-1)).toBe('WatchCleared');
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId, type LeadId } from '../../domain/codecs/ids.js';
import { form } from '../support/steps.js';
import { instant } from '../support/virtual-clock.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { waits, watched } from './watched.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof watched>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = watched(leadline);
});

const flowId = decodeOrThrow(FlowId, 'flow');
const birthday = { type: 'date-on-lead', attribute: 'birthday', every: 'year', at: '09:00' };
const born = (no: number, date = '1990-05-04'): Promise<LeadId> =>
  leadline.happens('form-submitted', { email: `lead${no}@example.com` }, form('a', { birthday: date }));
const flow = async () => {
  const { state } = await leadline.commands().repositories.flows.load(flowId);
  if (state.status === 'absent') throw new Error('no flow');
  return state;
};
const entered = async (lead: LeadId): Promise<readonly string[]> =>
  (await leadline.history(lead)).flatMap(({ type, metadata }) =>
    type === 'FlowEntered' ? [metadata.occurredAt.slice(0, 10)] : [],
  );
const activate = async () => {
  const { manageFlows } = leadline.commands();
  await manageFlows.create(flowId, { name: 'flow', trigger: birthday, steps: waits }, leadline.cause());
  await manageFlows.activate(flowId, leadline.cause());
};

describe('a flow that is activated', () => {
  it('finds the dates that leads have already, and starts nothing for those that are over', async () => {
    const [may, february] = [await born(1), await born(2, '1990-02-01')];
    await leadline.happens('form-submitted', { email: 'none@example.com' }, form('a'));
    await world.flow(birthday);
    expect((await flow()).sweep).toMatchObject({ done: 2, total: 2, isOver: true });
    await leadline.advanceTo(instant('2027-02-15T00:00:00Z'));
    expect([await entered(may), await entered(february)]).toEqual([['2026-05-04'], ['2027-02-01']]);
  });

  it('looks once, unless it is activated again', async () => {
    const lead = await born(1);
    await world.flow(birthday);
    const before = leadline.log.all().length;
    leadline.process().wakeSweeps();
    await leadline.quiet();
    expect(leadline.log.all()).toHaveLength(before);
    const { manageFlows } = leadline.commands();
    await manageFlows.pause(flowId, leadline.cause());
    await leadline.quiet();
    await leadline.happens(
      'form-submitted',
      { email: 'lead1@example.com' },
      form('a', { birthday: '1990-04-04' }),
    );
    await manageFlows.activate(flowId, leadline.cause());
    await leadline.quiet();
    expect((await flow()).sweep).toMatchObject({ activation: 2, isOver: true });
    await leadline.advanceTo(instant('2026-12-31T00:00:00Z'));
    expect(await entered(lead)).toEqual(['2026-04-04']);
  });

  it('waits anew with what another version says', async () => {
    const lead = await born(1);
    await world.flow(birthday);
    const { manageFlows } = leadline.commands();
    const trigger = { ...birthday, days: -1 };
    await manageFlows.revise(flowId, { name: 'flow', trigger, steps: waits }, leadline.cause());
    await manageFlows.activate(flowId, leadline.cause());
    await leadline.advanceTo(instant('2026-12-31T00:00:00Z'));
    expect(await entered(lead)).toEqual(['2026-05-03']);
  });

  it('does not look through leads for a trigger that does not need it', async () => {
    await born(1);
    await world.flow({ type: 'page-left', after: 'PT1H' });
    expect((await flow()).sweep).toBeUndefined();
  });
});

describe('a sweep that is interrupted', () => {
  it('goes on after the last page in the next process', async () => {
    const leads: LeadId[] = [];
    for (let no = 0; no < 501; no++) leads.push(await born(no));
    await activate();
    const batch = leadline.log.all();
    await leadline.models.project(batch);
    await leadline.process().react(batch.slice(-2));
    const controller = new AbortController();
    leadline.log.onAppended((events) => {
      if (events.some((event) => event.type === 'FlowSwept' && event.data.done === 500)) controller.abort();
    });
    await leadline.process().moveSweeps(controller.signal);
    expect((await flow()).sweep).toMatchObject({ done: 500, total: 501, isOver: false });
    await leadline.models.project(leadline.log.all());
    leadline.restart();
    leadline.process().wakeSweeps();
    await leadline.quiet();
    expect((await flow()).sweep).toMatchObject({ done: 501, total: 501, isOver: true });
    const open = leadline.models.leads.all().filter(({ nextWatchAt }) => nextWatchAt !== undefined);
    expect(open).toHaveLength(501);
    const scheduled = leadline.log.all().filter(({ type }) => type === 'WatchScheduled');
    expect(scheduled).toHaveLength(501);
  });
});

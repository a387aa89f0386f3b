import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityOutcome } from '../../commands/record-activities.js';
import { uuidAt } from '../support/recorded.js';
import { form } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { startProcess } from '../support/virtual-process.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const submitted = (lead: object) => ({ type: 'form-submitted', lead, data: form('a') });
const leadOf = (outcome: ActivityOutcome | undefined): string =>
  outcome?.status === 'accepted' ? outcome.leadId : expect.fail(JSON.stringify(outcome));
const leadsOf = async (...leads: readonly object[]) => {
  const found: string[] = [];
  for (const lead of leads) found.push(leadOf((await leadline.report(submitted(lead)))[0]));
  return found;
};
const [email, externalId] = ['ann@example.com', 'shop-7'];

describe('a lead is found', () => {
  it.each([
    ['by its e-mail address', { email }, { email }],
    ['by its e-mail address in another way of writing', { email }, { email: 'ANN@Example.COM' }],
    ['by its external id', { externalId }, { externalId }],
    ['by either of its ids', { email, externalId }, { email }],
    ['by the other of its ids', { email, externalId }, { externalId }],
    ['by both', { email, externalId }, { externalId, email }],
  ])('%s', async (_, first, second) => {
    const [one, two] = await leadsOf(first, second);
    expect(two).toBe(one);
  });

  it('by its lead id', async () => {
    const [one] = await leadsOf({ email });
    expect(await leadsOf({ leadId: one }, { leadId: one, email })).toEqual([one, one]);
  });

  it('by an id that it was given later', async () => {
    const [one] = await leadsOf({ email });
    expect(await leadsOf({ email, externalId }, { externalId })).toEqual([one, one]);
    expect(await leadsOf({ leadId: one, externalId: 'second' }, { externalId: 'second' })).toEqual([
      one,
      one,
    ]);
  });

  it('and has the e-mail address from when it is named by one', async () => {
    const named = async (...leads: readonly object[]) => {
      const outcomes = await leadline.report(...leads.map(submitted));
      const { state } = await leadline.commands().repositories.leads.load(leadOf(outcomes[0]));
      return state.lead.status === 'registered' ? state.lead.attributes : undefined;
    };
    expect(await named({ externalId })).toEqual({});
    expect(await named({ externalId, email })).toEqual({ email });
    expect(await named({ externalId, email: 'second@example.com' })).toEqual({ email });
    expect(await named({ externalId: 'new' }, { externalId: 'new', email: 'new@example.com' })).toEqual({
      email: 'new@example.com',
    });
  });

  it('also after a restart', async () => {
    const [one] = await leadsOf({ email });
    leadline.restart();
    expect(await leadsOf({ email })).toEqual([one]);
  });

  it('and nobody else: an address is not an external id', async () => {
    const [one, two, three] = await leadsOf({ email }, { externalId: email }, { email: 'bob@example.com' });
    expect(new Set([one, two, three]).size).toBe(3);
  });
});

describe('ids that belong to different leads', () => {
  it('are refused, and change nothing', async () => {
    const [one, two] = await leadsOf({ email }, { externalId });
    const before = leadline.log.all().length;
    for (const lead of [
      { email, externalId },
      { leadId: one, externalId },
      { leadId: two, email },
    ])
      expect(await leadline.report(submitted(lead))).toEqual([
        { status: 'rejected', faults: [{ path: '[0].lead', message: 'names different leads' }] },
      ]);
    expect(leadline.log.all()).toHaveLength(before);
  });

  it('are refused where the lead id is nobody’s', async () => {
    expect(await leadline.report(submitted({ leadId: uuidAt(9), email }))).toEqual([
      { status: 'rejected', faults: [{ path: '[0].lead.leadId', message: 'is not the id of a lead' }] },
    ]);
    expect(leadline.log.all()).toEqual([]);
  });
});

describe('two reports of one new lead at the same time', () => {
  const distinct = (outcomes: readonly (readonly ActivityOutcome[])[]) =>
    new Set(outcomes.flat().map((outcome) => leadOf(outcome)));

  it('make one lead, in one process', async () => {
    const reports = [1, 2, 3, 4].map(() => leadline.report(submitted({ email })));
    expect(distinct(await Promise.all(reports)).size).toBe(1);
    expect(leadline.log.all().filter(({ type }) => type === 'LeadRegistered')).toHaveLength(1);
  });

  it('make one lead, in two processes', async () => {
    const processes = [1, 2, 3].map(() => startProcess(leadline.world));
    const recorded = await Promise.all(
      processes.map(({ commands }) =>
        commands.recordActivities([submitted({ email })], () => '', leadline.cause()),
      ),
    );
    expect(distinct(recorded.map(({ outcomes }) => outcomes)).size).toBe(1);
    expect(leadline.log.all().filter(({ type }) => type === 'FormSubmitted')).toHaveLength(3);
  });

  it.each([
    ['one names more', [{ externalId, email }, { email }]],
    ['one names more, the other way', [{ email }, { externalId, email }]],
    ['one names another', [{ externalId }, { externalId, email }]],
    ['all name something', [{ email }, { externalId, email }, { externalId, email }, { email }]],
  ])('make one lead in one batch where %s', async (_, leads) => {
    const outcomes = await leadline.report(...leads.map(submitted));
    expect(distinct([outcomes]).size).toBe(1);
    expect(distinct([await leadline.report(submitted({ email, externalId }))]).size).toBe(1);
  });
});

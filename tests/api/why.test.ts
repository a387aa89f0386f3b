import { describe, expect, test } from 'vitest';
import { pathsOf, useApi } from './support/use-api.js';

const { get, post, put, patch, api } = useApi();

const order = {
  flowId: 'order',
  activate: true,
  name: 'Order',
  reEntry: 'once',
  trigger: { type: 'form-submitted', formId: 'order' },
  steps: [
    {
      action: { type: 'add-tag', tag: 'adult' },
      when: { type: 'immediately' },
      conditions: {
        all: [
          { type: 'attribute', attribute: 'age', op: 'more-than', value: 17 },
          { type: 'has-tag', tag: 'vip' },
          { not: { type: 'visited-page', pageId: 'pricing' } },
        ],
      },
    },
    {
      action: { type: 'add-tag', tag: 'child' },
      when: { type: 'immediately' },
      conditions: { type: 'attribute', attribute: 'age', op: 'less-than', value: 18 },
    },
    { action: { type: 'make-note', text: 'later' }, when: { type: 'delay', delay: 'P3D' } },
  ],
};

const send = async (leadId: string, formId: string) => {
  await post('/v1/events', { type: 'form-submitted', lead: { leadId }, data: { formId, fields: {} } });
  await api().settle();
};

/** A lead of 36 who is tagged, and then orders. */
const ordered = async (): Promise<string> => {
  await post('/v1/flows', order);
  const { leadId } = (await post('/v1/leads', { externalId: 'ada', attributes: { age: 12 } })).body;
  await post(`/v1/leads/${leadId}/commands`, { type: 'add-tag', tag: 'vip' });
  await patch(`/v1/leads/${leadId}`, { attributes: { age: 36, city: 'Bonn' } });
  await send(leadId, 'order');
  return leadId;
};

describe('GET /v1/runs/:runId', () => {
  test('names the event that each value of a condition comes from, and the events of each step', async () => {
    const leadId = await ordered();
    const history = (await get(`/v1/leads/${leadId}/history?limit=200`)).body.items;
    const revisionOf = (type: string, nth = 0): number =>
      history.filter((event: { type: string }) => event.type === type)[nth].revision;
    // Beside it there is the run of the tag that was asked for, in the same millisecond.
    const { items } = (await get(`/v1/leads/${leadId}/runs`)).body;
    const { runId } = items.find((run: { flowId?: string }) => run.flowId === 'order');
    const { body } = await get(`/v1/runs/${runId}`);
    const [age, tag, not] = body.steps[0].conditions.explanation.of;
    expect(age).toMatchObject({
      holds: true,
      found: 36,
      from: { type: 'AttributesSet', revision: revisionOf('AttributesSet', 1) },
    });
    expect(tag).toMatchObject({ holds: true, from: { type: 'TagAdded', revision: revisionOf('TagAdded') } });
    expect(not.of[0].holds).toBe(false);
    expect(not.of[0].from).toBeUndefined();
    expect(body.steps[0].events.map(({ type }: { type: string }) => type)).toEqual([
      'StepScheduled',
      'StepSucceeded',
    ]);
    expect(body.trigger).toMatchObject({ type: 'FormSubmitted', revision: revisionOf('FormSubmitted') });
  });
});

describe('GET /v1/leads/:id/why-not', () => {
  const whyNot = async (leadId: string, query: string, flowId = 'order') =>
    (await get(`/v1/leads/${leadId}/why-not?flowId=${flowId}${query}`)).body;

  test('says what became of a step in the runs of the lead', async () => {
    const leadId = await ordered();
    expect(await whyNot(leadId, '&stepNo=0')).toMatchObject({
      status: 'active',
      reason: { code: 'done' },
      runs: [{ reason: { code: 'done' } }],
    });
    expect(await whyNot(leadId, '&stepNo=1')).toMatchObject({
      reason: { code: 'conditions-not-met', message: 'Not met: the attribute “age” is less than 18.' },
      runs: [{ evaluation: { holds: false, explanation: { found: 36 } } }],
    });
    expect(await whyNot(leadId, '&stepNo=2')).toMatchObject({
      reason: { code: 'scheduled' },
      runs: [{ dueAt: expect.any(String) }],
    });
    expect(await whyNot(leadId, '')).toMatchObject({ reason: { code: 'entered' } });
  });

  test('says that the version that it follows does not have the step', async () => {
    const leadId = await ordered();
    await put('/v1/flows/order', {
      ...order,
      flowId: undefined,
      activate: undefined,
      steps: [...order.steps, ...order.steps],
    });
    expect((await whyNot(leadId, '&stepNo=5')).reason.code).toBe('not-in-version');
  });

  test('says why it was not let in a second time', async () => {
    const leadId = await ordered();
    await send(leadId, 'order');
    const { candidates } = await whyNot(leadId, '');
    expect(candidates).toMatchObject([
      { event: { type: 'FormSubmitted' }, why: { code: 'already-entered' } },
    ]);
  });

  test('tells the answers of flows apart that wait for the same event', async () => {
    await post('/v1/flows', { ...order, flowId: 'always', reEntry: 'every-time' });
    const leadId = await ordered();
    await send(leadId, 'order');
    expect((await whyNot(leadId, '', 'always')).candidates).toEqual([]);
    expect((await whyNot(leadId, '')).candidates).toHaveLength(1);
  });

  test('says why it never entered', async () => {
    const { leadId } = (await post('/v1/leads', { externalId: 'bob' })).body;
    await post('/v1/flows', { ...order, activate: false });
    expect((await whyNot(leadId, '')).reason.code).toBe('never-active');
    await send(leadId, 'order');
    await post('/v1/flows/order/activate', {});
    expect((await whyNot(leadId, '')).reason).toEqual({
      code: 'not-active-then',
      message: expect.stringContaining('was not active when it was recorded. (FormSubmitted of '),
    });
    await send(leadId, 'other');
    const { reason, candidates } = await whyNot(leadId, '&stepNo=1');
    expect(candidates.map((one: { why: { code: string } }) => one.why.code)).toEqual([
      'does-not-fit',
      'not-active-then',
    ]);
    // What fitted says more than what came later and did not.
    expect(reason.code).toBe('not-active-then');
    const ann = (await post('/v1/leads', { externalId: 'ann' })).body.leadId;
    await send(ann, 'other');
    expect((await whyNot(ann, '')).reason.code).toBe('does-not-fit');
    const eve = (await post('/v1/leads', { externalId: 'eve' })).body.leadId;
    expect((await whyNot(eve, '')).reason).toEqual({
      code: 'never-happened',
      message: 'The lead never did what the flow begins with (“form-submitted”).',
    });
  });

  test('knows no flow, step or lead that does not exist', async () => {
    const leadId = await ordered();
    const status = async (path: string) => (await get(path)).status;
    expect(await status(`/v1/leads/${leadId}/why-not?flowId=nothing`)).toBe(404);
    expect(await status(`/v1/leads/${leadId}/why-not?flowId=order&stepNo=3`)).toBe(404);
    expect(await status('/v1/leads/00000000-0000-7000-8000-000000000000/why-not?flowId=order')).toBe(404);
    expect(pathsOf(await get(`/v1/leads/${leadId}/why-not`))).toEqual(['flowId']);
  });
});

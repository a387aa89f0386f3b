import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FlowId, type LeadId, SegmentId } from '../../../domain/codecs/ids.js';
import type { Json } from '../../../domain/codecs/json.js';
import type { Instant } from '../../../domain/codecs/time.js';
import { FlowDefinition } from '../../../domain/flow/definition.js';
import { SavedSegment } from '../../../domain/segment/saved-segment.js';
import { refusal } from '../../support/recording-gateways.js';
import {
  addTag,
  ann,
  at,
  delay,
  delayAfterPrevious,
  form,
  hasTag,
  hook,
  immediately,
  mail,
  note,
  onForm,
} from '../../support/steps.js';
import { reportsOf } from '../../support/test-reports.js';
import { instant } from '../../support/virtual-clock.js';
import { createVirtualLeadline, startOfTime, type VirtualLeadline } from '../../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const by = { kind: 'api-key', id: 'analyst' } as const;
const flowId = decodeOrThrow(FlowId, 'flow');

interface Row {
  readonly leadId: LeadId;
  readonly difference?: Json;
  readonly simulated?: Json;
  readonly really?: Json;
}

interface Time {
  readonly from?: Instant;
  readonly until?: Instant;
}

/** Runs the flow, or a changed one, on all that has happened, and checks that it changes nothing. */
const backtest = async (
  definition?: object,
  { from = startOfTime, until = leadline.clock.now() }: Time = {},
) => {
  const before = { events: leadline.log.all().length, writes: leadline.models.writes(), sent: sent() };
  const reports = reportsOf(leadline);
  const changed =
    definition === undefined
      ? {}
      : { definition: decodeOrThrow(FlowDefinition, { name: 'changed', ...definition }) };
  const { reportId } = await reports.manage.backtest({ flowId, from, until, ...changed }, by);
  const { report, rows } = await reports.finished(reportId);
  expect(report).toMatchObject({ status: 'done' });
  expect({ events: leadline.log.all().length, writes: leadline.models.writes(), sent: sent() }).toEqual(
    before,
  );
  const shown: readonly Row[] = rows.map(({ leadId, data }) => ({ leadId, ...data }));
  return { figures: report.figures, rows: shown };
};

const sent = (): number => {
  const { emails, webhooks, texts, calls, subscriptions } = leadline.gateways;
  return [emails, webhooks, texts, calls, subscriptions].flat().length;
};

const submit = (email: string = ann.email, formId = 'a', more: object = {}): Promise<LeadId> =>
  leadline.happens('form-submitted', { email }, form(formId), more);

/** People come and go for some days; what they do is decided by their number. */
const live = async (definition: object): Promise<void> => {
  await leadline.flow('flow', definition);
  await leadline.flow('tagger', {
    trigger: onForm('c'),
    reEntry: 'every-time',
    steps: [{ action: addTag('vip'), when: delay('PT30M') }],
  });
  for (let hour = 0; hour < 40; hour += 1) {
    const no = (hour * 7) % 5;
    const lead = { email: `a${no}@example.com` };
    if (hour % 3 === 0) await leadline.happens('form-submitted', lead, form('a', { birthday: '1990-03-03' }));
    if (hour % 4 === 1) await leadline.happens('form-submitted', lead, form('b'));
    if (hour % 8 === 6) await leadline.happens('form-submitted', lead, form('c'));
    if (hour % 9 === 5)
      await leadline.happens('page-visited', lead, { url: 'https://example.com/shop', pageId: 'shop' });
    await leadline.advance('PT1H');
  }
  await leadline.advance('P3D');
};

const noon = { type: 'current-time', op: 'after', time: '12:00' };

const flows: Readonly<Record<string, object>> = {
  'at once': { trigger: onForm('a'), steps: [{ action: note('x'), when: immediately }] },
  'with delays': {
    trigger: onForm('a'),
    steps: [
      { action: addTag('seen'), when: delay('PT90M') },
      { action: mail('Hello'), when: delayAfterPrevious('PT2H') },
      { action: hook, when: at('2026-03-03T10:00:00Z') },
      { action: note('late'), when: delay('P9D') },
    ],
  },
  'with conditions, also on what another flow does': {
    trigger: onForm('a'),
    reEntry: 'every-time',
    steps: [
      { action: mail('Hello'), when: delay('PT3H'), conditions: hasTag('vip') },
      { action: addTag('asked'), when: immediately, conditions: { not: hasTag('asked') } },
      { action: note('again'), when: delay('PT1H'), conditions: hasTag('asked') },
    ],
  },
  'that waits for the time': {
    trigger: onForm('b'),
    steps: [
      { action: note('at noon'), when: immediately, conditions: noon },
      {
        action: note('days later'),
        when: immediately,
        conditions: { type: 'last-form-submit-date', op: 'more-than-ago', days: 1 },
      },
    ],
  },
  'with a goal and an exit rule': {
    trigger: onForm('a'),
    steps: [{ action: mail('Buy'), when: delay('P1D') }],
    goal: { type: 'visited-page', pageId: 'shop' },
    exit: hasTag('vip'),
  },
  'that is entered once': {
    trigger: onForm('b'),
    reEntry: 'once',
    steps: [{ action: note('x'), when: delay('PT1H') }],
  },
};

const timed: Readonly<Record<string, object>> = {
  'a page that is left': { type: 'page-left', after: 'PT90M' },
  'a date': { type: 'date-on-lead', attribute: 'birthday', every: 'year', at: '09:00' },
  'entering a segment': { type: 'entered-segment', segmentId: 'vips' },
};

const save = async (conditions: object): Promise<void> => {
  const content = decodeOrThrow(SavedSegment, { name: 'VIPs', conditions });
  await leadline
    .commands()
    .manageSegments.create(decodeOrThrow(SegmentId, 'vips'), content, leadline.cause());
};

describe('a backtest of a flow that really ran', () => {
  it.each(Object.entries(flows))('%s finds the same for every lead', async (_name, definition) => {
    await live(definition);
    const { figures, rows } = await backtest();
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.filter(({ difference }) => difference !== 'same')).toEqual([]);
    expect(figures).toContainEqual({ figure: 'same', count: rows.length });
    expect(figures).toContainEqual({ figure: 'really-entered', count: rows.length });
  });

  it.each(Object.entries(flows))('%s finds the same from any moment on', async (_name, definition) => {
    await live(definition);
    for (const from of ['2026-03-02T16:30:00.000Z', '2026-03-03T02:30:00.000Z'] as const) {
      const { rows } = await backtest(undefined, { from: instant(from) });
      expect(rows.filter(({ difference }) => difference !== 'same')).toEqual([]);
    }
  });

  it.each(Object.entries(flows))(
    '%s finds the same until any moment, and what is still to come',
    async (_name, definition) => {
      await live(definition);
      const { rows } = await backtest(undefined, { until: instant('2026-03-02T20:30:00Z') });
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter(({ difference }) => difference !== 'same')).toEqual([]);
    },
  );

  it.each(Object.entries(timed))('%s, which begins with time, finds the same', async (_name, trigger) => {
    await save(hasTag('vip'));
    await live({ trigger, reEntry: 'every-time', steps: [{ action: note('x'), when: delay('PT1H') }] });
    for (const from of [startOfTime, instant('2026-03-02T16:30:00Z'), instant('2026-03-03T02:30:00Z')]) {
      const { rows } = await backtest(undefined, { from });
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter(({ difference }) => difference !== 'same')).toEqual([]);
    }
  });

  it('finds the same of leads that were there when it was activated', async () => {
    const lead = await leadline.happens('form-submitted', ann, form('a', { birthday: '1990-03-04' }));
    await save({ type: 'attribute', attribute: 'birthday', op: 'exists' });
    await leadline.advance('P1D');
    const from = leadline.clock.now();
    const steps = [{ action: note('x'), when: delay('PT1H') }];
    await leadline.flow('flow', { trigger: timed['a date'], steps });
    await leadline.advance('P3D');
    expect((await backtest(undefined, { from })).rows).toMatchObject([{ leadId: lead, difference: 'same' }]);
    // Whoever was in the segment when the flow was activated has not entered it.
    const { rows } = await backtest({ trigger: timed['entering a segment'], steps }, { from });
    expect(rows).toMatchObject([{ difference: 'only-real' }]);
  });

  it('finds that who was in a segment before does not enter it, and who comes to it does', async () => {
    await save({ type: 'attribute', attribute: 'birthday', op: 'exists' });
    await leadline.happens('form-submitted', ann, form('z', { birthday: '1990-03-04' }));
    await leadline.advance('P1D');
    const from = leadline.clock.now();
    const steps = [{ action: note('x'), when: delay('PT1H') }];
    await leadline.flow('flow', { trigger: timed['entering a segment'], steps });
    await leadline.advance('PT1H');
    await submit();
    const bob = await leadline.happens(
      'form-submitted',
      { email: 'bob@example.com' },
      form('z', { birthday: '1990-03-04' }),
    );
    await leadline.advance('P1D');
    expect((await backtest(undefined, { from })).rows).toMatchObject([{ leadId: bob, difference: 'same' }]);
  });

  it('finds the same where providers refused', async () => {
    await leadline.flow('flow', {
      trigger: onForm('a'),
      reEntry: 'every-time',
      steps: [
        { action: hook, when: immediately },
        { action: note('after'), when: delayAfterPrevious('PT1H') },
      ],
    });
    leadline.gateways.answerNext(
      refusal('transient'),
      refusal('transient'),
      'delivered',
      refusal('permanent'),
    );
    await submit();
    await leadline.advance('P1D');
    await submit();
    leadline.gateways.answerNext(refusal('unknown'));
    await leadline.advance('P1D');
    await submit();
    await leadline.advance('P1D');
    const { rows } = await backtest();
    expect(rows.map(({ difference }) => difference)).toEqual(['same', 'same', 'same']);
    expect(
      rows.map(({ simulated }) => JSON.stringify(simulated).match(/failed|outcome-unknown/)?.[0]),
    ).toEqual([undefined, 'failed', 'outcome-unknown']);
  });

  it('finds the same where a provider refused a flow that began with time', async () => {
    await leadline.flow('flow', {
      trigger: timed['a page that is left'],
      steps: [{ action: hook, when: immediately }],
    });
    leadline.gateways.answerNext(refusal('permanent'));
    await leadline.happens('page-visited', ann, { url: 'https://example.com/shop' });
    await leadline.advance('P1D');
    expect((await backtest()).rows).toMatchObject([
      {
        difference: 'same',
        simulated: { steps: [{ outcome: 'failed', reason: { code: 'permanent-code' } }] },
      },
    ]);
  });

  it('finds the same where a step ran late, and says when it did', async () => {
    await leadline.flow('flow', {
      trigger: onForm('a'),
      steps: [{ action: note('x'), when: delay('PT1H') }],
    });
    await submit();
    leadline.world.jobs.clear();
    await leadline.advance('PT5H');
    await leadline.process().reconcile(leadline.clock.now());
    await leadline.quiet();
    const due = { outcome: 'succeeded', dueAt: '2026-03-02T09:00:00.000Z' };
    expect((await backtest()).rows).toMatchObject([
      {
        difference: 'same',
        simulated: { steps: [{ ...due, at: '2026-03-02T09:00:00.000Z' }] },
        really: { steps: [{ ...due, at: '2026-03-02T13:00:00.000Z' }] },
      },
    ]);
  });

  it('finds the same where flows start and stop each other', async () => {
    await leadline.flow('other', {
      trigger: onForm('z'),
      steps: [{ action: addTag('other'), when: delay('PT5H') }],
    });
    await leadline.flow('flow', {
      trigger: onForm('a'),
      steps: [
        { action: { type: 'start-follow-up', flowId: 'other' }, when: immediately },
        { action: { type: 'stop-follow-up', flowId: 'other' }, when: delay('PT2H') },
        { action: { type: 'stop-follow-up', flowId: 'other' }, when: delay('PT3H') },
      ],
    });
    await submit();
    await leadline.advance('P1D');
    const { rows } = await backtest();
    expect(rows).toMatchObject([
      {
        difference: 'same',
        simulated: {
          steps: [{ outcome: 'succeeded' }, { outcome: 'succeeded' }, { reason: { code: 'not-inside' } }],
        },
      },
    ]);
  });
});

describe('a backtest of a changed flow', () => {
  const real = {
    trigger: onForm('a'),
    steps: [
      { action: mail('Hello'), when: immediately },
      { action: addTag('done'), when: delay('P1D'), conditions: hasTag('vip') },
    ],
  };

  it('says who would have entered, which steps would have run when, and what would have been skipped and why', async () => {
    await leadline.flow('flow', real);
    const lead = await submit();
    await leadline.advance('P2D');
    const other = await submit('bob@example.com', 'b');
    await leadline.advance('P2D');
    const steps = [...real.steps, { action: note('new'), when: delay('PT1H') }];
    const { rows, figures } = await backtest({ ...real, steps, trigger: { type: 'form-submitted' } });
    expect(rows).toEqual([
      {
        leadId: lead,
        difference: 'different',
        simulated: {
          version: 2,
          enteredAt: '2026-03-02T08:00:00.000Z',
          outcome: 'completed',
          steps: [
            { stepNo: 0, outcome: 'succeeded', dueAt: startOfTime, at: startOfTime },
            {
              stepNo: 1,
              outcome: 'skipped',
              dueAt: '2026-03-03T08:00:00.000Z',
              at: '2026-03-03T08:00:00.000Z',
              reason: { code: 'conditions-not-met', message: expect.stringContaining('vip') },
            },
            {
              stepNo: 2,
              outcome: 'succeeded',
              dueAt: '2026-03-02T09:00:00.000Z',
              at: '2026-03-02T09:00:00.000Z',
            },
          ],
        },
        really: expect.objectContaining({ version: 1, outcome: 'completed' }),
      },
      {
        leadId: other,
        difference: 'only-simulated',
        simulated: expect.objectContaining({ enteredAt: '2026-03-04T08:00:00.000Z' }),
      },
    ]);
    expect(figures).toEqual([
      { figure: 'leads', count: 2 },
      { figure: 'entered', count: 2 },
      { figure: 'run-completed', count: 2 },
      { figure: 'succeeded', stepNo: 0, count: 2 },
      { figure: 'skipped', stepNo: 1, reason: 'conditions-not-met', count: 2 },
      { figure: 'succeeded', stepNo: 2, count: 2 },
      { figure: 'really-entered', count: 1 },
      { figure: 'different', count: 1 },
      { figure: 'only-simulated', count: 1 },
    ]);
  });

  it('does not have the effects that the real runs had, and has its own', async () => {
    await leadline.flow('flow', {
      trigger: onForm('a'),
      steps: [{ action: addTag('real'), when: immediately }],
    });
    await submit();
    await leadline.advance('P1D');
    const { rows } = await backtest({
      trigger: onForm('a'),
      steps: [
        { action: addTag('simulated'), when: immediately },
        { action: note('1'), when: delay('PT1H'), conditions: hasTag('real') },
        { action: note('2'), when: delay('PT1H'), conditions: hasTag('simulated') },
      ],
    });
    expect(rows).toMatchObject([
      { simulated: { steps: [{ outcome: 'succeeded' }, { outcome: 'skipped' }, { outcome: 'succeeded' }] } },
    ]);
  });

  it('works for a flow that does not exist yet, and says what would not have come', async () => {
    await submit();
    await leadline.advance('PT1H');
    const { rows } = await backtest({
      trigger: onForm('a'),
      steps: [{ action: note('x'), when: delay('P9D') }],
    });
    expect(rows).toMatchObject([
      {
        difference: 'only-simulated',
        simulated: {
          outcome: 'active',
          steps: [{ outcome: 'scheduled', dueAt: '2026-03-11T08:00:00.000Z' }],
        },
      },
    ]);
    await leadline.flow('flow', real);
    await submit('bob@example.com');
    const nobody = await backtest({ trigger: onForm('nobody'), steps: real.steps });
    expect(nobody.rows).toMatchObject([{ difference: 'only-real' }]);
  });

  it('is refused where it says nothing, or would fail', async () => {
    await leadline.advance('PT1H');
    await expect(backtest()).rejects.toMatchObject({ kind: 'notFound' });
    const manage = () => backtest({ trigger: { type: 'nonsense' }, steps: real.steps });
    await expect(manage()).rejects.toMatchObject({
      kind: 'invalid',
      faults: [{ path: 'definition.trigger.type' }],
    });
    const untold = {
      trigger: onForm('a'),
      steps: [{ action: { type: 'add-product', productId: 'x' }, when: immediately }],
    };
    await expect(backtest(untold)).rejects.toMatchObject({
      kind: 'unusable',
      faults: [{ path: 'definition.steps[0].action.productId' }],
    });
    const until = instant('2027-01-01T00:00:00Z');
    await expect(backtest(real, { until })).rejects.toMatchObject({ faults: [{ path: 'until' }] });
  });
});

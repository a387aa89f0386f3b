import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FlowId } from '../../../domain/codecs/ids.js';
import { refusal } from '../../support/recording-gateways.js';
import {
  addTag,
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
import { createVirtualLeadline, startOfTime, type VirtualLeadline } from '../../support/virtual-leadline.js';

const flowId = decodeOrThrow(FlowId, 'flow');
const by = { kind: 'api-key', id: 'tests' } as const;

const conditions = fc.constantFrom<object[]>(
  hasTag('vip'),
  { not: hasTag('seen') },
  { any: [hasTag('seen'), { type: 'visited-page', pageId: 'shop' }] },
  { type: 'current-time', op: 'after', time: '12:00' },
  { type: 'last-form-submit-date', op: 'more-than-ago', days: 1 },
);
const whens = fc.constantFrom<object[]>(
  immediately,
  delay('PT90M'),
  delayAfterPrevious('PT3H'),
  delay('P2D'),
  at('2026-03-03T10:00:00Z'),
);
const actions = fc.constantFrom<object[]>(
  addTag('seen'),
  note('x'),
  mail('Hello'),
  hook,
  { type: 'start-follow-up', flowId: 'tagger' },
  { type: 'stop-follow-up', flowId: 'tagger' },
);
const maybe = fc.option(conditions, { nil: undefined });
const without = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
const step = fc.record({ action: actions, when: whens, conditions: maybe }).map(without);
const flow = fc
  .record({
    trigger: fc.constantFrom<object[]>(
      onForm('a'),
      { type: 'form-submitted' },
      { type: 'tag-added', tag: 'vip' },
      { type: 'page-left', after: 'PT90M' },
    ),
    reEntry: fc.constantFrom('once', 'once-at-a-time', 'every-time'),
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    goal: fc.option(fc.constant({ type: 'visited-page', pageId: 'shop' }), { nil: undefined }),
    exit: fc.option(fc.constant(hasTag('vip')), { nil: undefined }),
  })
  .map(without);

type Deed = 'form-a' | 'form-c' | 'visit' | 'refused' | 'wait';
const deeds = fc.array(
  fc.record({
    deed: fc.constantFrom<Deed[]>('form-a', 'form-c', 'visit', 'refused', 'wait'),
    who: fc.integer({ min: 0, max: 2 }),
    pause: fc.constantFrom('PT20M', 'PT1H', 'PT7H'),
  }),
  { minLength: 4, maxLength: 14 },
);

const act = async (leadline: VirtualLeadline, deed: Deed, who: number): Promise<void> => {
  const lead = { email: `a${who}@example.com` };
  switch (deed) {
    case 'form-a':
    case 'form-c':
      await leadline.happens('form-submitted', lead, form(deed === 'form-a' ? 'a' : 'c'));
      return;
    case 'visit':
      await leadline.happens('page-visited', lead, { url: 'https://example.com/shop', pageId: 'shop' });
      return;
    case 'refused':
      leadline.gateways.answerNext(refusal('transient'), refusal('permanent'));
      return;
    case 'wait':
      return;
    default:
      deed satisfies never;
  }
};

describe('a backtest of any flow that really ran, on anything that happened', () => {
  it('finds the same, from any moment on', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(flow, deeds, fc.integer({ min: -1, max: 4 }), async (definition, done, begin) => {
        const leadline = createVirtualLeadline();
        const tags = [{ action: addTag('vip'), when: delay('PT30M') }];
        await leadline.flow('tagger', { trigger: onForm('c'), reEntry: 'every-time', steps: tags });
        await leadline.flow('flow', definition);
        let from = startOfTime;
        for (const [no, { deed, who, pause }] of done.entries()) {
          await act(leadline, deed, who);
          await leadline.advance(pause);
          if (no === begin) from = leadline.clock.now();
        }
        await leadline.advance('PT1H');
        const before = leadline.log.all().length;
        const reports = reportsOf(leadline);
        const asked = { flowId, from, until: leadline.clock.now() };
        const { reportId } = await reports.manage.backtest(asked, by);
        const { report, rows } = await reports.finished(reportId);
        expect(report.status).toBe('done');
        expect(rows.filter(({ data }) => data['difference'] !== 'same').map(({ data }) => data)).toEqual([]);
        expect(leadline.log.all()).toHaveLength(before);
        compared += rows.length;
      }),
      { numRuns: 40, seed: 20260302 },
    );
    expect(compared).toBeGreaterThan(40);
  });
});

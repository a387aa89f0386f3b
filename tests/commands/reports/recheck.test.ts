import { beforeEach, describe, expect, it } from 'vitest';
import type { ReadStream } from '../../../commands/event-log.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FlowId, FunnelId } from '../../../domain/codecs/ids.js';
import { Position } from '../../../domain/codecs/numbers.js';
import { Tag } from '../../../domain/codecs/values.js';
import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import { Funnel } from '../../../domain/funnel/funnel.js';
import {
  addTag,
  ann,
  delay,
  form,
  hasTag,
  hook,
  immediately,
  mail,
  note,
  onForm,
} from '../../support/steps.js';
import { reportsOf } from '../../support/test-reports.js';
import { createVirtualLeadline, type VirtualLeadline } from '../../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const by = { kind: 'api-key', id: 'auditor' } as const;
const nobodyTag = decodeOrThrow(Tag, 'nobody');
const flowId = decodeOrThrow(FlowId, 'flow');
const noon = { type: 'current-time', op: 'after', time: '12:00' };

const recheck = async (
  readStream: ReadStream = leadline.log.readStream,
  time: Parameters<ReturnType<typeof reportsOf>['manage']['recheck']>[0] = { flowId },
) => {
  const reports = reportsOf(leadline, { readStream });
  const { reportId } = await reports.manage.recheck(time, by);
  return reports.finished(reportId);
};

/** The log with its events as `change` has them. */
const tampered =
  (change: (event: Recorded<AnyEvent>) => Recorded<AnyEvent>): ReadStream =>
  async (...asked) =>
    (await leadline.log.readStream(...asked)).map(change);

const funnel = async (command: 'create' | 'revise', pages: readonly object[]): Promise<void> => {
  const content = decodeOrThrow(Funnel, { name: 'Webinars', pages });
  await leadline
    .commands()
    .manageFunnels[command](decodeOrThrow(FunnelId, 'webinars'), content, leadline.cause());
};

/** A flow whose steps are run, skipped, put off, and sent, and that is reached and left. */
const busyFlow = {
  trigger: onForm('a'),
  reEntry: 'every-time',
  steps: [
    { action: addTag('seen'), when: immediately, conditions: { not: hasTag('nobody') } },
    { action: note('never'), when: immediately, conditions: hasTag('nobody') },
    { action: note('at noon'), when: immediately, conditions: noon },
    { action: mail('Hello'), when: delay('P1D'), conditions: { any: [hasTag('seen'), hasTag('nobody')] } },
    { action: note('late'), when: delay('P9D') },
  ],
  goal: { type: 'inside-funnel', funnelId: 'webinars' },
  exit: hasTag('left'),
};

const live = async (): Promise<void> => {
  await funnel('create', [{ pageId: 'start' }]);
  await leadline.flow('flow', busyFlow);
  await leadline.happens('form-submitted', ann, form('a'));
  await leadline.happens('form-submitted', { email: 'bob@example.com' }, form('a'));
  await leadline.advance('P2D');
  await leadline.happens('page-visited', ann, { url: 'https://example.com/start', pageId: 'start' });
  await funnel('revise', [{ pageId: 'other' }]);
  await leadline.advance('P2D');
};

describe('a recheck', () => {
  it('finds no difference in what was really decided, also where a funnel has changed since', async () => {
    await live();
    const before = leadline.log.all().length;
    const { report, rows } = await recheck();
    expect(rows).toEqual([]);
    expect(report).toMatchObject({ status: 'done', rows: 0, progress: { done: 2, total: 2 }, by });
    const evaluations = leadline.log
      .all()
      .filter(({ data }) => JSON.stringify(data).includes('leadRevision'));
    expect(evaluations.length).toBeGreaterThan(8);
    expect(report.figures).toEqual([
      { figure: 'leads', count: 2 },
      { figure: 'decisions', count: evaluations.length },
    ]);
    expect(leadline.log.all()).toHaveLength(before);
  });

  it('finds what was tampered with: what was found, what was decided, and when', async () => {
    await live();
    const { rows } = await recheck(
      tampered((event) => {
        if (event.type !== 'StepPutOff' || event.data.evaluation === undefined) return event;
        const { evaluation } = event.data;
        const explanation = { ...evaluation.explanation, holds: true };
        return { ...event, data: { ...event.data, evaluation: { ...evaluation, holds: true, explanation } } };
      }),
    );
    expect(rows).toHaveLength(4);
    expect(rows[0]?.data).toMatchObject({
      stepNo: 2,
      flowVersion: 1,
      at: '',
      what: 'evaluation',
      was: true,
      is: false,
    });
    expect(rows[1]?.data).toMatchObject({ at: '', what: 'holds', was: true, is: false });
  });

  it('finds an event of the lead that is not what it was, in the condition that it changes', async () => {
    await live();
    const { report, rows } = await recheck(
      tampered((event) =>
        event.type === 'TagAdded' ? { ...event, data: { ...event.data, tag: nobodyTag } } : event,
      ),
    );
    const mailed = rows.filter(({ data }) => data['stepNo'] === 3);
    expect(mailed.map(({ data }) => [data['at'], data['what'], data['was'], data['is']])).toEqual(
      [1, 2].flatMap(() => [
        ['of[0]', 'holds', true, false],
        ['of[0]', 'found', ['seen'], ['nobody']],
        ['of[1]', 'holds', false, true],
        ['of[1]', 'found', ['seen'], ['nobody']],
      ]),
    );
    expect(report.figures).toContainEqual({ figure: 'differences', count: rows.length });
  });

  it('finds a verdict that does not follow, and an instant to which a step was not to be put off', async () => {
    await live();
    const { rows } = await recheck(
      tampered((event) => {
        if (event.type === 'StepSkipped')
          return { ...event, data: { ...event.data, reason: { code: 'other', message: 'x' } } };
        return event.type === 'StepPutOff'
          ? { ...event, data: { ...event.data, dueAt: event.recordedAt } }
          : event;
      }),
    );
    const found = rows.map(({ data }) => [data['stepNo'], data['what'], data['was'], data['is']]);
    expect(found).toContainEqual([1, 'verdict', 'run', 'skip']);
    expect(found).toContainEqual([
      2,
      'verdict',
      'put-off 2026-03-02T08:00:00.000Z',
      'put-off 2026-03-02T12:00:00.000Z',
    ]);
    expect(found).toHaveLength(4);
  });

  it('takes the funnel of the evaluation where it changed before the outcome was recorded', async () => {
    await live();
    const { rows } = await recheck(
      tampered((event) =>
        event.type === 'FunnelRevised'
          ? { ...event, position: decodeOrThrow(Position, 1), recordedAt: leadline.clock.now() }
          : event,
      ),
    );
    expect(rows).toEqual([]);
  });

  it('counts what ends a run once, also where a step under way has the last word', async () => {
    const goal = hasTag('bought');
    await leadline.flow('flow', { trigger: onForm('a'), steps: [{ action: hook, when: immediately }], goal });
    await leadline.flow('tagger', {
      trigger: onForm('b'),
      steps: [{ action: addTag('bought'), when: immediately }],
    });
    let isSent = false;
    leadline.gateways.whenSent(async () => {
      if (isSent) return;
      isSent = true;
      const { repositories } = leadline.commands();
      const lead = leadline.models.leads.all()[0]?._id ?? '';
      const command = { type: 'AddTag', tag: decodeOrThrow(Tag, 'bought') } as const;
      await repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
      await leadline.process().react(leadline.log.all().slice(-1));
    });
    const lead = await leadline.happens('form-submitted', ann, form('a'));
    expect(await leadline.typesOf(lead)).toEqual(expect.arrayContaining(['RunStopped', 'FlowFinished']));
    const { report, rows } = await recheck();
    expect(rows).toEqual([]);
    expect(report.figures).toContainEqual({ figure: 'decisions', count: 1 });
  });

  it('looks at the time that it is asked for only, and refuses one that ends before it begins', async () => {
    await live();
    const from = leadline.clock.now();
    expect((await recheck(undefined, { flowId, from })).report.figures).toEqual([
      { figure: 'leads', count: 2 },
    ]);
    await expect(recheck(undefined, { flowId, from, until: from })).rejects.toMatchObject({
      kind: 'invalid',
    });
    const nobody = decodeOrThrow(FlowId, 'nobody');
    await expect(recheck(undefined, { flowId: nobody })).rejects.toMatchObject({ kind: 'notFound' });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { type LeadId, SegmentId } from '../../../domain/codecs/ids.js';
import type { Instant } from '../../../domain/codecs/time.js';
import { SavedSegment } from '../../../domain/segment/saved-segment.js';
import { Segment } from '../../../domain/segment/segment.js';
import { form, hasTag } from '../../support/steps.js';
import { reportsOf } from '../../support/test-reports.js';
import { instant } from '../../support/virtual-clock.js';
import { createVirtualLeadline, startOfTime, type VirtualLeadline } from '../../support/virtual-leadline.js';

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const by = { kind: 'api-key', id: 'analyst' } as const;

const membersAt = async (segment: object, at: Instant) => {
  const reports = reportsOf(leadline);
  const input = { segment: decodeOrThrow(Segment, segment), at };
  const { reportId } = await reports.manage.pastSegment(input, by);
  const { report, rows } = await reports.finished(reportId);
  expect(report.status).toBe('done');
  return rows.map(({ leadId, data }) => ({ leadId, ...data }));
};

const vips = decodeOrThrow(SegmentId, 'vips');
const save = async (command: 'create' | 'revise', who: object): Promise<void> => {
  const content = decodeOrThrow(SavedSegment, { name: 'VIPs', ...who });
  await leadline.commands().manageSegments[command](vips, content, leadline.cause());
};
const says = (email: string, fields: object): Promise<LeadId> =>
  leadline.happens('form-submitted', { email }, form('a', fields));
const inRome = { type: 'attribute', attribute: 'city', op: 'equals', value: 'Rome' };
const inParis = { ...inRome, value: 'Paris' };

describe('who was in a segment at a past instant', () => {
  it('is found by what was recorded until then, whatever came later', async () => {
    const ann = await says('ann@example.com', { city: 'Rome' });
    await leadline.advance('P1D');
    const bob = await says('bob@example.com', { city: 'Rome' });
    await leadline.advance('P1D');
    await says('ann@example.com', { city: 'Paris' });
    const now = leadline.clock.now();
    const rome = { conditions: inRome };
    expect(await membersAt(rome, startOfTime)).toEqual([{ leadId: ann, email: 'ann@example.com' }]);
    expect((await membersAt(rome, instant('2026-03-03T08:00:00Z'))).map(({ leadId }) => leadId)).toEqual([
      ann,
      bob,
    ]);
    expect((await membersAt(rome, now)).map(({ leadId }) => leadId)).toEqual([bob]);
    expect(await membersAt({ everyone: true }, instant('2026-03-01T00:00:00Z'))).toEqual([]);
  });

  it('is told by what was known then, also where it had happened before', async () => {
    await leadline.advance('P5D');
    const occurredAt = startOfTime;
    await leadline.happens('form-submitted', { email: 'ann@example.com' }, form('a', { city: 'Rome' }), {
      occurredAt,
    });
    expect(await membersAt({ conditions: inRome }, instant('2026-03-04T08:00:00Z'))).toEqual([]);
  });

  it('goes by the saved segment and the time zone of then', async () => {
    const ann = await says('ann@example.com', { city: 'Rome' });
    const bob = await says('bob@example.com', { city: 'Paris' });
    await save('create', { conditions: inRome });
    const before = leadline.clock.now();
    await leadline.advance('P1D');
    await save('revise', { conditions: inParis });
    expect((await membersAt({ segmentId: 'vips' }, before)).map(({ leadId }) => leadId)).toEqual([ann]);
    const now = leadline.clock.now();
    expect((await membersAt({ segmentId: 'vips' }, now)).map(({ leadId }) => leadId)).toEqual([bob]);
    await expect(membersAt({ segmentId: 'vips' }, instant('2026-03-01T00:00:00Z'))).rejects.toMatchObject({
      kind: 'notFound',
    });
  });

  it('is for now who is in it now', async () => {
    for (const [no, city] of ['Rome', 'Paris', 'Rome', 'Bonn'].entries()) {
      await says(`a${no}@example.com`, { city });
      await leadline.advance('PT7H');
    }
    const evening = { type: 'date-added', op: 'in-the-last', days: 1 };
    const segments: readonly object[] = [
      { everyone: true },
      { conditions: inRome },
      { conditions: { not: { any: [inRome, inParis] } } },
      { conditions: evening },
      { conditions: hasTag('x') },
    ];
    const { querySegments } = leadline.commands();
    for (const segment of segments) {
      const found: LeadId[] = [];
      for await (const page of await querySegments.pages({ segment: decodeOrThrow(Segment, segment) }))
        found.push(...page.map(({ lead }) => lead.leadId));
      const past = (await membersAt(segment, leadline.clock.now())).map(({ leadId }) => leadId);
      expect(past).toEqual(found);
    }
  });

  it('is not asked of the future, nor of a segment that says nothing', async () => {
    await expect(membersAt({ everyone: true }, instant('2027-01-01T00:00:00Z'))).rejects.toMatchObject({
      faults: [{ path: 'at' }],
    });
    await expect(membersAt({}, startOfTime)).rejects.toMatchObject({ faults: [{ path: 'segment' }] });
  });
});

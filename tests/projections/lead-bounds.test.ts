import { calculateObjectSize } from 'bson';
import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../domain/lead/events.js';
import { truncatedIn } from '../../domain/lead/happened.js';
import { maxTallies } from '../../domain/lead/tally.js';
import { type LeadDocument, leads } from '../../projections/leads.js';
import { activity, leadId } from '../domain/samples.js';
import { compile, zone } from '../rules/facts.js';
import { instantAt, recordAll } from '../support/recorded.js';

const visits = 100_000;
const pages = 4_000;

/** Every thousandth is to the one page that the site gives an id. */
const visit = (no: number): LeadEvent =>
  no % 1_000 === 0
    ? activity('PageVisited', { url: 'https://example.com/pricing', pageId: 'pricing' })
    : activity('PageVisited', {
        url: `https://shop.example.com/articles/${no % pages}/a-name-as-long-as-shops-like-to-give-their-articles`,
      });

describe('a lead with 100,000 page visits', { timeout: 120_000 }, () => {
  const events = recordAll<LeadEvent>([
    { type: 'LeadRegistered', data: { leadId } },
    ...Array.from({ length: visits }, (_, no) => visit(no)),
  ]).map((event) => ({ ...event, stream: `lead-${leadId}` }));
  const doc = events.reduce<LeadDocument | undefined>(leads.evolve, undefined) ?? expect.fail('no document');
  const lead = doc.lead.status === 'registered' ? doc.lead : expect.fail('not registered');

  it('is a document of less than 2 MB, which says that pages were left out', () => {
    expect(calculateObjectSize(doc)).toBeLessThan(2_000_000);
    expect(lead.happened.pages).toHaveLength(maxTallies);
    expect(truncatedIn(lead.happened)).toEqual(['pages']);
  });

  it.each([
    [{ atLeast: 100 }, true],
    [{ atLeast: 101 }, false],
    [{ within: 'PT16H' }, false],
    [{ within: 'PT17H' }, true],
    [{ within: 'P12D', atLeast: 17 }, true],
    [{ within: 'P12D', atLeast: 18 }, false],
  ])('is right about the page with an id: %j', async (often, expected) => {
    const conditions = compile({ type: 'visited-page', pageId: 'pricing', ...often });
    const now = instantAt(visits);
    const facts = { lead, now, timeZone: zone('UTC'), funnels: new Map() };
    expect((await conditions.evaluate(facts)).holds).toBe(expected);
  });
});

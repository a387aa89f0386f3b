import { describe, expect, it } from 'vitest';
import { readModels } from '../../../projections/index.js';
import { fc } from '../../support/arbitraries.js';
import { over } from '../events.js';
import { emailHistory } from './email-histories.js';
import { countEmails, sayEmails } from './naive-emails.js';

describe('the figures of e-mails', () => {
  it('are what is counted straight over all events', async () => {
    await fc.assert(
      fc.asyncProperty(emailHistory, async (events) => {
        const { project, all } = over(readModels.emailFigures);
        await project(events);
        expect(sayEmails(all())).toEqual(countEmails(events));
      }),
      { numRuns: 200 },
    );
  });

  it('are the same event by event, and nothing counts twice where a batch begins again', async () => {
    await fc.assert(
      fc.asyncProperty(emailHistory, fc.nat(6), async (events, again) => {
        const whole = over(readModels.emailFigures);
        await whole.project(events);
        const cut = over(readModels.emailFigures);
        for (const index of events.keys())
          await cut.project(events.slice(Math.max(0, index - again), index + 1));
        expect(cut.all()).toEqual(whole.all());
        const written = cut.writes();
        await cut.project(events);
        expect(cut.writes()).toBe(written);
      }),
      { numRuns: 60 },
    );
  });
});

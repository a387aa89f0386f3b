import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { SourceEventId } from '../../domain/codecs/ids.js';
import { EmailAddress } from '../../domain/codecs/values.js';
import type { MessageReport } from '../../domain/lead/message-events.js';
import { createVirtualLeadline } from '../support/virtual-leadline.js';

const ada = decodeOrThrow(EmailAddress, 'Ada@example.com');

const reported = async (activity: MessageReport) => {
  const leadline = createVirtualLeadline();
  const leadId = await leadline.happens(
    'page-visited',
    { email: 'Ada@example.com' },
    { url: 'https://a.example' },
  );
  const { repositories } = leadline.commands();
  const sourceEventId = decodeOrThrow(SourceEventId, 'report-1');
  const cause = { ...leadline.cause(), sourceEventId };
  const command = { type: 'RecordActivity', activity, sourceEventId, unknownReferences: [] } as const;
  for (const _twice of [1, 2]) await repositories.leads.execute(leadId, [{ command, cause }]);
  await leadline.quiet();
  return { leadline, leadId };
};

const bounce = (permanent: boolean): MessageReport => ({
  type: 'EmailBounced',
  data: { permanent, address: ada, diagnostic: '550 5.1.1 no such user' },
});

describe('an address that does not exist', () => {
  it('is not written to any more, however it is capitalised, and whoever’s it is', async () => {
    const { leadline } = await reported(bounce(true));
    const { reasonFor } = leadline.commands().manageSuppressions;
    expect(await reasonFor('email', 'ada@EXAMPLE.com')).toEqual({
      code: 'hard-bounce',
      message: 'It came back: 550 5.1.1 no such user',
    });
    expect(await reasonFor('email', 'bob@example.com')).toBeUndefined();
    expect(await reasonFor('sms', 'ada@example.com')).toBeUndefined();
  });

  it('is reported once, though the report comes twice', async () => {
    const { leadline, leadId } = await reported(bounce(true));
    const types = await leadline.typesOf(leadId);
    expect(types.filter((type) => type === 'EmailBounced')).toHaveLength(1);
    expect(leadline.log.all().filter(({ type }) => type === 'AddressSuppressed')).toHaveLength(1);
    expect(leadline.models.suppressions.all()).toMatchObject([{ address: ada, suppressed: true }]);
  });

  it('is released by hand', async () => {
    const { leadline } = await reported(bounce(true));
    const { release, reasonFor } = leadline.commands().manageSuppressions;
    await release({ channel: 'email', address: ada }, leadline.cause());
    await leadline.quiet();
    expect(await reasonFor('email', ada)).toBeUndefined();
    expect(leadline.models.suppressions.all()).toMatchObject([{ suppressed: false }]);
  });
});

describe('other reports', () => {
  it('a full mailbox is not the end of an address', async () => {
    const { leadline } = await reported(bounce(false));
    expect(await leadline.commands().manageSuppressions.reasonFor('email', ada)).toBeUndefined();
  });

  it('a complaint is', async () => {
    const { leadline } = await reported({
      type: 'EmailComplained',
      data: { address: ada, feedbackType: 'abuse' },
    });
    expect(await leadline.commands().manageSuppressions.reasonFor('email', ada)).toMatchObject({
      code: 'complaint',
    });
  });
});

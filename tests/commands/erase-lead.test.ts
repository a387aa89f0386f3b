import { beforeEach, describe, expect, it } from 'vitest';
import { createEraseLead, type ForgetAddresses } from '../../commands/erase-lead.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { LeadId } from '../../domain/codecs/ids.js';
import { AttributeName, EmailAddress, PhoneNumber } from '../../domain/codecs/values.js';
import { hash } from '../../runtime/ids.js';
import { form } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';

const address = (text: string) => decodeOrThrow(EmailAddress, text);
const emailName = decodeOrThrow(AttributeName, 'email');

let leadline: VirtualLeadline;
beforeEach(() => {
  leadline = createVirtualLeadline();
});

const erase = (leadId: LeadId, forgetAddresses: ForgetAddresses = async () => undefined) => {
  const { repositories, manageSuppressions } = leadline.commands();
  const eraseLead = createEraseLead({
    repositories,
    manageSuppressions,
    readStream: leadline.log.readStream,
    hash,
    forgetLead: async () => undefined,
    forgetAddresses,
    defaultRegion: 'US',
  });
  return eraseLead(leadId, leadline.cause());
};
const submits = (lead: object) => leadline.happens('form-submitted', lead, form('a'));
const setsEmail = (leadId: LeadId, email: string) =>
  leadline
    .commands()
    .manageLeads.changeAttributes(leadId, { attributes: { [emailName]: email } }, leadline.cause());

describe('who comes with an id of an erased lead', () => {
  it('is somebody new, also with one that the history of the lead does not have', async () => {
    const [email, externalId] = [address('ann@work.example'), 'shop-7'];
    const leadId = await submits({ email: 'ann@example.com', externalId });
    expect(await submits({ externalId, email })).toBe(leadId);
    await erase(leadId);
    expect(await leadline.commands().lookUpLead({ email })).toEqual({ kind: 'unknown-lead' });
    const somebody = await submits({ email });
    expect(somebody).not.toBe(leadId);
    expect(await submits({ externalId, email })).toBe(somebody);
    expect(await submits({ email: 'ann@example.com' })).not.toBe(leadId);
  });

  it('is somebody new after a restart', async () => {
    const leadId = await submits({ externalId: 'shop-7', email: 'ann@example.com' });
    await submits({ externalId: 'shop-7', email: 'ann@work.example' });
    await erase(leadId);
    leadline.restart();
    expect(await submits({ email: 'ann@work.example' })).not.toBe(leadId);
  });
});

describe('what is forgotten with a lead', () => {
  it('is also what it does while it is being erased', async () => {
    const leadId = await submits({ email: 'ann@example.com' });
    const forgotten: string[][] = [];
    await erase(leadId, async (addresses) => {
      forgotten.push(addresses.map((one) => one.address));
      if (forgotten.length === 1) await setsEmail(leadId, 'ann@late.example');
    });
    expect(forgotten).toEqual([['ann@example.com'], ['ann@example.com', 'ann@late.example']]);
    expect((await leadline.typesOf(leadId)).slice(-2)).toEqual(['AttributesSet', 'LeadErased']);
    expect(await submits({ email: 'ann@late.example' })).not.toBe(leadId);
  });

  it('is refused to be less than all, where the lead does not rest', async () => {
    const leadId = await submits({ email: 'ann@example.com' });
    let changes = 0;
    const erased = erase(leadId, async () => {
      await setsEmail(leadId, `ann${++changes}@example.com`);
    });
    await expect(erased).rejects.toMatchObject({ kind: 'conflict' });
    expect(await leadline.typesOf(leadId)).not.toContain('LeadErased');
  });

  it('is a phone number however it was written', async () => {
    const leadId = await submits({ email: 'ann@example.com' });
    await leadline
      .commands()
      .manageLeads.changeAttributes(
        leadId,
        { attributes: { [decodeOrThrow(AttributeName, 'phone')]: '(202) 555-0143' } },
        leadline.cause(),
      );
    const number = decodeOrThrow(PhoneNumber, '+12025550143');
    const { manageSuppressions } = leadline.commands();
    await manageSuppressions.suppress({ channel: 'sms', address: number }, 'by-hand', leadline.cause());
    await erase(leadId);
    const { state } = await manageSuppressions.load({ channel: 'sms', address: number });
    expect(state).toMatchObject({ status: 'suppressed', address: { address: '+10000000000' } });
  });

  it('are the runs by whose ids its messages are known', async () => {
    await leadline.flow('note', {
      trigger: { type: 'form-submitted' },
      steps: [{ action: { type: 'make-note', text: 'x' }, when: { type: 'immediately' } }],
    });
    const leadId = await submits({ email: 'ann@example.com' });
    const { runId } = await leadline.runOf(leadId);
    const mentioned: string[] = [];
    await erase(leadId, async (_addresses, mentions) => {
      mentioned.push(...mentions);
    });
    expect(mentioned).toEqual(expect.arrayContaining([leadId, runId, 'ann@example.com']));
  });
});

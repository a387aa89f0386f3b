import { beforeEach, describe, expect, it } from 'vitest';
import type { LeadId } from '../../../domain/codecs/ids.js';
import { refusal } from '../../support/recording-gateways.js';
import { createVirtualLeadline, type VirtualLeadline } from '../../support/virtual-leadline.js';

let leadline: VirtualLeadline;
let lead: LeadId;
beforeEach(async () => {
  leadline = createVirtualLeadline();
  lead = await leadline.happens(
    'form-submitted',
    { email: 'ada@example.com' },
    { formId: 'order', fields: { firstName: 'Ada <3' } },
  );
});

const send = async (settings: object) => {
  const { outcome } = await leadline
    .commands()
    .requestAction(lead, { type: 'send-email', ...settings }, leadline.cause());
  return { outcome, message: leadline.gateways.emails.at(-1) };
};

describe('an e-mail', () => {
  it('has a text part made from its HTML, before the links lead over us', async () => {
    const html =
      '<h1>Hi {{ contact.firstName }}</h1><p>Look at <a href="https://shop.example/a?b=1&amp;c=2">this</a>.</p>';
    const { message } = await send({ subject: 'Hi', html });
    expect(message?.text).toContain('Hi Ada <3');
    expect(message?.text).toContain('this (https://shop.example/a?b=1&c=2)');
    expect(message?.text).not.toContain('/t/c/');
  });

  it('has tracked links and a picture; everything else is as it was written', async () => {
    const html =
      '<BODY class=x>\n<a href="https://shop.example/" data-x=\'1\'>a</a><a href="mailto:b@c.de">b</a></BODY>';
    const { message } = await send({ subject: 'Hi', html });
    expect(message?.html).toContain('<a href="mailto:b@c.de">b</a>');
    expect(message?.html).toMatch(
      /^<BODY class=x>\n<a href="https:\/\/leadline\.example\/t\/c\/[^"]+shop\.example[^"]+" data-x="1">a<\/a>/,
    );
    expect(message?.html).toMatch(/<img src="https:\/\/leadline\.example\/t\/o\/[^"]+"[^>]*><\/BODY>$/);
  });

  it('is not tracked where that is not wanted', async () => {
    const html = '<a href="https://shop.example/">a</a>';
    expect((await send({ subject: 'Hi', html, tracking: false })).message?.html).toBe(html);
  });

  it('can be unsubscribed from with one click, and by a link of its own that is not tracked', async () => {
    const html = '<a href="{{ message.unsubscribeUrl }}">no more</a>';
    const { message } = await send({ subject: 'Hi', html });
    const url = message?.headers['List-Unsubscribe']?.slice(1, -1);
    expect(url).toMatch(/^https:\/\/leadline\.example\/t\/u\//);
    expect(message?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect(message?.html).toContain(`<a href="${url}">`);
    expect((await send({ subject: 'Hi', html, purpose: 'transactional' })).message?.headers).toEqual({});
  });

  it('has a Message-ID made from its step, which a resend has, too', async () => {
    leadline.gateways.answerNext(refusal('transient'));
    const { message } = await send({ subject: 'Hi', text: 'Hello' });
    await leadline.advance('PT13S');
    expect(leadline.gateways.emails.map(({ messageId }) => messageId)).toEqual([
      message?.messageId,
      message?.messageId,
    ]);
    expect(message?.messageId).toMatch(/^<[0-9a-f-]{36}\.0@leadline>$/);
  });

  it('to a mailbox that does not exist fails, and nothing is sent there again', async () => {
    leadline.gateways.answerNext({ ...refusal('permanent'), message: '550 5.1.1 no such user' });
    expect((await send({ subject: 'Hi', text: 'Hello' })).outcome).toMatchObject({ type: 'StepFailed' });
    await leadline.quiet();
    expect(await leadline.typesOf(lead)).toContain('EmailBounced');
    const { outcome } = await send({ subject: 'Hi', text: 'Hello' });
    expect(outcome).toMatchObject({ type: 'StepSkipped', data: { reason: { code: 'suppressed' } } });
    expect(leadline.gateways.emails).toHaveLength(1);
  });

  it('that is refused for another reason says nothing about the address', async () => {
    leadline.gateways.answerNext({ ...refusal('permanent'), message: '550 5.7.1 looks like spam' });
    await send({ subject: 'Hi', text: 'Hello' });
    await leadline.quiet();
    expect((await send({ subject: 'Hi', text: 'Hello' })).outcome).toMatchObject({ type: 'StepSucceeded' });
  });

  it.each([
    [{ subject: 'Hi', text: 'x', from: 'a@example.com, b@example.com' }, 'from'],
    [{ subject: 'Hi', text: 'x', from: 'Ann <a@example.com>\r\nBcc: b@example.com' }, 'from'],
    [{ subject: 'Hi', text: 'x', purpose: 'spam' }, 'purpose'],
    [{ subject: 'Hi', text: 'x', tracking: 'yes' }, 'tracking'],
    [{ subject: 'Hi' }, 'text'],
    [{ text: 'x' }, 'subject'],
  ])('is refused with the path of what is wrong: %j', async (settings, path) => {
    await expect(send(settings)).rejects.toMatchObject({ faults: [{ path }] });
  });
});

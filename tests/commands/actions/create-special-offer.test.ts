import { beforeEach, describe, expect, it } from 'vitest';
import { readAction } from '../../../commands/actions/index.js';
import { form, immediately, onForm } from '../../support/steps.js';
import { instant } from '../../support/virtual-clock.js';
import { createStage, failed, type Stage, skipped } from './direct.js';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
  await stage.product('shoes');
  await stage.product('socks');
});

const percent = { type: 'percent', percent: 10 };
const create = { type: 'create-special-offer', discount: percent, products: ['shoes'] };

describe('creating a special offer', () => {
  it('gives the lead a discount on certain products, under a code made up for it', async () => {
    const offer = { discount: percent, products: ['shoes', 'socks'], name: 'Welcome back' };
    const [created, ended] = await stage.run({ ...create, ...offer, products: ['shoes', 'socks', 'shoes'] });
    const code = expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(created).toMatchObject({ type: 'SpecialOfferCreated', data: { offer: { ...offer, code } } });
    expect(ended).toMatchObject({ type: 'StepSucceeded', data: { result: { code, updated: false } } });
    expect((await stage.facts()).offer).toEqual({ ...offer, code });
  });

  it('makes up another code each time', async () => {
    const codes = new Set<string | undefined>();
    for (let count = 0; count < 20; count += 1) {
      await stage.run(create);
      codes.add((await stage.facts()).offer?.code);
    }
    expect(codes.size).toBe(20);
  });

  it('updates the offer that the lead has, and creates one where that is over', async () => {
    const { leadline } = stage;
    await stage.run({ ...create, code: 'FIRST', expires: { after: 'P1D' } });
    const [updated, ended] = await stage.run({ ...create, code: 'SECOND', expires: { after: 'P1D' } });
    expect(updated).toMatchObject({ type: 'SpecialOfferUpdated', data: { offer: { code: 'SECOND' } } });
    expect(ended).toMatchObject({ data: { result: { code: 'SECOND', updated: true } } });
    await leadline.advance('P1D');
    expect(await stage.run({ ...create, code: 'THIRD' })).toMatchObject([
      { type: 'SpecialOfferCreated', data: { offer: { code: 'THIRD' } } },
      { data: { result: { updated: false } } },
    ]);
  });

  it('changes nothing where the lead has this very offer', async () => {
    await stage.run({ ...create, code: 'SAME' });
    expect(await stage.run({ ...create, code: 'SAME' })).toMatchObject([{ type: 'StepSucceeded' }]);
  });

  it('fills in the code', async () => {
    await stage.run({ ...create, code: ' {{ contact.firstName | upcase }}-10 ' });
    expect((await stage.facts()).offer?.code).toBe('ANN-10');
  });

  it.each([
    '{{ contact.phone }}',
    '{{ contact.firstName }} 10',
    '{{ contact.phone | default: "x" }}',
    '{{ contact.firstName | append: "=1" }}',
  ])('fails where the code becomes none: %s', async (code) => {
    expect(await stage.run({ ...create, code })).toMatchObject([failed('unusable-code')]);
    expect((await stage.facts()).offer).toBeUndefined();
  });

  it('is skipped for a product that is not there', async () => {
    expect(await stage.run({ ...create, products: ['shoes', 'hats'] })).toMatchObject([
      skipped('unknown-product'),
    ]);
  });

  it('is skipped where it would be over already', async () => {
    expect(await stage.run({ ...create, expires: { at: '2026-03-02T08:00Z' } })).toMatchObject([
      skipped('offer-over'),
    ]);
    expect(await stage.run({ ...create, expires: { after: 'PT0S' } })).toMatchObject([skipped('offer-over')]);
  });

  it.each([
    // The clocks of Berlin go forward on 29 March 2026.
    [{ after: 'P2D' }, '2026-03-30T10:00:00.000Z'],
    [{ after: 'PT48H' }, '2026-03-30T11:00:00.000Z'],
    [{ at: '2026-04-01T00:00' }, '2026-03-31T22:00:00.000Z'],
    [{ at: '2026-04-01T00:00-05:00' }, '2026-04-01T05:00:00.000Z'],
  ])('ends %j on the clock of the flow', async (expires, expiresAt) => {
    const { leadline, lead } = stage;
    await leadline.advanceTo(instant('2026-03-28T11:00:00Z'));
    const steps = [{ action: { ...create, expires }, when: immediately }];
    await leadline.flow('flow', { trigger: onForm('a'), timeZone: 'Europe/Berlin', steps });
    await leadline.happens('form-submitted', { leadId: lead }, form('a'));
    expect((await stage.facts()).offer?.expiresAt).toBe(expiresAt);
  });
});

describe('the settings of an offer', () => {
  it.each([
    [{ discount: { type: 'percent', percent: 0 } }, 'discount.percent'],
    [{ discount: { type: 'percent', percent: 100.5 } }, 'discount.percent'],
    [{ discount: { type: 'amount', amount: 0, currency: 'EUR' } }, 'discount.amount'],
    [{ discount: { type: 'amount', amount: 5 } }, 'discount.currency'],
    [{ products: [] }, 'products'],
    [{ code: 'a b' }, 'code'],
    [{ code: '{{ open' }, 'code'],
    [{ expires: {} }, 'expires'],
    [{ expires: { after: 'P1D', at: '2026-04-01T00:00' } }, 'expires'],
    [{ expires: { after: '1 day' } }, 'expires.after'],
  ])('that are wrong are refused: %j', (changes, path) => {
    const read = readAction({ ...create, ...changes }, '');
    expect(read).toMatchObject({ ok: false, faults: [{ path }] });
  });

  it('are said in plain words', () => {
    const discount = { type: 'amount', amount: 5, currency: 'EUR' };
    const read = readAction({ ...create, discount, products: ['shoes', 'socks'] }, '');
    expect(read).toMatchObject({ ok: true, action: { sentence: 'offer 5.00 EUR off “shoes”, “socks”' } });
  });
});

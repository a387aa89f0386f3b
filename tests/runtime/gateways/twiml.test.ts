import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twimlLength } from '../../../commands/phone/twiml-length.js';
import { toTwiml } from '../../../runtime/gateways/twiml.js';
import { number, script } from './twilio-messages.js';

const from = number('+15005550006');

describe('TwiML', () => {
  it('says what a script says', () => {
    const steps = script(
      { type: 'say', text: 'Hello' },
      { type: 'say', text: 'Guten Tag', language: 'de-DE' },
      { type: 'pause', seconds: 2 },
      { type: 'connect', number: '+4930901820' },
      { type: 'hang-up' },
    );
    expect(toTwiml(steps, from)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello</Say><Say language="de-DE">Guten Tag</Say>' +
        '<Pause length="2"/><Dial callerId="+15005550006">+4930901820</Dial><Hangup/></Response>',
    );
  });

  it('holds no markup but its own, whatever is said', () => {
    const text = '</Say><Dial>+19005550123</Dial><Say> & ]]> <!-- "x" \'y\'';
    expect(toTwiml(script({ type: 'say', text }), from)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Say>&lt;/Say&gt;&lt;Dial&gt;+19005550123&lt;/Dial&gt;' +
        '&lt;Say&gt; &amp; ]]&gt; &lt;!-- "x" \'y\'</Say></Response>',
    );
  });

  it('is as long as it was said to be before it was made', () => {
    const step = fc.oneof(
      fc.record(
        {
          type: fc.constant('say'),
          text: fc.stringMatching(/^[a-z<>&"' \nжé😀]{1,40}$/u),
          language: fc.constantFrom('en', 'de-DE', 'cmn-CN'),
        },
        { requiredKeys: ['type', 'text'] },
      ),
      fc.record({ type: fc.constant('pause'), seconds: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ type: fc.constant('connect'), number: fc.constantFrom('+4930901820', '+6834002') }),
      fc.record({ type: fc.constant('hang-up') }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => {
        const made = script(...steps);
        expect(twimlLength(made, from)).toBe(toTwiml(made, from).length);
      }),
    );
  });
});

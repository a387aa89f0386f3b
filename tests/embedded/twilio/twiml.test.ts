import fc from 'fast-check';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { runTwiml } from '../../../embedded/twilio/run-twiml.js';
import { readTwiml } from '../../../embedded/twilio/twiml.js';

const run = (inner: string, timeLimit = 14_400) =>
  runTwiml(
    readTwiml(`<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`),
    ['+12025550199'],
    timeLimit,
  );
const textOf = (inner: string) =>
  run(inner).transcript.map((heard) => (heard.verb === 'say' ? heard.text : heard.verb));

describe('TwiML', () => {
  it.each([
    ['<Say>a &amp; b &lt; c &gt; d &quot;e&quot; &apos;f&apos;</Say>', `a & b < c > d "e" 'f'`],
    ['<Say>&#233;&#xE9;&#x1F600;</Say>', 'éé😀'],
    ['<Say>&amp;lt;</Say>', '&lt;'],
    ['<Say>a <![CDATA[<b> &amp;]]> c</Say>', 'a <b> &amp; c'],
    ['<Say>one<!-- not &this; --> two</Say>', 'one two'],
    ['<Say>\n  many\n  lines\n</Say>', 'many lines'],
  ])('reads %s', (inner, text) => {
    expect(textOf(inner)).toEqual([text]);
  });

  it('reads whatever the SDK writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }), (text) => {
        fc.pre(text.trim() !== '');
        const response = new twilio.twiml.VoiceResponse();
        response.say(text);
        const { transcript } = runTwiml(readTwiml(response.toString()), [], 100);
        expect(transcript).toMatchObject([{ verb: 'say', text: text.trim().replace(/\s+/g, ' ') }]);
      }),
    );
  });

  it.each([
    [12100, ''],
    [12100, 'Hello'],
    [12100, '<Response>'],
    [12100, '<Response><Say>Hi</Response>'],
    [12100, '<Response><Say>a & b</Say></Response>'],
    [12100, '<Response><Say voice="a & b">x</Say></Response>'],
    [12100, '<Response><Say>&copy;</Say></Response>'],
    [12100, '<Response><Say>&AMP;</Say></Response>'],
    [12100, '<Response><Say>&constructor;</Say></Response>'],
    [12100, '<Response><Say>&;</Say></Response>'],
    [12100, '<Response><Say>&#0;</Say></Response>'],
    [12100, '<Response><Say>&#xD800;</Say></Response>'],
    [12100, '<Response><Say>&#x110000;</Say></Response>'],
    [12100, '<Response><Say loop=2>x</Say></Response>'],
    [12100, ' <?xml version="1.0"?><Response/>'],
    [12100, '<!DOCTYPE r [<!ENTITY a "b">]><Response><Say>&a;</Say></Response>'],
    [12100, '<!DOCTYPE r SYSTEM "file:///etc/passwd"><Response/>'],
    [12100, '<Response><__proto__/></Response>'],
    [12100, `<Response>${'<Say>'.repeat(500)}${'</Say>'.repeat(500)}</Response>`],
    [12102, '<Say>Hi</Say>'],
    [12102, '<Response/><Response/>'],
    [12102, '<response/>'],
  ])('is refused with %s: %s', (code, xml) => {
    expect(() => readTwiml(xml)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    [12200, '<Play>song.mp3</Play>'],
    [12200, '<Say>one</Say><say>two</say>'],
    [12200, '<Say>one <break/> two</Say>'],
    [12200, '<Say volume="2">one</Say>'],
    [12200, '<Dial><Conference>room</Conference></Dial>'],
    [12200, '<Dial><Number sendDigits="1">+4930901820</Number></Dial>'],
    [12200, 'Hello'],
    [12200, '<Hangup>now</Hangup>'],
    [13520, '<Say> </Say>'],
    [13510, '<Say loop="often">one</Say>'],
    [13510, '<Say loop="-1">one</Say>'],
    [13910, '<Pause length="1.5"/>'],
    [13212, '<Dial timeout="601">+4930901820</Dial>'],
    [13216, '<Dial timeLimit="x">+4930901820</Dial>'],
    [13214, '<Dial callerId="+12025550177">+4930901820</Dial>'],
    [13215, '<Dial/>'],
    [13215, '<Dial><Number>+4930901820</Number><Number>+4930901821</Number></Dial>'],
  ])('ends with an apology and %s: %s', (code, inner) => {
    const { transcript, errors } = run(`${inner}<Say>Nobody hears this</Say>`);
    expect(errors).toMatchObject([{ code }]);
    expect(transcript).toMatchObject([{ verb: 'say', text: expect.stringContaining('application error') }]);
  });

  it('is carried out up to a value that is wrong', () => {
    expect(textOf('<Say>one</Say><Pause length="x"/><Say>two</Say>')).toEqual([
      'one',
      expect.stringContaining('application error'),
    ]);
  });

  it.each([
    [13223, 'somebody'],
    [13224, '+1202'],
  ])('goes on with fault %s after a number that there cannot be: %s', (code, number) => {
    const { transcript, errors } = run(`<Dial>${number}</Dial><Say>Nobody there</Say>`);
    expect(errors).toMatchObject([{ code }]);
    expect(transcript).toMatchObject([{ verb: 'dial', number, status: 'failed' }, { text: 'Nobody there' }]);
  });

  it.each([
    ['+12025552879', 'busy', 0],
    ['+12025553245', 'failed', 0],
    ['+12025557464', 'no-answer', 12],
    ['+12025552337', 'completed', 35],
    ['+4930901820', 'completed', 35],
  ])('connects to %s, which is %s', (number, status, seconds) => {
    expect(
      run(`<Dial timeout="12" callerId="+12025550199"><Number>${number}</Number></Dial>`).transcript,
    ).toEqual([{ verb: 'dial', number, status, seconds }]);
  });

  it('takes the time that speaking, waiting and talking take', () => {
    const spoken = '<Say>one two three four five six</Say>';
    expect(run(`${spoken}<Pause/><Pause length="4"/><Dial timeLimit="10">+4930901820</Dial>`).seconds).toBe(
      3 + 1 + 4 + 15,
    );
    expect(run('<Say loop="3">one two three four five six</Say>').seconds).toBe(9);
    expect(run('').seconds).toBe(0);
  });

  it('ends when its time is over, or when it hangs up', () => {
    expect(run('<Pause length="8"/><Pause length="8"/><Pause length="8"/>', 10)).toEqual({
      transcript: [
        { verb: 'pause', seconds: 8 },
        { verb: 'pause', seconds: 2 },
      ],
      seconds: 10,
      errors: [],
    });
    expect(textOf('<Hangup/><Say>Nobody hears this</Say>')).toEqual(['hang-up']);
  });
});

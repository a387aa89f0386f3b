import { describe, expect, it } from 'vitest';
import { isMachine } from '../../../commands/email/machine-reading.js';

const request = { method: 'GET', purpose: '', secondsSinceSent: 3600 };

describe('who reads', () => {
  it.each([
    'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
    'Mozilla/5.0',
    '',
    ' ',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b',
    'Barracuda Sentinel (EE)',
    'Mozilla/5.0 (compatible; Proofpoint URL Defense)',
    'Mimecast URL Scanner',
    'Symantec Email Security.cloud',
    'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; ms-office; MSOffice 16)',
    'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
    'Microsoft Office Existence Discovery',
    'Microsoft Office Word 2014',
    'python-requests/2.31.0',
    'curl/8.5.0',
    'Wget/1.21.4',
    'Go-http-client/2.0',
    'Java/17.0.2',
    'okhttp/4.12.0',
    'axios/1.6.0',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36',
    'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    'Twitterbot/1.0',
    'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
  ])('is a machine: %s', (userAgent) => {
    expect(isMachine({ ...request, userAgent })).toBe(true);
  });

  it.each([
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0',
    'Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Thunderbird/115.6.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.144 Mobile Safari/537.36',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0',
    'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; WOW64; Trident/7.0; .NET4.0E; Microsoft Outlook 14.0.7162; ms-office; MSOffice 14)',
    'Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 10.0; WOW64; Trident/7.0; Microsoft Outlook 16.0.11328; ms-office; MSOffice 16)',
    'Microsoft Office/14.0 (Windows NT 6.1; Microsoft Outlook 14.0.5128; Pro; ms-office; MSOffice 14)',
    'Outlook-iOS/2.0',
    'Outlook-Android/2.0',
    'Lotus-Notes/6.0 (Windows-NT)',
    'Airmail 1.0 rv:148 (Macintosh; Mac OS X 10.8.3; en_BE)',
    'eM Client/9.2.2038.0',
  ])('is a person: %s', (userAgent) => {
    expect(isMachine({ ...request, userAgent })).toBe(false);
  });

  const safari =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.2 Safari/605.1.15';

  it.each([
    [{ method: 'HEAD' }, true],
    [{ purpose: 'prefetch' }, true],
    [{ purpose: 'prefetch;prerender' }, true],
    [{ purpose: 'preview' }, true],
    [{ secondsSinceSent: 1.9 }, true],
    [{ secondsSinceSent: 2 }, false],
    [{ secondsSinceSent: undefined }, false],
  ])('is told by more than the name: %j', (more, machine) => {
    expect(isMachine({ ...request, userAgent: safari, ...more })).toBe(machine);
  });

  it('of the picture in Gmail is a person, but for the check right after delivery', () => {
    const userAgent =
      'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
    expect(isMachine({ ...request, userAgent, secondsSinceSent: 1 })).toBe(true);
  });
});

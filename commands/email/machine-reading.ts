import { isbot } from 'isbot';

/** What the request for a picture or a link tells. */
export interface ReadingRequest {
  readonly method: string;
  readonly userAgent: string;
  /** `Purpose`, `Sec-Purpose` or `X-Moz`: a browser says that nobody has asked for it yet. */
  readonly purpose: string;
  /** Since the message was made; `undefined` where that is not known. */
  readonly secondsSinceSent: number | undefined;
}

/** Fetch pictures when they are delivered, or whenever they like: nobody need have looked. */
const imageProxies = /YahooMailProxy|Yahoo Ad monitoring|OutlookMobileProxy|ProtonMail-Proxy|HeyMailProxy/i;
/** Apple's Mail Privacy Protection fetches through relays with just this name, without any word on the system. */
const applePrivacy = /^Mozilla\/5\.0$/;
const scanners =
  /Barracuda|Proofpoint|Mimecast|Symantec|MessageLabs|Forcepoint|Sophos|TrendMicro|FireEye|Cisco|IronPort|SafeLinks|ms-office|MSOffice|Microsoft Office|BingPreview|Google-Safety|GoogleDocs|facebookexternalhit|Slackbot|python|curl|wget|Go-http-client|Java\/|okhttp|axios|node-fetch|undici|HeadlessChrome|PhantomJS/i;
/** Fetch pictures for whoever has opened the mail. Some pass for robots otherwise: they name no browser. */
const mailPrograms = /Microsoft Outlook|Outlook-(iOS|Android)|Lotus-Notes|Airmail|eM ?Client/i;
/** Fetches when the reader opens the mail in Gmail, but also checks what has just been delivered. */
const gmailProxy = /GoogleImageProxy/i;
const tooSoonForPeople = 2;

/**
 * Whether a machine fetched the picture or followed the link, and not a reader. Where that cannot be told it is taken
 * for a reader, except within two seconds after the message was sent.
 */
export const isMachine = ({ method, userAgent, purpose, secondsSinceSent }: ReadingRequest): boolean => {
  if (method === 'HEAD' || /prefetch|preview|prerender/i.test(purpose)) return true;
  if (secondsSinceSent !== undefined && secondsSinceSent < tooSoonForPeople) return true;
  if (gmailProxy.test(userAgent) || mailPrograms.test(userAgent)) return false;
  return (
    userAgent.trim() === '' ||
    applePrivacy.test(userAgent.trim()) ||
    imageProxies.test(userAgent) ||
    scanners.test(userAgent) ||
    isbot(userAgent)
  );
};

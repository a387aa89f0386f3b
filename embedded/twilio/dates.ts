/** An instant as Twilio's first API writes it: RFC 2822, in UTC. */
export const rfc2822 = (instant: Date | string): string =>
  new Date(instant).toUTCString().replace('GMT', '+0000');

/** The instant so many seconds later, in ISO 8601. */
export const secondsAfter = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();

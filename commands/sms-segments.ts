import sms from 'sms-segments-calculator';

export interface SmsSize {
  /** How the text goes over the air: a single character that GSM-7 does not have makes all of it UCS-2. */
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** What the provider counts, and charges. */
  readonly segments: number;
}

/** In how many parts a text message is sent. */
export const smsSizeOf = (text: string): SmsSize => {
  const { encodingName, segmentsCount } = new sms.SegmentedMessage(text);
  return { encoding: encodingName, segments: segmentsCount };
};

import type { CallPatternContent } from '../../domain/call-pattern/call-pattern.js';
import { DomainError, type Fault } from '../../domain/errors.js';
import type { SmsContent } from '../../domain/sms-template/sms-template.js';
import { templateFaults } from '../personalise.js';
import { scriptFaults } from './fill-script.js';

const refuse = (faults: readonly Fault[]): void => {
  if (faults.length > 0) throw DomainError.invalid(faults);
};

/** @throws DomainError `invalid` for a text that is no template */
export const checkSmsContent = ({ text }: SmsContent): void => refuse(templateFaults(text, 'text'));

/** @throws DomainError `invalid` for texts that are no templates */
export const checkCallPattern = ({ script }: CallPatternContent): void =>
  refuse(scriptFaults(script, 'script'));

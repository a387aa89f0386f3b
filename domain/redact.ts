import { decodeOrThrow } from './codecs/decode.js';
import { EmailAddress, Url } from './codecs/values.js';
import type { AnyEvent } from './events.js';
import { unsubscribedMessage } from './lead/unsubscribe-source.js';
import type { Reason } from './run/events.js';
import { erasedAddress } from './suppression/suppression.js';

const erasedEmail = decodeOrThrow(EmailAddress, 'erased@erased.invalid');
const erasedUrl = decodeOrThrow(Url, 'https://erased.invalid/');

/** Reasons are said in words of our own, but also in those of providers, who repeat addresses. */
const codeOf = ({ code }: Reason): Reason => ({ code, message: '' });

/**
 * What is kept of an event when its person is erased: that which figures count, and which names nobody. It stands beside
 * the sealed event in the log. `undefined` where nothing can be kept.
 */
export const redact = (event: AnyEvent): AnyEvent | undefined => {
  switch (event.type) {
    case 'FlowEntered':
    case 'FlowEntryDeclined':
    case 'StepScheduled':
    case 'RunMoved':
    case 'WatchScheduled':
    case 'WatchFired':
    case 'LeadErased':
    case 'ImportCreated':
    case 'ImportFileReceived':
    case 'ImportDryRunStarted':
    case 'ImportDryRunCompleted':
    case 'ImportStarted':
    case 'ImportPaused':
    case 'ImportResumed':
    case 'ImportCancelled':
    case 'ImportCompleted':
    case 'ImportFailed':
    case 'AddressErased':
      return event;
    case 'ImportPartDone': {
      if (event.data.faults.every(({ value }) => value === undefined)) return event;
      const faults = event.data.faults.map(({ value: _value, ...fault }) => fault);
      return { ...event, data: { ...event.data, faults } };
    }
    case 'ActionRequested':
      return { ...event, data: { ...event.data, action: { type: event.data.action.type } } };
    case 'StepStarted': {
      const { evaluation: _evaluation, ...data } = event.data;
      return { ...event, data };
    }
    case 'StepPutOff': {
      const { evaluation: _evaluation, ...data } = event.data;
      return { ...event, data: { ...data, reason: codeOf(data.reason) } };
    }
    case 'StepSucceeded': {
      const { evaluation: _evaluation, ...data } = event.data;
      return { ...event, data: { ...data, result: null } };
    }
    case 'StepSkipped': {
      const { evaluation: _evaluation, ...data } = event.data;
      return { ...event, data: { ...data, reason: codeOf(data.reason) } };
    }
    case 'StepRetryScheduled':
      return { ...event, data: { ...event.data, reason: codeOf(event.data.reason) } };
    case 'StepFailed':
      return { ...event, data: { ...event.data, reason: codeOf(event.data.reason) } };
    case 'StepCancelled':
      return { ...event, data: { ...event.data, reason: codeOf(event.data.reason) } };
    case 'StepOutcomeUnknown':
      return { ...event, data: { ...event.data, reason: codeOf(event.data.reason) } };
    case 'WatchCleared':
      return { ...event, data: { ...event.data, reason: codeOf(event.data.reason) } };
    case 'RunStopped': {
      const { ending: _ending, ...data } = event.data;
      return { ...event, data: { ...data, reason: codeOf(data.reason) } };
    }
    case 'FlowFinished': {
      const { evaluation: _evaluation, ...data } = event.data;
      return { ...event, data };
    }
    case 'EmailSent':
      return { ...event, data: { ...event.data, to: erasedEmail, subject: '', response: '' } };
    case 'EmailOpened': {
      const { userAgent: _userAgent, ...data } = event.data;
      return { ...event, data };
    }
    case 'EmailLinkClicked': {
      const { userAgent: _userAgent, ...data } = event.data;
      return { ...event, data: { ...data, url: erasedUrl } };
    }
    case 'EmailBounced':
      return { ...event, data: { ...event.data, address: erasedEmail, diagnostic: '' } };
    case 'EmailComplained':
      return { ...event, data: { ...event.data, address: erasedEmail } };
    case 'ConsentWithdrawn': {
      const { channel, source } = event.data;
      // The key of a message names nobody.
      return { ...event, data: { channel, source: unsubscribedMessage(source) === undefined ? '' : source } };
    }
    case 'AddressSuppressed': {
      const { address, reason } = event.data;
      return { ...event, data: { address: erasedAddress(address.channel), reason: codeOf(reason) } };
    }
    case 'AddressReleased':
      return { ...event, data: { address: erasedAddress(event.data.address.channel) } };
    default:
      return undefined;
  }
};

import { decodeOrThrow } from '../domain/codecs/decode.js';
import { DomainError, type Fault } from '../domain/errors.js';
import { EmailContent } from '../domain/template/template.js';
import { templateFaults } from './personalise.js';

/** HTML for mail programs from MJML, or why there is none. */
export type CompileMjml = (
  mjml: string,
) => { readonly ok: true; readonly html: string } | { readonly ok: false; readonly message: string };

/** The content with the HTML that its MJML stands for, if it has some. */
const compiled = (content: EmailContent, compileMjml: CompileMjml): EmailContent => {
  const { mjml, html } = content;
  if (mjml === undefined) return content;
  const result = compileMjml(mjml);
  if (!result.ok) throw DomainError.invalid([{ path: 'mjml', message: `is not MJML: ${result.message}` }]);
  // What an editor has read, it may send back whole.
  if (html !== undefined && html !== result.html)
    throw DomainError.invalid([{ path: 'html', message: 'cannot stand beside mjml: it is made from it' }]);
  return decodeOrThrow(EmailContent, { ...content, html: result.html });
};

/**
 * What an e-mail template says, checked as far as it can be before it is sent.
 * @throws DomainError `invalid` with every fault
 */
export const readEmailContent = (input: unknown, compileMjml: CompileMjml): EmailContent => {
  const content = compiled(decodeOrThrow(EmailContent, input), compileMjml);
  const { subject, html, text } = content;
  const faults: readonly Fault[] = [
    ...(html === undefined && text === undefined
      ? [{ path: 'text', message: 'is missing: give a text, html, or mjml' }]
      : []),
    ...templateFaults(subject, 'subject'),
    ...templateFaults(html, content.mjml === undefined ? 'html' : 'mjml'),
    ...templateFaults(text, 'text'),
  ];
  if (faults.length > 0) throw DomainError.invalid(faults);
  return content;
};

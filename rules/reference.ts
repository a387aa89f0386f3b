/** Something in the catalogue that settings name. */
export interface Reference {
  readonly kind:
    | 'product'
    | 'template'
    | 'sms-template'
    | 'call-pattern'
    | 'list'
    | 'funnel'
    | 'segment'
    | 'flow'
    | 'smtp'
    | 'twilio'
    | 'training-jet';
  readonly id: string;
  readonly version?: number;
  /** Where in the settings it is named. */
  readonly path: string;
}

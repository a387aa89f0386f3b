import { AttributeName } from '../../domain/codecs/values.js';
import { defineTrigger } from '../trigger.js';

/** An attribute (this attribute) of the lead was set to another value, or taken away. */
export const attributeChanged = defineTrigger({
  type: 'attribute-changed',
  label: 'Attribute changed',
  required: {},
  optional: { attribute: AttributeName },
  eventTypes: ['AttributesSet', 'AttributesRemoved'],
  subjects: {
    attribute: ({ type, data }) => (type === 'AttributesSet' ? Object.keys(data.attributes) : data.names),
  },
});

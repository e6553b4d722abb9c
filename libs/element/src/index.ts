import { WaybillUpload } from './waybill-upload.js';

export { ENGLISH, type FaultWords, type Messages } from './messages.js';
export type { ErrorDetail } from './error-detail.js';
export { WaybillUpload } from './waybill-upload.js';
export type { FileDetail } from './words.js';

// A page that loads it twice keeps the first.
if (!customElements.get('waybill-upload')) customElements.define('waybill-upload', WaybillUpload);

declare global {
  interface HTMLElementTagNameMap {
    'waybill-upload': WaybillUpload;
  }
}

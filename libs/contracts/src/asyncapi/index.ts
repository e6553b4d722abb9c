export { createAsyncApiDocument } from './document.js';

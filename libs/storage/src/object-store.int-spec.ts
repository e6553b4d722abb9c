import { describeObjectStore } from './testing/conformance.js';
import { openRealStore } from './testing/real-store.js';

describeObjectStore('the real store', openRealStore);

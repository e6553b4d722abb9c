import { describeObjectStore } from './testing/conformance.js';
import { openRealStore } from './testing/real-store.js';

describeObjectStore('the real store', () => openRealStore());
describeObjectStore('the real store, under a prefix', () => openRealStore('some/prefix.1/'));

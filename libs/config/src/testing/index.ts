export * from './configuration-page.js';

/** Nest tokens of what is no class. */
export const APP_CONFIG = Symbol('AppConfig');

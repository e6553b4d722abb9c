declare const acting: unique symbol;

/** The id of a tenant in whose name a call is made, as its key said. No other text becomes one. */
export type ActingTenant = string & { readonly [acting]: true };

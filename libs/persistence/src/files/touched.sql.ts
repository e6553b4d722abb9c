/**
 * What every change of a file sets besides what it changes. The look that is due next is not put
 * off by it, and comes at once where it lay in the future. While it lies in the past its value stays
 * the same, and the update of an indexed column that does not change is still HOT.
 */
export const TOUCHED = `updated_at = clock_timestamp(),
    next_look_at = least(next_look_at, clock_timestamp())`;

/** Why a file needs somebody to look at it: its completion is late, or failed, or its object is not what it was. */
export const FILE_TROUBLES = ['late', 'failed', 'drifted'] as const;
export type FileTrouble = (typeof FILE_TROUBLES)[number];

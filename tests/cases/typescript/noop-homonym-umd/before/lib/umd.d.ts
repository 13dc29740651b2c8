export declare const size: number;
export as namespace OldStore;
